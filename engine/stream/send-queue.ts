import { KafkaError } from './kafka-error.ts';

/** A record to write. Without `partition` the key's murmur2 hash decides, as in Kafka's own clients. */
export interface OutgoingRecord {
  /** Null for none: any partition will do. */
  key: string | Buffer | null;
  /** Null deletes the key in a compacted topic. */
  value: string | Buffer | null;
  partition?: number;
}

export interface SendQueueOptions {
  /** Writes one batch; resolves once every record of it is acknowledged. Called for one batch at a time. */
  sendBatch(records: OutgoingRecord[]): Promise<void>;
  /** How long the first record waits for company while nothing is in flight, ms. */
  lingerMs: number;
  /** Keys and values of one batch, bytes; a larger single record is refused. */
  maxBatchBytes: number;
  maxBatchRecords: number;
  /** Keys and values that may wait, bytes; beyond it `send` is refused with `QUEUE_FULL`. */
  maxPendingBytes: number;
  /** A `send` that is not acknowledged by then is rejected with `TIMEOUT`, ms. */
  deliveryTimeoutMs: number;
}

/** One call of `send`: settled when its last record is. */
interface Ticket {
  left: number;
  settled: boolean;
  resolve(): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
}

interface Entry {
  record: OutgoingRecord;
  bytes: number;
  ticket: Ticket;
}

const RECORD_OVERHEAD_BYTES = 32;

/**
 * Gathers many small sends into few batches: one batch is in flight, and what arrives meanwhile goes with the next.
 * So order is kept, and an idempotent producer never sees its sequence overtaken.
 */
export class SendQueue {
  readonly #options: SendQueueOptions;
  #pending: Entry[] = [];
  #pendingBytes = 0;
  #inFlight: Promise<void> | null = null;
  #linger: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: SendQueueOptions) {
    this.#options = options;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  send(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    if (this.#closed) return Promise.reject(new KafkaError('CLOSED', 'the producer is closed'));
    const sizes = records.map(sizeOf);
    const largest = Math.max(...sizes);
    if (largest > this.#options.maxBatchBytes) {
      const text = `a record of ${largest} bytes is larger than ${this.#options.maxBatchBytes}`;
      return Promise.reject(new KafkaError('RECORD_TOO_LARGE', text));
    }
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (this.#pendingBytes > 0 && this.#pendingBytes + total > this.#options.maxPendingBytes) {
      return Promise.reject(new KafkaError('QUEUE_FULL', `${this.#pendingBytes} bytes already wait for the log`));
    }
    return new Promise((resolve, reject) => {
      const ticket: Ticket = {
        left: records.length,
        settled: false,
        resolve,
        reject,
        timer: this.#deadline(() => ticket),
      };
      for (const [index, record] of records.entries()) {
        this.#pending.push({ record, bytes: sizes[index] ?? 0, ticket });
      }
      this.#pendingBytes += total;
      this.#schedule();
    });
  }

  /** Sends what waits, then refuses more. Resolves when nothing is in flight. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#pending.length > 0 || this.#inFlight) {
      this.#flush();
      await this.#inFlight;
    }
  }

  #deadline(ticket: () => Ticket): NodeJS.Timeout {
    const { deliveryTimeoutMs } = this.#options;
    return setTimeout(() => {
      fail(ticket(), new KafkaError('TIMEOUT', `the log did not acknowledge within ${deliveryTimeoutMs} ms`));
      this.#dropSettled();
    }, deliveryTimeoutMs);
  }

  /** Records whose sender was already told of the failure are not sent any more. */
  #dropSettled(): void {
    this.#pending = this.#pending.filter((entry) => !entry.ticket.settled);
    this.#pendingBytes = this.#pending.reduce((sum, entry) => sum + entry.bytes, 0);
  }

  #schedule(): void {
    if (this.#inFlight || this.#linger) return;
    const full =
      this.#pendingBytes >= this.#options.maxBatchBytes || this.#pending.length >= this.#options.maxBatchRecords;
    if (full || this.#options.lingerMs === 0) this.#flush();
    else this.#linger = setTimeout(() => this.#flush(), this.#options.lingerMs);
  }

  #flush(): void {
    if (this.#linger) clearTimeout(this.#linger);
    this.#linger = null;
    if (this.#inFlight || this.#pending.length === 0) return;
    const batch = this.#takeBatch();
    this.#inFlight = this.#options
      .sendBatch(batch.map((entry) => entry.record))
      .then(
        () => batch.forEach(acknowledge),
        (error) => {
          for (const entry of batch) fail(entry.ticket, error);
          this.#dropSettled();
        },
      )
      .finally(() => {
        this.#inFlight = null;
        this.#flush();
      });
  }

  #takeBatch(): Entry[] {
    let count = 0;
    let bytes = 0;
    for (const entry of this.#pending) {
      if (count > 0 && bytes + entry.bytes > this.#options.maxBatchBytes) break;
      if (count === this.#options.maxBatchRecords) break;
      count++;
      bytes += entry.bytes;
    }
    const batch = this.#pending.slice(0, count);
    this.#pending = this.#pending.slice(count);
    this.#pendingBytes -= bytes;
    return batch;
  }
}

function sizeOf(record: OutgoingRecord): number {
  const value = record.value === null ? 0 : Buffer.byteLength(record.value);
  const key = record.key === null ? 0 : Buffer.byteLength(record.key);
  return key + value + RECORD_OVERHEAD_BYTES;
}

function acknowledge(entry: Entry): void {
  const { ticket } = entry;
  ticket.left--;
  if (ticket.left > 0 || ticket.settled) return;
  ticket.settled = true;
  clearTimeout(ticket.timer);
  ticket.resolve();
}

function fail(ticket: Ticket, error: unknown): void {
  if (ticket.settled) return;
  ticket.settled = true;
  clearTimeout(ticket.timer);
  ticket.reject(error);
}
