import { setTimeout as delay } from 'node:timers/promises';
import { METRICS_TOPIC } from '../../events/topics.ts';
import { createAdmin, createProducer, type Producer } from '../../stream/kafka-client.ts';
import { KafkaError } from '../../stream/kafka-error.ts';
import type { ClientOptions } from '../../stream/kafka-wire.ts';
import { createReader, type Reader } from '../../stream/reader.ts';
import { type Metric, metricKey, parseMetricRecord } from './metric.ts';

export interface MetricRegistry {
  /** Resolves once topic `weir.metrics` was read to the end that it had at the start. */
  ready(): Promise<void>;
  /** Every metric, by site and id. */
  all(): readonly Metric[];
  get(site: string, id: string): Metric | null;
  /** Counts the changes seen: whoever kept this number knows whether there is something new. */
  version(): number;
  /**
   * Writes a metric, null to delete it. Resolves once it is acknowledged and this registry has it. Rejects with a `KafkaError`.
   * Of two writers at one time the later record counts.
   */
  put(site: string, id: string, metric: Metric | null): Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = 500;
/** A fetch that finds nothing new may be held so long: a new record ends it. */
const MAX_WAIT_MS = 5_000;
const READ_BACK_LIMIT_MS = 5_000;

/** Follows topic `weir.metrics` from its beginning, through any absence of the log. */
export function openMetricRegistry(options: ClientOptions): MetricRegistry {
  return new TopicRegistry(options);
}

class TopicRegistry implements MetricRegistry {
  readonly #options: ClientOptions;
  readonly #reader: Reader;
  readonly #producer: Producer;
  readonly #metrics = new Map<string, Metric>();
  readonly #closing = new AbortController();
  readonly #following: Promise<void>;
  readonly #ready = Promise.withResolvers<void>();
  #waiting: Array<{ offset: number; resolve(): void }> = [];
  #sorted: readonly Metric[] | null = null;
  #position = 0;
  #version = 0;

  constructor(options: ClientOptions) {
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

  all(): readonly Metric[] {
    this.#sorted ??= [...this.#metrics].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, metric]) => metric);
    return this.#sorted;
  }

  get(site: string, id: string): Metric | null {
    return this.#metrics.get(metricKey(site, id)) ?? null;
  }

  version(): number {
    return this.#version;
  }

  async put(site: string, id: string, metric: Metric | null): Promise<void> {
    const value = metric && JSON.stringify(metric);
    await this.#producer.send(METRICS_TOPIC.name, [{ key: metricKey(site, id), value, partition: 0 }]);
    const admin = createAdmin(this.#options);
    try {
      const [end = 0] = await admin.listOffsets(METRICS_TOPIC.name, 'latest');
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
      throw new KafkaError(
        'TIMEOUT',
        `${METRICS_TOPIC.name} was written and not read back within ${READ_BACK_LIMIT_MS} ms`,
      );
    });
    await Promise.race([read, late]);
  }

  #take(key: string, value: Buffer | null): void {
    const metric = value && parseMetricRecord(key, value);
    if (value && !metric) {
      this.#options.log.warn({ key }, `a record of ${METRICS_TOPIC.name} is no metric and is passed over`);
      return;
    }
    if (metric) this.#metrics.set(key, metric);
    else this.#metrics.delete(key);
    this.#changed();
  }

  #reached(offset: number): void {
    this.#position = offset;
    const arrived = this.#waiting.filter((entry) => entry.offset <= offset);
    this.#waiting = this.#waiting.filter((entry) => entry.offset > offset);
    for (const { resolve } of arrived) resolve();
  }

  #forgetAll(): void {
    this.#metrics.clear();
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
    while (!signal.aborted) {
      const admin = createAdmin(this.#options);
      try {
        await admin.ensureTopics([METRICS_TOPIC]);
        const [[earliest = 0], [latest = 0]] = await Promise.all([
          admin.listOffsets(METRICS_TOPIC.name, 'earliest'),
          admin.listOffsets(METRICS_TOPIC.name, 'latest'),
        ]);
        this.#position = earliest;
        if (!signal.aborted) this.#reader.assign(METRICS_TOPIC.name, 0, earliest);
        await Promise.race([new Promise<void>((resolve) => this.#awaitOffset(latest, resolve)), aborted(signal)]);
        this.#ready.resolve();
        return;
      } catch (error) {
        this.#options.log.debug({ error }, 'the metrics cannot be read yet');
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
