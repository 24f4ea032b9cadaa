import {
  claimFault,
  type Decision,
  isPrepared,
  NO_EPOCH,
  NO_PARTITIONS,
  type ProducerClaim,
  type Transaction,
  type TransactionSlot,
  type TransactionState,
} from './transaction.ts';

/** The producer commits or aborts. Ending a transaction once more in the same way is answered as the first time, in the other way refused. */
export function endTransaction(
  slot: TransactionSlot | undefined,
  claim: ProducerClaim,
  committed: boolean,
  nowMs: number,
): Decision {
  const fault = claimFault(slot?.current, claim);
  if (!slot || fault) return { errorCode: fault ?? 'INVALID_PRODUCER_ID_MAPPING' };
  const { current, writing } = slot;
  if (writing) return { errorCode: 'CONCURRENT_TRANSACTIONS' };
  const prepared: TransactionState = committed ? 'PrepareCommit' : 'PrepareAbort';
  if (current.state === 'Ongoing') {
    return { errorCode: 'NONE', next: { ...current, state: prepared, updatedMs: nowMs } };
  }
  if (current.state === prepared) return { errorCode: 'CONCURRENT_TRANSACTIONS' };
  return { errorCode: current.state === completedState(prepared) ? 'NONE' : 'INVALID_TXN_STATE' };
}

/** Aborts over the producer's head: a newer epoch in the markers keeps it from writing on (KIP-98). */
export function fenced(current: Transaction, nowMs: number): Transaction {
  return {
    ...current,
    state: 'PrepareAbort',
    producerEpoch: current.producerEpoch + 1,
    lastProducerEpoch: NO_EPOCH,
    updatedMs: nowMs,
  };
}

/** Once every partition has its marker. */
export function completed(current: Transaction, nowMs: number): Transaction {
  return { ...current, state: completedState(current.state), partitions: NO_PARTITIONS, updatedMs: nowMs };
}

function completedState(state: TransactionState): TransactionState {
  return state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort';
}

/** Whether the transaction is open for longer than its producer asked for. */
export function isOverdue({ state, startMs, timeoutMs }: Transaction, nowMs: number): boolean {
  return state === 'Ongoing' && startMs + timeoutMs < nowMs;
}

/** Whether the transactional id may be forgotten: nothing is open, and nothing was heard of it for that long. */
export function isExpired(current: Transaction, expirationMs: number, nowMs: number): boolean {
  return current.state !== 'Ongoing' && !isPrepared(current) && current.updatedMs + expirationMs <= nowMs;
}
