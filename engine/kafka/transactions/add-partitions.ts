import {
  claimFault,
  type Decision,
  isPrepared,
  isSameProducer,
  type Partitions,
  type ProducerClaim,
  type TransactionSlot,
} from './transaction.ts';
import type { TransactionErrorCode } from './transaction-error.ts';

/** Partitions join the producer's transaction; the first ones begin it. */
export function addPartitions(
  slot: TransactionSlot | undefined,
  claim: ProducerClaim,
  added: Partitions,
  nowMs: number,
): Decision {
  const fault = claimFault(slot?.current, claim);
  if (!slot || fault) return { errorCode: fault ?? 'INVALID_PRODUCER_ID_MAPPING' };
  const { current, writing } = slot;
  if (writing || isPrepared(current)) return { errorCode: 'CONCURRENT_TRANSACTIONS' };
  const isOngoing = current.state === 'Ongoing';
  if (isOngoing && holdsAll(current.partitions, added)) return { errorCode: 'NONE' };
  const next = {
    ...current,
    state: 'Ongoing' as const,
    bumpedByEnd: false,
    partitions: union(current.partitions, added),
    startMs: isOngoing ? current.startMs : nowMs,
    updatedMs: nowMs,
  };
  return { errorCode: 'NONE', next };
}

/** Whether the partitions are in the producer's open transaction, with nothing else about to be decided. */
export function hasJoined(slot: TransactionSlot | undefined, claim: ProducerClaim, partitions: Partitions): boolean {
  if (!slot || slot.writing || slot.current.state !== 'Ongoing') return false;
  return isSameProducer(slot.current, claim) && holdsAll(slot.current.partitions, partitions);
}

/** Whether the producer may write to the partition: it must have joined the transaction that is open now (KIP-890). */
export function verifyPartition(
  slot: TransactionSlot | undefined,
  claim: ProducerClaim,
  topic: string,
  partition: number,
): TransactionErrorCode {
  const fault = claimFault(slot?.current, claim);
  if (!slot || fault) return fault ?? 'INVALID_PRODUCER_ID_MAPPING';
  const { current, writing } = slot;
  if (isPrepared(current) || (writing && isPrepared(writing))) return 'CONCURRENT_TRANSACTIONS';
  if (current.state !== 'Ongoing') return 'TRANSACTION_ABORTABLE';
  return current.partitions.get(topic)?.has(partition) ? 'NONE' : 'TRANSACTION_ABORTABLE';
}

function holdsAll(held: Partitions, asked: Partitions): boolean {
  for (const [topic, partitions] of asked) {
    for (const partition of partitions) if (!held.get(topic)?.has(partition)) return false;
  }
  return true;
}

function union(a: Partitions, b: Partitions): Partitions {
  const all = new Map(a);
  for (const [topic, partitions] of b) all.set(topic, new Set([...(all.get(topic) ?? []), ...partitions]));
  return all;
}
