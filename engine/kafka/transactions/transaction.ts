import type { TransactionErrorCode } from './transaction-error.ts';

/** Kafka's states, with the number that each has on disk. Dead and PrepareEpochFence never get there. */
export const STATE_NUMBERS = {
  Empty: 0,
  Ongoing: 1,
  PrepareCommit: 2,
  PrepareAbort: 3,
  CompleteCommit: 4,
  CompleteAbort: 5,
} as const;

export type TransactionState = keyof typeof STATE_NUMBERS;

/** Partitions by topic. */
export type Partitions = ReadonlyMap<string, ReadonlySet<number>>;

export const NO_PRODUCER_ID = -1;
export const NO_EPOCH = -1;
/** Epochs are int16. The last one is kept for fencing a producer that has come so far. */
const LAST_EPOCH = 32_767;

/**
 * What is known of a transactional id: its producer, and the transaction that it is in or was in last. Values are never changed in place.
 * Invariants: partitions is empty unless Ongoing, PrepareCommit or PrepareAbort; startMs is -1 in Empty.
 */
export interface Transaction {
  readonly transactionalId: string;
  /** -1 until the first InitProducerId is written. */
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Id and epoch before the last bump, so that a bump can be asked for twice (KIP-360); -1 when not known. Not on disk. */
  readonly lastProducerId: number;
  readonly lastProducerEpoch: number;
  readonly timeoutMs: number;
  readonly state: TransactionState;
  readonly partitions: Partitions;
  readonly startMs: number;
  readonly updatedMs: number;
}

/** A transactional id with the transaction that is being written: until it is, every other change gets CONCURRENT_TRANSACTIONS. */
export interface TransactionSlot {
  current: Transaction;
  writing: Transaction | undefined;
}

/** What a step decides: `next` is written first, then `errorCode` is answered. Without `next` nothing changes. */
export interface Decision {
  readonly errorCode: TransactionErrorCode;
  readonly next?: Transaction;
}

export interface ProducerClaim {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export const NO_PARTITIONS: Partitions = new Map();

export function newTransaction(transactionalId: string, nowMs: number): Transaction {
  return {
    transactionalId,
    producerId: NO_PRODUCER_ID,
    producerEpoch: NO_EPOCH,
    lastProducerId: NO_PRODUCER_ID,
    lastProducerEpoch: NO_EPOCH,
    timeoutMs: 0,
    state: 'Empty',
    partitions: NO_PARTITIONS,
    startMs: -1,
    updatedMs: nowMs,
  };
}

/** Whether the id needs a new producer id: it has none, or has used its epochs up. */
export function isExhausted({ producerId, producerEpoch }: Transaction): boolean {
  return producerId === NO_PRODUCER_ID || isLastEpoch(producerEpoch);
}

export function isLastEpoch(epoch: number): boolean {
  return epoch >= LAST_EPOCH - 1;
}

/** Whether its fate is written and its markers are not. */
export function isPrepared({ state }: Transaction): boolean {
  return state === 'PrepareCommit' || state === 'PrepareAbort';
}

/** Why the producer may not speak for the transactional id, if it may not. */
export function claimFault(current: Transaction | undefined, claim: ProducerClaim): TransactionErrorCode | undefined {
  if (!current || current.producerId !== claim.producerId) return 'INVALID_PRODUCER_ID_MAPPING';
  return current.producerEpoch === claim.producerEpoch ? undefined : 'PRODUCER_FENCED';
}
