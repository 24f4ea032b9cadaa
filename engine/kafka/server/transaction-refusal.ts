import { ERROR_CODES, type ErrorName, RequestError } from '../protocol/errors.ts';
import type { TransactionErrorCode } from '../transactions/transaction-error.ts';
import type { RequestContext } from './handler.ts';

/** Number of what the transaction coordinator answers; versions before `fencedFrom` know fencing as INVALID_PRODUCER_EPOCH (KIP-588). */
export function transactionErrorCode(name: TransactionErrorCode, version: number, fencedFrom: number): number {
  return name === 'PRODUCER_FENCED' && version < fencedFrom ? ERROR_CODES.INVALID_PRODUCER_EPOCH : ERROR_CODES[name];
}

/** A producer that is about to write in its transaction. */
interface TransactionalWrite {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly topic: string;
  readonly partition: number;
  /** Clients from KIP-890 on know TRANSACTION_ABORTABLE; those before are told INVALID_TXN_STATE. */
  readonly knowsAbortable: boolean;
}

/**
 * Refuses a write to a partition that is not part of the producer's open transaction (KIP-890): a record that came late would else hang
 * there undecided, or be taken for one of the next transaction. Throws RequestError.
 */
export function checkInTransaction(write: TransactionalWrite, { broker }: RequestContext): void {
  const verdict = broker.transactions.verify(write, write.topic, write.partition);
  if (verdict === 'NONE') return;
  const { transactionalId, topic, partition } = write;
  const message = `${topic}-${partition} is not in an open transaction of ${transactionalId}, id and epoch given: ${verdict}`;
  throw new RequestError(refusedWrite(verdict, write.knowsAbortable), message);
}

function refusedWrite(verdict: Exclude<TransactionErrorCode, 'NONE'>, knowsAbortable: boolean): ErrorName {
  switch (verdict) {
    case 'PRODUCER_FENCED':
      return 'INVALID_PRODUCER_EPOCH';
    case 'TRANSACTION_ABORTABLE':
      return knowsAbortable ? 'TRANSACTION_ABORTABLE' : 'INVALID_TXN_STATE';
    // The producer tries again.
    case 'CONCURRENT_TRANSACTIONS':
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'COORDINATOR_NOT_AVAILABLE':
      return 'NOT_ENOUGH_REPLICAS';
    default:
      return verdict;
  }
}
