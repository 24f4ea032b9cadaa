import { setTimeout as delay } from 'node:timers/promises';
import type { TopicPlan } from '../events/topics.ts';
import { createAdmin, createProducer, type Producer } from './kafka-client.ts';
import { KafkaError } from './kafka-error.ts';
import type { ClientOptions } from './kafka-wire.ts';
import { createReader, type Reader } from './reader.ts';

/** A compacted topic of one partition as a table: the newest value of each key, in memory, followed as it changes. */
export interface TopicTable<Value> {
  /** Resolves once the topic was read to the end that it had at the start. */
  ready(): Promise<void>;
  /** Every value, by key. */
  all(): readonly Value[];
  get(key: string): Value | null;
  /** Counts the changes seen: whoever kept this number knows whether there is something new. */
  version(): number;
  /**
   * Writes a value, null to delete it. Resolves once it is acknowledged and this table has it. Rejects with a `KafkaError`.
   * Of two writers at one time the later record counts.
   */
  put(key: string, value: Value | null): Promise<void>;
  close(): Promise<void>;
}

export interface TableOptions<Value> extends ClientOptions {
  topic: TopicPlan;
  /** Null for a record that is none: somebody else wrote to the topic, or a later Weir. */
  parse(key: string, value: Buffer): Value | null;
}

const RETRY_MS = 500;
/** A fetch that finds nothing new may be held so long: a new record ends it. */
const MAX_WAIT_MS = 5_000;
const READ_BACK_LIMIT_MS = 5_000;

/** Follows the topic from its beginning, through any absence of the log. */
export function openTable<Value>(options: TableOptions<Value>): TopicTable<Value> {
  return new FollowedTable(options);
}

class FollowedTable<Value> implements TopicTable<Value> {
  readonly #options: TableOptions<Value>;
  readonly #reader: Reader;
  readonly #producer: Producer;
  readonly #values = new Map<string, Value>();
  readonly #closing = new AbortController();
  readonly #following: Promise<void>;
  readonly #ready = Promise.withResolvers<void>();
  #waiting: Array<{ offset: number; resolve(): void }> = [];
  #sorted: readonly Value[] | null = null;
  #position = 0;
  #version = 0;

  constructor(options: TableOptions<Value>) {
    this.#options = options;
    this.#producer = createProducer(options);
    this.#reader = createReader({
      ...options,
      maxWaitMs: MAX_WAIT_MS,
      onFetched: ({ records, nextOffset }) => {
        for (const { key, value } of records) if (key) this.#take(key.toString(), value);
        this.#reached(nextOffset);
      },
      // Deleted and made anew, or emptied: what there is now counts.
      onLost: (_topic, _partition, _reason, { earliest }) => {
        this.#forgetAll();
        return earliest;
      },
    });
    this.#following = this.#follow();
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  all(): readonly Value[] {
    this.#sorted ??= [...this.#values].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    return this.#sorted;
  }

  get(key: string): Value | null {
    return this.#values.get(key) ?? null;
  }

  version(): number {
    return this.#version;
  }

  async put(key: string, value: Value | null): Promise<void> {
    const { name } = this.#options.topic;
    await this.#producer.send(name, [{ key, value: value && JSON.stringify(value), partition: 0 }]);
    const admin = createAdmin(this.#options);
    try {
      const [end = 0] = await admin.listOffsets(name, 'latest');
      await this.#readUpTo(end);
    } finally {
      await admin.close();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#ready.resolve();
    await Promise.all([this.#reader.close(), this.#producer.close(), this.#following]);
  }

  async #readUpTo(offset: number): Promise<void> {
    if (this.#position >= offset) return;
    const read = new Promise<void>((resolve) => this.#waiting.push({ offset, resolve }));
    const late = delay(READ_BACK_LIMIT_MS, undefined, { signal: this.#closing.signal, ref: false }).then(() => {
      const { name } = this.#options.topic;
      throw new KafkaError('TIMEOUT', `${name} was written and not read back within ${READ_BACK_LIMIT_MS} ms`);
    });
    await Promise.race([read, late]);
  }

  #take(key: string, bytes: Buffer | null): void {
    const { topic, parse, log } = this.#options;
    const value = bytes && parse(key, bytes);
    if (bytes && value === null) {
      log.warn({ key }, `a record of ${topic.name} cannot be read and is passed over`);
      return;
    }
    if (value === null) this.#values.delete(key);
    else this.#values.set(key, value);
    this.#changed();
  }

  #reached(offset: number): void {
    this.#position = offset;
    const arrived = this.#waiting.filter((entry) => entry.offset <= offset);
    this.#waiting = this.#waiting.filter((entry) => entry.offset > offset);
    for (const { resolve } of arrived) resolve();
  }

  #forgetAll(): void {
    this.#values.clear();
    this.#position = 0;
    this.#changed();
  }

  #changed(): void {
    this.#sorted = null;
    this.#version++;
  }

  /** Begins to read as soon as the log can be reached. */
  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    const { topic, log } = this.#options;
    while (!signal.aborted) {
      const admin = createAdmin(this.#options);
      try {
        await admin.ensureTopics([topic]);
        const [[earliest = 0], [latest = 0]] = await Promise.all([
          admin.listOffsets(topic.name, 'earliest'),
          admin.listOffsets(topic.name, 'latest'),
        ]);
        this.#position = earliest;
        if (!signal.aborted) this.#reader.assign(topic.name, 0, earliest);
        await Promise.race([new Promise<void>((resolve) => this.#awaitOffset(latest, resolve)), aborted(signal)]);
        this.#ready.resolve();
        return;
      } catch (error) {
        log.debug({ error, topic: topic.name }, 'a table cannot be read yet');
        await delay(RETRY_MS, undefined, { signal }).catch(() => {});
      } finally {
        await admin.close();
      }
    }
  }

  #awaitOffset(offset: number, resolve: () => void): void {
    if (this.#position >= offset) resolve();
    else this.#waiting.push({ offset, resolve });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
