import type { LogSink } from '../log-sink.ts';
import { completed } from './end-transaction.ts';
import type { Markers } from './markers.ts';
import { type Decision, isPrepared, type Transaction, type TransactionSlot } from './transaction.ts';
import type { TransactionErrorCode } from './transaction-error.ts';
import type { TransactionRegistry } from './transaction-registry.ts';

/** Wait before markers, or the end of a transaction, are tried once more after the disk refused them. */
const RETRY_MS = 1_000;

export interface TransactionWriterOptions {
  readonly registry: TransactionRegistry;
  readonly markers: Markers;
  readonly log: LogSink;
  readonly now: () => number;
}

/** Brings what was decided to the disk: the transaction first, then its markers where that ends it, then that it is over. */
export class TransactionWriter {
  readonly #options: TransactionWriterOptions;
  readonly #retries = new Set<NodeJS.Timeout>();
  /** Changes on their way; close waits for them. */
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(options: TransactionWriterOptions) {
    this.#options = options;
  }

  /** Writes what was decided, and the markers where that ends a transaction; returns what to answer. */
  async carryOut(slot: TransactionSlot | undefined, { errorCode, next }: Decision): Promise<TransactionErrorCode> {
    if (!slot || !next) return errorCode;
    return this.#track(
      this.#write(slot, next).then(async (written) => {
        if (!written) return 'COORDINATOR_NOT_AVAILABLE';
        if (isPrepared(next)) await this.#complete(slot);
        return errorCode;
      }),
    );
  }

  /** Goes on with a transaction whose end is decided and not carried out. */
  resume(slot: TransactionSlot): void {
    this.#track(this.#complete(slot));
  }

  /** Forgets a transactional id for good. */
  async forget(slot: TransactionSlot): Promise<void> {
    const { registry, log } = this.#options;
    const { transactionalId } = slot.current;
    slot.writing = slot.current;
    const forgotten = registry.append(transactionalId, null).then(
      () => registry.remove(transactionalId),
      (error) => log.error({ err: error, transactionalId }, 'Could not forget a transactional id.'),
    );
    await this.#track(forgotten);
    slot.writing = undefined;
  }

  /** Waits for what is being written, and tries no more again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#retries) clearTimeout(timer);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Marks the slot before anything is awaited, so that no other step decides on what is about to change. */
  async #write(slot: TransactionSlot, next: Transaction): Promise<boolean> {
    const { registry, log } = this.#options;
    slot.writing = next;
    try {
      await registry.append(next.transactionalId, next);
      slot.current = next;
      return true;
    } catch (error) {
      const { transactionalId, state } = next;
      log.error({ err: error, transactionalId, state }, 'Could not write to __transaction_state.');
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
    if (isDone || this.#isClosed) return;
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      this.resume(slot);
    }, RETRY_MS);
    this.#retries.add(retry);
  }

  async #writeMarkers({ producerId, producerEpoch, state, partitions, bumpedByEnd }: Transaction): Promise<boolean> {
    const { registry, markers } = this.#options;
    const { leaderEpoch: coordinatorEpoch } = await registry.open();
    const committed = state === 'PrepareCommit';
    const end = { producerId, producerEpoch, committed, coordinatorEpoch, bumpsEpoch: bumpedByEnd };
    const writes = Array.from(partitions, ([topic, indexes]) =>
      Array.from(indexes, (index) => markers.write(topic, index, end)),
    );
    const outcomes = await Promise.all(writes.flat());
    // A partition that is gone needs no marker, and one that knows of a newer epoch has moved on.
    return !outcomes.includes('KAFKA_STORAGE_ERROR');
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const done = (): void => {
      this.#underWay.delete(work);
    };
    work.then(done, done);
    return work;
  }
}
