import { fenced } from './end-transaction.ts';
import {
  type Decision,
  isExhausted,
  isLastEpoch,
  isPrepared,
  isSameProducer,
  NO_EPOCH,
  NO_PARTITIONS,
  NO_PRODUCER_ID,
  type ProducerClaim,
  type Transaction,
  type TransactionSlot,
} from './transaction.ts';

export interface InitProducerInput {
  readonly timeoutMs: number;
  /** The id and epoch that the producer has, when it wants a newer epoch and not a takeover (KIP-360). */
  readonly expected: ProducerClaim | undefined;
  /** A fresh producer id, where the transactional id needs one. */
  readonly newProducerId: number;
}

/**
 * A producer begins with its transactional id: it gets the next epoch, which fences whoever had it. A transaction left open is aborted first,
 * under a newer epoch; the producer is told CONCURRENT_TRANSACTIONS and comes again.
 */
export function initProducer(slot: TransactionSlot, input: InitProducerInput, nowMs: number): Decision {
  const { current, writing } = slot;
  const { expected } = input;
  if (writing) return { errorCode: 'CONCURRENT_TRANSACTIONS' };
  if (expected && !isKnownProducer(current, expected)) return { errorCode: 'PRODUCER_FENCED' };
  if (isPrepared(current)) return { errorCode: 'CONCURRENT_TRANSACTIONS' };
  if (current.state === 'Ongoing') {
    // A late call under an older epoch is fenced in the end: it need not cost its successor the transaction.
    if (expected && !isSameProducer(current, expected)) return { errorCode: 'PRODUCER_FENCED' };
    return { errorCode: 'CONCURRENT_TRANSACTIONS', next: fenced(current, nowMs) };
  }
  if (isExhausted(current) && (!expected || expected.producerEpoch === current.producerEpoch || isNew(current))) {
    return { errorCode: 'NONE', next: withNewId(current, input, nowMs) };
  }
  const epochs = nextEpochs(current, expected);
  if (!epochs) return { errorCode: 'PRODUCER_FENCED' };
  return { errorCode: 'NONE', next: { ...emptied(current, input, nowMs), ...epochs } };
}

const isNew = ({ producerEpoch }: Transaction): boolean => producerEpoch === NO_EPOCH;

/** The producer may also name the id before the last, if that one had no epochs left: its answer was lost then. */
function isKnownProducer(current: Transaction, expected: ProducerClaim): boolean {
  if (isNew(current) || expected.producerId === current.producerId) return true;
  return expected.producerId === current.lastProducerId && isLastEpoch(expected.producerEpoch);
}

function nextEpochs(
  current: Transaction,
  expected: ProducerClaim | undefined,
): Pick<Transaction, 'producerEpoch' | 'lastProducerEpoch'> | undefined {
  const { producerEpoch, lastProducerEpoch } = current;
  if (!expected) return { producerEpoch: producerEpoch + 1, lastProducerEpoch: NO_EPOCH };
  if (expected.producerEpoch === producerEpoch) {
    return { producerEpoch: producerEpoch + 1, lastProducerEpoch: producerEpoch };
  }
  // It asks again for the bump that it was given already.
  return expected.producerEpoch === lastProducerEpoch ? { producerEpoch, lastProducerEpoch } : undefined;
}

function withNewId(current: Transaction, input: InitProducerInput, nowMs: number): Transaction {
  const isBump = input.expected !== undefined && !isNew(current);
  return {
    ...emptied(current, input, nowMs),
    producerId: input.newProducerId,
    producerEpoch: 0,
    lastProducerId: isBump ? current.producerId : NO_PRODUCER_ID,
    lastProducerEpoch: isBump ? current.producerEpoch : NO_EPOCH,
  };
}

function emptied(current: Transaction, { timeoutMs }: InitProducerInput, nowMs: number): Transaction {
  const partitions = NO_PARTITIONS;
  return { ...current, state: 'Empty', bumpedByEnd: false, timeoutMs, partitions, startMs: -1, updatedMs: nowMs };
}
