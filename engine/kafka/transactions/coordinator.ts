import { addPartitions, hasJoined, verifyPartition } from './add-partitions.ts';
import {
  type DescribedTransaction,
  describeTransaction,
  type ListedTransaction,
  listTransactions,
  type TransactionFilter,
  undescribed,
  unknownStates,
} from './describe.ts';
import { endTransaction, fenced, isExpired, isOverdue } from './end-transaction.ts';
import { initProducer } from './init-producer.ts';
import type { Markers } from './markers.ts';
import {
  isExhausted,
  isPrepared,
  NO_EPOCH,
  NO_PRODUCER_ID,
  type Partitions,
  type ProducerClaim,
  successorOf,
  type Transaction,
} from './transaction.ts';
import type { TransactionErrorCode } from './transaction-error.ts';
import { TransactionRegistry, type TransactionRegistryOptions } from './transaction-registry.ts';
import { TransactionWriter } from './transaction-writer.ts';

/** Kafka looks for overdue transactions every 10 s; they hold readers up, and a look costs next to nothing. */
const OVERDUE_EVERY_MS = 1_000;
const EXPIRE_EVERY_MS = 60_000;
/** Transactional ids remembered; past it new ones are refused until some expire. */
const MAX_TRANSACTIONAL_IDS = 100_000;

export interface TransactionCoordinatorOptions extends TransactionRegistryOptions {
  readonly allocateProducerId: () => Promise<number>;
  readonly markers: Markers;
  /** transaction.max.timeout.ms */
  readonly maxTimeoutMs: number;
  /** transactional.id.expiration.ms */
  readonly expirationMs: number;
  /** Time between two looks for ids that expired; a minute where not given. */
  readonly expireEveryMs?: number;
}

export interface InitProducerRequest {
  readonly transactionalId: string;
  readonly timeoutMs: number;
  readonly expected: ProducerClaim | undefined;
}

/** Id and epoch to go on with; -1 where refused. */
export interface ProducerAnswer extends ProducerClaim {
  readonly errorCode: TransactionErrorCode;
}

export interface EndRequest extends TransactionClaim {
  readonly committed: boolean;
  /** The producer gets a new epoch with the end (KIP-890). */
  readonly bumpsEpoch: boolean;
}

export interface TransactionClaim extends ProducerClaim {
  readonly transactionalId: string;
}

/**
 * Every transactional producer: the pure steps of this room with timers, markers and `__transaction_state` around them. What a step decides is
 * written before it is answered, and how a transaction ends before the first marker says so: after a crash markers are written again.
 */
export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions;
  readonly #registry: TransactionRegistry;
  readonly #writer: TransactionWriter;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** The look for ids that expired, while it goes on. */
  #expiring: Promise<void> | undefined;
  /** The last call to join by transactional id, while it is not answered. */
  readonly #joining = new Map<string, Promise<unknown>>();
  #unavailable: TransactionErrorCode | undefined = 'COORDINATOR_LOAD_IN_PROGRESS';

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options;
    this.#registry = new TransactionRegistry(options);
    this.#writer = new TransactionWriter({ ...options, registry: this.#registry });
  }

  /**
   * Replays `__transaction_state`, if there is one, and goes on with markers that a crash interrupted. Until it resolves every method answers
   * COORDINATOR_LOAD_IN_PROGRESS.
   */
  async load({ exists }: { readonly exists: boolean }): Promise<void> {
    if (exists) await this.#registry.load();
    this.#unavailable = undefined;
    for (const slot of this.#registry.slots()) if (isPrepared(slot.current)) this.#writer.resume(slot);
    this.#timers.add(setInterval(() => this.#abortOverdue(), OVERDUE_EVERY_MS));
    const expire = (): void => {
      this.#expiring ??= this.#expire().finally(() => {
        this.#expiring = undefined;
      });
    };
    this.#timers.add(setInterval(expire, this.#options.expireEveryMs ?? EXPIRE_EVERY_MS));
  }

  async initProducerId(request: InitProducerRequest): Promise<ProducerAnswer> {
    const errorCode = this.#unavailable ?? this.#initFault(request) ?? (await this.#opened());
    if (errorCode) return refused(errorCode);
    const { transactionalId, timeoutMs, expected } = request;
    const known = this.#registry.get(transactionalId)?.current;
    // Ids are plentiful: one that is not needed after all is lost.
    const newProducerId = !known || isExhausted(known) ? await this.#options.allocateProducerId() : NO_PRODUCER_ID;
    const slot = this.#registry.getOrCreate(transactionalId);
    if (isExhausted(slot.current) && newProducerId === NO_PRODUCER_ID) return refused('CONCURRENT_TRANSACTIONS');
    const decision = initProducer(slot, { timeoutMs, expected, newProducerId }, this.#options.now());
    const answered = await this.#writer.carryOut(slot, decision);
    if (answered !== 'NONE' || !decision.next) {
      if (slot.current.producerEpoch === NO_EPOCH && !slot.writing) this.#registry.remove(transactionalId);
      return refused(answered);
    }
    const { producerId, producerEpoch } = decision.next;
    return { errorCode: 'NONE', producerId, producerEpoch };
  }

  async addPartitions(claim: TransactionClaim, partitions: Partitions): Promise<TransactionErrorCode> {
    const refusal = this.#refusal(claim);
    if (refusal) return refusal;
    const slot = this.#registry.get(claim.transactionalId);
    return this.#writer.carryOut(slot, addPartitions(slot, claim, partitions, this.#options.now()));
  }

  /**
   * Partitions join the producer's transaction unless they are in it already, without having been announced (KIP-890). Calls for one
   * transactional id have their turn in the order they came in, so that what is written behind them keeps its order; at most as many wait as
   * there are requests under way.
   */
  join(claim: TransactionClaim, partitions: Partitions): TransactionErrorCode | Promise<TransactionErrorCode> {
    const { transactionalId } = claim;
    const ahead = this.#joining.get(transactionalId);
    if (!ahead && this.#unavailable === undefined && hasJoined(this.#registry.get(transactionalId), claim, partitions))
      return 'NONE';
    const joined = (ahead ?? Promise.resolve()).then(() => this.addPartitions(claim, partitions));
    this.#joining.set(transactionalId, joined);
    const forget = (): void => {
      if (this.#joining.get(transactionalId) === joined) this.#joining.delete(transactionalId);
    };
    joined.then(forget, forget);
    return joined;
  }

  /** Whether the producer may write to the partition as part of its transaction. */
  verify(claim: TransactionClaim, topic: string, partition: number): TransactionErrorCode {
    const refusal = this.#refusal(claim);
    return refusal ?? verifyPartition(this.#registry.get(claim.transactionalId), claim, topic, partition);
  }

  /** Resolves when the transaction's end is written, and with it the markers unless the disk refuses them: those are then tried again. */
  async endTransaction({ committed, bumpsEpoch, ...claim }: EndRequest): Promise<ProducerAnswer> {
    const refusal = this.#refusal(claim);
    if (refusal) return refused(refusal);
    const before = this.#registry.get(claim.transactionalId);
    const isLast = bumpsEpoch && before !== undefined && isExhausted(before.current);
    const newProducerId = isLast ? await this.#allocated() : NO_PRODUCER_ID;
    if (newProducerId === undefined) return refused('COORDINATOR_NOT_AVAILABLE');
    const slot = this.#registry.get(claim.transactionalId);
    // It has come to its last epoch while this request was on its way.
    if (bumpsEpoch && !isLast && slot && isExhausted(slot.current)) return refused('CONCURRENT_TRANSACTIONS');
    const decision = endTransaction(slot, claim, { committed, bumpsEpoch, newProducerId }, this.#options.now());
    const errorCode = await this.#writer.carryOut(slot, decision);
    const told = decision.next ?? slot?.current;
    return errorCode === 'NONE' && told ? { errorCode, ...successorOf(told) } : refused(errorCode);
  }

  describe(transactionalId: string): DescribedTransaction {
    if (this.#unavailable) return undescribed(transactionalId, this.#unavailable);
    if (transactionalId === '') return undescribed(transactionalId, 'INVALID_REQUEST');
    const current = this.#registry.get(transactionalId)?.current;
    if (!current || current.producerEpoch === NO_EPOCH)
      return undescribed(transactionalId, 'TRANSACTIONAL_ID_NOT_FOUND');
    return describeTransaction(current);
  }

  list(filter: TransactionFilter): {
    readonly errorCode: TransactionErrorCode;
    readonly unknownStates: readonly string[];
    readonly transactions: readonly ListedTransaction[];
  } {
    const nothing = { unknownStates: [], transactions: [] };
    if (this.#unavailable) return { errorCode: this.#unavailable, ...nothing };
    const transactions = listTransactions(this.#transactions(), filter, this.#options.now());
    if (!transactions) return { errorCode: 'INVALID_REGULAR_EXPRESSION', ...nothing };
    return { errorCode: 'NONE', unknownStates: unknownStates(filter), transactions };
  }

  /** Takes no more requests and waits for what is being written. Transactions stay as they are: the next start goes on with them. */
  async close(): Promise<void> {
    this.#unavailable = 'COORDINATOR_NOT_AVAILABLE';
    for (const timer of this.#timers) clearInterval(timer);
    await this.#expiring;
    await this.#writer.close();
  }

  *#transactions(): Generator<Transaction> {
    for (const { current } of this.#registry.slots()) if (current.producerEpoch !== NO_EPOCH) yield current;
  }

  #refusal({ transactionalId }: TransactionClaim): TransactionErrorCode | undefined {
    return this.#unavailable ?? (transactionalId === '' ? 'INVALID_REQUEST' : undefined);
  }

  #initFault({ transactionalId, timeoutMs }: InitProducerRequest): TransactionErrorCode | undefined {
    if (transactionalId === '') return 'INVALID_REQUEST';
    if (timeoutMs <= 0 || timeoutMs > this.#options.maxTimeoutMs) return 'INVALID_TRANSACTION_TIMEOUT';
    const isKnown = this.#registry.get(transactionalId) !== undefined;
    return !isKnown && this.#registry.size >= MAX_TRANSACTIONAL_IDS ? 'POLICY_VIOLATION' : undefined;
  }

  /** undefined where the disk does not take the note of an id that is handed out. */
  async #allocated(): Promise<number | undefined> {
    try {
      return await this.#options.allocateProducerId();
    } catch (error) {
      this.#options.log.error({ err: error }, 'Could not hand out a producer id; the producer is told to try again.');
      return undefined;
    }
  }

  async #opened(): Promise<TransactionErrorCode | undefined> {
    try {
      await this.#registry.open();
      return this.#unavailable;
    } catch (error) {
      this.#options.log.error({ err: error }, 'Could not make __transaction_state; the producer is told to try again.');
      return 'COORDINATOR_NOT_AVAILABLE';
    }
  }

  #abortOverdue(): void {
    const nowMs = this.#options.now();
    for (const slot of this.#registry.slots()) {
      const { current, writing } = slot;
      if (writing || !isOverdue(current, nowMs)) continue;
      const { transactionalId, timeoutMs } = current;
      this.#options.log.warn({ transactionalId, timeoutMs }, 'Aborting a transaction that is open for too long.');
      this.#writer.carryOut(slot, { errorCode: 'NONE', next: fenced(current, nowMs) });
    }
  }

  async #expire(): Promise<void> {
    const { expirationMs, now } = this.#options;
    for (const slot of [...this.#registry.slots()]) {
      if (this.#unavailable) return;
      if (!slot.writing && isExpired(slot.current, expirationMs, now())) await this.#writer.forget(slot);
    }
  }
}

const refused = (errorCode: TransactionErrorCode): ProducerAnswer => ({
  errorCode,
  producerId: NO_PRODUCER_ID,
  producerEpoch: NO_EPOCH,
});
