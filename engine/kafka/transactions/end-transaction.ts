import {
  claimFault,
  type Decision,
  isLastEpoch,
  isPrepared,
  isSameProducer,
  NO_EPOCH,
  NO_PARTITIONS,
  NO_PRODUCER_ID,
  type ProducerClaim,
  successorOf,
  type Transaction,
  type TransactionSlot,
  type TransactionState,
} from './transaction.ts';

export interface EndInput {
  readonly committed: boolean;
  /** The producer gets a new epoch with the end of each transaction (KIP-890): what it sent before can then hit no later one. */
  readonly bumpsEpoch: boolean;
  /** A fresh producer id, where the end takes the last epoch of the one in use. */
  readonly newProducerId: number;
}

/**
 * The producer commits or aborts. Ending a transaction once more in the same way is answered as the first time, in the other way refused. Who
 * gets a new epoch with each end is known by its old one when it asks again; with the new one it may abort where nothing was begun, since
 * it cannot know whether what it sent has begun a transaction.
 */
export function endTransaction(
  slot: TransactionSlot | undefined,
  claim: ProducerClaim,
  input: EndInput,
  nowMs: number,
): Decision {
  if (!slot) return { errorCode: 'INVALID_PRODUCER_ID_MAPPING' };
  const { current, writing } = slot;
  const isRepeated = endsAgain(current, claim);
  const fault = isRepeated ? undefined : claimFault(current, claim);
  if (fault) return { errorCode: fault };
  if (writing) return { errorCode: 'CONCURRENT_TRANSACTIONS' };
  const prepared: TransactionState = input.committed ? 'PrepareCommit' : 'PrepareAbort';
  if (current.state === 'Ongoing') return { errorCode: 'NONE', next: ended(current, prepared, input, nowMs) };
  if (isPrepared(current)) {
    // Who has the next epoch already means the next transaction, which has to wait.
    const isOfNext = current.bumpedByEnd && !isRepeated;
    return { errorCode: isOfNext || current.state === prepared ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE' };
  }
  if (isRepeated || !input.bumpsEpoch) {
    return { errorCode: current.state === completedState(prepared) ? 'NONE' : 'INVALID_TXN_STATE' };
  }
  if (input.committed) return { errorCode: 'INVALID_TXN_STATE' };
  return { errorCode: 'NONE', next: ended({ ...current, startMs: nowMs }, prepared, input, nowMs) };
}

/** Whether the producer asks again for an end that it was given a new epoch with. */
function endsAgain(
  { bumpedByEnd, producerId, lastProducerId, lastProducerEpoch }: Transaction,
  claim: ProducerClaim,
): boolean {
  if (!bumpedByEnd || claim.producerEpoch !== lastProducerEpoch) return false;
  return claim.producerId === (lastProducerId === NO_PRODUCER_ID ? producerId : lastProducerId);
}

function ended(current: Transaction, state: TransactionState, input: EndInput, nowMs: number): Transaction {
  const { producerEpoch } = current;
  if (!input.bumpsEpoch) return { ...current, state, bumpedByEnd: false, updatedMs: nowMs };
  return {
    ...current,
    state,
    // The last epoch of all may stand in markers only, which fence like any other.
    producerEpoch: producerEpoch + 1,
    lastProducerId: NO_PRODUCER_ID,
    lastProducerEpoch: producerEpoch,
    nextProducerId: isLastEpoch(producerEpoch) ? input.newProducerId : NO_PRODUCER_ID,
    bumpedByEnd: true,
    updatedMs: nowMs,
  };
}

/** Aborts over the producer's head: a newer epoch in the markers keeps it from writing on (KIP-98). */
export function fenced(current: Transaction, nowMs: number): Transaction {
  return {
    ...current,
    state: 'PrepareAbort',
    producerEpoch: current.producerEpoch + 1,
    lastProducerId: NO_PRODUCER_ID,
    lastProducerEpoch: NO_EPOCH,
    bumpedByEnd: false,
    updatedMs: nowMs,
  };
}

/** Once every partition has its marker. */
export function completed(current: Transaction, nowMs: number): Transaction {
  const successor = successorOf(current);
  return {
    ...current,
    ...successor,
    lastProducerId: isSameProducer(successor, current) ? current.lastProducerId : current.producerId,
    nextProducerId: NO_PRODUCER_ID,
    state: completedState(current.state),
    partitions: NO_PARTITIONS,
    updatedMs: nowMs,
  };
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
