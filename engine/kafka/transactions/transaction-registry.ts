import type { CoordinatorLog, ReplayedBatch } from '../log/coordinator-log.ts';
import type { LogSink } from '../log-sink.ts';
import { newTransaction, type Transaction, type TransactionSlot } from './transaction.ts';
import {
  decodeTransaction,
  decodeTransactionKey,
  encodeTransaction,
  encodeTransactionKey,
} from './transaction-records.ts';

export interface TransactionRegistryOptions {
  /** `__transaction_state`, made if it is not there yet. */
  readonly openLog: () => Promise<CoordinatorLog>;
  /** The level of the feature transaction.version that holds: 0 writes records as Kafka did before KIP-890. */
  readonly transactionVersion: () => number;
  readonly log: LogSink;
  readonly now: () => number;
}

/** All transactional ids, and where they are written. */
export class TransactionRegistry {
  readonly #options: TransactionRegistryOptions;
  readonly #slots = new Map<string, TransactionSlot>();
  #stateLog: Promise<CoordinatorLog> | undefined;

  constructor(options: TransactionRegistryOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#slots.size;
  }

  slots(): Iterable<TransactionSlot> {
    return this.#slots.values();
  }

  get(transactionalId: string): TransactionSlot | undefined {
    return this.#slots.get(transactionalId);
  }

  getOrCreate(transactionalId: string): TransactionSlot {
    const existing = this.#slots.get(transactionalId);
    if (existing) return existing;
    const slot = { current: newTransaction(transactionalId, this.#options.now()), writing: undefined };
    this.#slots.set(transactionalId, slot);
    return slot;
  }

  remove(transactionalId: string): void {
    this.#slots.delete(transactionalId);
  }

  /** The topic is made with the first transactional producer; a failure is tried again by the next. */
  async open(): Promise<CoordinatorLog> {
    this.#stateLog ??= this.#options.openLog().catch((error) => {
      this.#stateLog = undefined;
      throw error;
    });
    return this.#stateLog;
  }

  /** Writes what is to become of a transactional id, null to forget it. Resolves when it is with the OS. */
  async append(transactionalId: string, next: Transaction | null): Promise<void> {
    const stateLog = await this.open();
    const version = this.#options.transactionVersion() >= 1 ? 1 : 0;
    const record = { key: encodeTransactionKey(transactionalId), value: next && encodeTransaction(next, version) };
    await stateLog.append(stateLog.partitionOf(transactionalId), [record], this.#options.now());
  }

  /** Rebuilds everything from what was written. A record that cannot be read is skipped with a log line, the rest counts. */
  async load(): Promise<void> {
    const stateLog = await this.open();
    for await (const batches of stateLog.replay()) for (const batch of batches) this.#apply(batch);
  }

  #apply({ records }: ReplayedBatch): void {
    for (const { key, value, offset } of records) {
      try {
        const transactionalId = key && decodeTransactionKey(key);
        if (!transactionalId) continue;
        const current = value && decodeTransaction(transactionalId, value);
        if (current) this.#slots.set(transactionalId, { current, writing: undefined });
        else if (value === null) this.#slots.delete(transactionalId);
      } catch (error) {
        this.#options.log.error({ err: error, offset }, 'Skipped a damaged record of __transaction_state.');
      }
    }
  }
}
