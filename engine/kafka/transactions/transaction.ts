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
/** Epochs are int16. The last one, 32767, is kept for fencing a producer that has come so far; this one is the last that a producer gets. */
export const LAST_USED_EPOCH = 32_766;

/**
 * What is known of a transactional id: its producer, and the transaction that it is in or was in last. Values are never changed in place.
 * Invariants: partitions is empty unless Ongoing, PrepareCommit or PrepareAbort; startMs is -1 in Empty; nextProducerId is -1 unless
 * PrepareCommit or PrepareAbort; bumpedByEnd only where a transaction is ended or being ended.
 */
export interface Transaction {
  readonly transactionalId: string;
  /** -1 until the first InitProducerId is written. */
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Id before the last rotation and epoch before the last bump, so that both can be asked for twice (KIP-360, KIP-890); -1 when not known. */
  readonly lastProducerId: number;
  readonly lastProducerEpoch: number;
  /** The id that the producer goes on with once the markers are written, where the end of the transaction took its last epoch; else -1. */
  readonly nextProducerId: number;
  /** Whether the producer itself ended the transaction and got a new epoch with that: what transaction version 2 means (KIP-890). */
  readonly bumpedByEnd: boolean;
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
    nextProducerId: NO_PRODUCER_ID,
    bumpedByEnd: false,
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
  return epoch >= LAST_USED_EPOCH;
}

/** Whether its fate is written and its markers are not. */
export function isPrepared({ state }: Pick<Transaction, 'state'>): boolean {
  return state === 'PrepareCommit' || state === 'PrepareAbort';
}

/** What the producer goes on with: its id and epoch, or the new id that it gets with the end of its transaction. */
export function successorOf({ producerId, producerEpoch, nextProducerId }: Transaction): ProducerClaim {
  return nextProducerId === NO_PRODUCER_ID
    ? { producerId, producerEpoch }
    : { producerId: nextProducerId, producerEpoch: 0 };
}

export const isSameProducer = (a: ProducerClaim, b: ProducerClaim): boolean =>
  a.producerId === b.producerId && a.producerEpoch === b.producerEpoch;

/** Why the producer may not speak for the transactional id, if it may not. One that was given its next id already has to wait for it. */
export function claimFault(current: Transaction | undefined, claim: ProducerClaim): TransactionErrorCode | undefined {
  if (!current) return 'INVALID_PRODUCER_ID_MAPPING';
  if (isSameProducer(current, claim)) return undefined;
  if (current.producerId === claim.producerId) return 'PRODUCER_FENCED';
  return isSameProducer(successorOf(current), claim) ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_PRODUCER_ID_MAPPING';
}
