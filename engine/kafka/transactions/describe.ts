import { compilePattern } from '../protocol/regular-expression.ts';
import { NO_EPOCH, NO_PRODUCER_ID, STATE_NUMBERS, type Transaction } from './transaction.ts';
import type { TransactionErrorCode } from './transaction-error.ts';

/** States that a filter may name: those on disk, and two that Kafka passes through in memory. */
const STATE_NAMES: ReadonlySet<string> = new Set([...Object.keys(STATE_NUMBERS), 'Dead', 'PrepareEpochFence']);

export interface DescribedTransaction {
  readonly errorCode: TransactionErrorCode;
  readonly transactionalId: string;
  readonly transactionState: string;
  readonly transactionTimeoutMs: number;
  readonly transactionStartTimeMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface ListedTransaction {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly transactionState: string;
}

/** Empty lists, a negative duration and a pattern that is empty or null let all pass. */
export interface TransactionFilter {
  readonly stateFilters: readonly string[];
  readonly producerIdFilters: readonly number[];
  readonly durationFilterMs: number;
  readonly transactionalIdPattern: string | null;
}

export function describeTransaction(current: Transaction): DescribedTransaction {
  return {
    errorCode: 'NONE',
    transactionalId: current.transactionalId,
    transactionState: current.state,
    transactionTimeoutMs: current.timeoutMs,
    transactionStartTimeMs: current.startMs,
    producerId: current.producerId,
    producerEpoch: current.producerEpoch,
    topics: Array.from(current.partitions, ([topic, partitions]) => ({ topic, partitions: [...partitions] })),
  };
}

export function undescribed(transactionalId: string, errorCode: TransactionErrorCode): DescribedTransaction {
  return {
    errorCode,
    transactionalId,
    transactionState: '',
    transactionTimeoutMs: 0,
    transactionStartTimeMs: -1,
    producerId: NO_PRODUCER_ID,
    producerEpoch: NO_EPOCH,
    topics: [],
  };
}

export function unknownStates({ stateFilters }: TransactionFilter): string[] {
  return stateFilters.filter((name) => !STATE_NAMES.has(name));
}

/** Who names only states that there are none of gets nothing. undefined where the pattern is none. */
export function listTransactions(
  transactions: Iterable<Transaction>,
  { stateFilters, producerIdFilters, durationFilterMs, transactionalIdPattern }: TransactionFilter,
  nowMs: number,
): ListedTransaction[] | undefined {
  const matches = transactionalIdPattern ? compilePattern(transactionalIdPattern) : () => true;
  if (!matches) return undefined;
  const states = new Set(stateFilters);
  const producerIds = new Set(producerIdFilters);
  const listed: ListedTransaction[] = [];
  for (const { transactionalId, producerId, state, startMs } of transactions) {
    if (states.size > 0 && !states.has(state)) continue;
    if (producerIds.size > 0 && !producerIds.has(producerId)) continue;
    if (durationFilterMs >= 0 && (startMs < 0 || nowMs - startMs <= durationFilterMs)) continue;
    if (!matches(transactionalId)) continue;
    listed.push({ transactionalId, producerId, transactionState: state });
  }
  return listed;
}
