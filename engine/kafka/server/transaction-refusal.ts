import { ERROR_CODES, type ErrorName, RequestError } from '../protocol/errors.ts';
import type { TransactionErrorCode } from '../transactions/transaction-error.ts';
import type { RequestContext } from './handler.ts';

/** Number of what the transaction coordinator answers; versions before `fencedFrom` know fencing as INVALID_PRODUCER_EPOCH (KIP-588). */
export function transactionErrorCode(name: TransactionErrorCode, version: number, fencedFrom: number): number {
  return name === 'PRODUCER_FENCED' && version < fencedFrom ? ERROR_CODES.INVALID_PRODUCER_EPOCH : ERROR_CODES[name];
}

/** A producer that is about to write in its transaction. */
export interface TransactionalWrite {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly topic: string;
  readonly partition: number;
}

/** What the client can be told (KIP-890). */
export interface ClientKnows {
  /** TRANSACTION_ABORTABLE; clients from before are told INVALID_TXN_STATE. */
  readonly abortable: boolean;
  /** CONCURRENT_TRANSACTIONS as an answer to a write; clients from before are told NOT_ENOUGH_REPLICAS, which they try again on. */
  readonly concurrent: boolean;
}

/**
 * Refuses a write to a partition that is not part of the producer's open transaction (KIP-890): a record that came late would else hang
 * there undecided, or be taken for one of the next transaction. Throws RequestError.
 */
export function checkInTransaction(write: TransactionalWrite, knows: ClientKnows, { broker }: RequestContext): void {
  expectPermission(broker.transactions.verify(write, write.topic, write.partition), write, knows);
}

/** Throws what the client is told of the coordinator's verdict, unless that is NONE. */
export function expectPermission(verdict: TransactionErrorCode, write: TransactionalWrite, knows: ClientKnows): void {
  if (verdict === 'NONE') return;
  const { transactionalId, topic, partition } = write;
  const message = `${topic}-${partition} is not in an open transaction of ${transactionalId}, id and epoch given: ${verdict}`;
  throw new RequestError(refusedWrite(verdict, knows), message);
}

function refusedWrite(verdict: Exclude<TransactionErrorCode, 'NONE'>, knows: ClientKnows): ErrorName {
  switch (verdict) {
    case 'PRODUCER_FENCED':
      return 'INVALID_PRODUCER_EPOCH';
    case 'TRANSACTION_ABORTABLE':
      return knows.abortable ? 'TRANSACTION_ABORTABLE' : 'INVALID_TXN_STATE';
    case 'CONCURRENT_TRANSACTIONS':
      return knows.concurrent ? 'CONCURRENT_TRANSACTIONS' : 'NOT_ENOUGH_REPLICAS';
    // The producer tries again.
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'COORDINATOR_NOT_AVAILABLE':
      return 'NOT_ENOUGH_REPLICAS';
    default:
      return verdict;
  }
}
