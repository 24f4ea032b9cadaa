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
import { completed, endTransaction, fenced, isExpired, isOverdue } from './end-transaction.ts';
import { initProducer } from './init-producer.ts';
import type { Markers } from './markers.ts';
import {
  type Decision,
  isExhausted,
  isPrepared,
  NO_EPOCH,
  NO_PRODUCER_ID,
  type Partitions,
  type ProducerClaim,
  successorOf,
  type Transaction,
  type TransactionSlot,
} from './transaction.ts';
import type { TransactionErrorCode } from './transaction-error.ts';
import { TransactionRegistry, type TransactionRegistryOptions } from './transaction-registry.ts';

/** Kafka looks for overdue transactions every 10 s; they hold readers up, and a look costs next to nothing. */
const OVERDUE_EVERY_MS = 1_000;
const EXPIRE_EVERY_MS = 60_000;
/** Wait before markers, or the end of a transaction, are tried once more after the disk refused them. */
const RETRY_MS = 1_000;
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
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #retries = new Set<NodeJS.Timeout>();
  /** Changes on their way; close waits for them. */
  readonly #underWay = new Set<Promise<unknown>>();
  /** The last call to join by transactional id, while it is not answered. */
  readonly #joining = new Map<string, Promise<unknown>>();
  #unavailable: TransactionErrorCode | undefined = 'COORDINATOR_LOAD_IN_PROGRESS';

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options;
    this.#registry = new TransactionRegistry(options);
  }

  /**
   * Replays `__transaction_state`, if there is one, and goes on with markers that a crash interrupted. Until it resolves every method answers
   * COORDINATOR_LOAD_IN_PROGRESS.
   */
  async load({ exists }: { readonly exists: boolean }): Promise<void> {
    if (exists) await this.#registry.load();
    this.#unavailable = undefined;
    for (const slot of this.#registry.slots()) if (isPrepared(slot.current)) this.#track(this.#complete(slot));
    this.#timers.add(setInterval(() => this.#abortOverdue(), OVERDUE_EVERY_MS));
    this.#timers.add(setInterval(() => this.#track(this.#expire()), this.#options.expireEveryMs ?? EXPIRE_EVERY_MS));
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
    const answered = await this.#carryOut(slot, decision);
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
    return this.#carryOut(slot, addPartitions(slot, claim, partitions, this.#options.now()));
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
    const newProducerId = isLast ? await this.#options.allocateProducerId() : NO_PRODUCER_ID;
    const slot = this.#registry.get(claim.transactionalId);
    // It has come to its last epoch while this request was on its way.
    if (bumpsEpoch && !isLast && slot && isExhausted(slot.current)) return refused('CONCURRENT_TRANSACTIONS');
    const decision = endTransaction(slot, claim, { committed, bumpsEpoch, newProducerId }, this.#options.now());
    const errorCode = await this.#carryOut(slot, decision);
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
    for (const timer of this.#retries) clearTimeout(timer);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
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

  async #opened(): Promise<TransactionErrorCode | undefined> {
    try {
      await this.#registry.open();
      return this.#unavailable;
    } catch (error) {
      this.#options.log.error({ err: error }, 'Could not make __transaction_state; the producer is told to try again.');
      return 'COORDINATOR_NOT_AVAILABLE';
    }
  }

  /** Writes what was decided, and the markers where that ends a transaction; returns what to answer. */
  async #carryOut(slot: TransactionSlot | undefined, { errorCode, next }: Decision): Promise<TransactionErrorCode> {
    if (!slot || !next) return errorCode;
    return this.#track(
      this.#write(slot, next).then(async (written) => {
        if (!written) return 'COORDINATOR_NOT_AVAILABLE';
        if (isPrepared(next)) await this.#complete(slot);
        return errorCode;
      }),
    );
  }

  /** Marks the slot before anything is awaited, so that no other step decides on what is about to change. */
  async #write(slot: TransactionSlot, next: Transaction): Promise<boolean> {
    slot.writing = next;
    try {
      await this.#registry.append(next.transactionalId, next);
      slot.current = next;
      return true;
    } catch (error) {
      const { transactionalId, state } = next;
      this.#options.log.error({ err: error, transactionalId, state }, 'Could not write to __transaction_state.');
      return false;
    } finally {
      slot.writing = undefined;
    }
  }

  /** The way from a transaction whose end is decided to one that is over. What fails is tried again until it succeeds. */
  async #complete(slot: TransactionSlot): Promise<void> {
    const { current } = slot;
    const isDone =
      (await this.#writeMarkers(current)) && (await this.#write(slot, completed(current, this.#options.now())));
    if (isDone || this.#unavailable) return;
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      this.#track(this.#complete(slot));
    }, RETRY_MS);
    this.#retries.add(retry);
  }

  async #writeMarkers({ producerId, producerEpoch, state, partitions, bumpedByEnd }: Transaction): Promise<boolean> {
    const { leaderEpoch: coordinatorEpoch } = await this.#registry.open();
    const committed = state === 'PrepareCommit';
    const end = { producerId, producerEpoch, committed, coordinatorEpoch, bumpsEpoch: bumpedByEnd };
    const writes = Array.from(partitions, ([topic, indexes]) =>
      Array.from(indexes, (index) => this.#options.markers.write(topic, index, end)),
    );
    const outcomes = await Promise.all(writes.flat());
    // A partition that is gone needs no marker, and one that knows of a newer epoch has moved on.
    return !outcomes.includes('KAFKA_STORAGE_ERROR');
  }

  #abortOverdue(): void {
    const nowMs = this.#options.now();
    for (const slot of this.#registry.slots()) {
      const { current, writing } = slot;
      if (writing || !isOverdue(current, nowMs)) continue;
      const { transactionalId, timeoutMs } = current;
      this.#options.log.warn({ transactionalId, timeoutMs }, 'Aborting a transaction that is open for too long.');
      this.#carryOut(slot, { errorCode: 'NONE', next: fenced(current, nowMs) });
    }
  }

  async #expire(): Promise<void> {
    const { expirationMs, now, log } = this.#options;
    for (const slot of [...this.#registry.slots()]) {
      const { current, writing } = slot;
      if (this.#unavailable) return;
      if (writing || !isExpired(current, expirationMs, now())) continue;
      slot.writing = current;
      try {
        await this.#registry.append(current.transactionalId, null);
        this.#registry.remove(current.transactionalId);
      } catch (error) {
        log.error({ err: error, transactionalId: current.transactionalId }, 'Could not forget a transactional id.');
      } finally {
        slot.writing = undefined;
      }
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const forget = (): void => {
      this.#underWay.delete(work);
    };
    work.then(forget, forget);
    return work;
  }
}

const refused = (errorCode: TransactionErrorCode): ProducerAnswer => ({
  errorCode,
  producerId: NO_PRODUCER_ID,
  producerEpoch: NO_EPOCH,
});
