import { EVENTS_TOPIC, METRIC_VALUES_TOPIC, ROLLUPS_TOPIC } from '../events/topics.ts';
import type { Log } from '../log.ts';
import type { KafkaAdmin } from '../stream/kafka-client.ts';
import { errorCode } from '../stream/kafka-error.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import type { FetchedPartition } from '../stream/kafka-wire.ts';
import { createReader, type LostReason, type Reader } from '../stream/reader.ts';
import type { Hub } from './hub.ts';
import { metricValueOf, rollupOf, siteOfKey } from './log-records.ts';

export interface LogTailOptions {
  brokers: string[];
  security?: KafkaSecurity;
  admin: Pick<KafkaAdmin, 'ensureTopics' | 'listOffsets'>;
  hub: Hub;
  log: Log;
}

export interface LogTail {
  close(): Promise<void>;
}

/** What is read of a partition before the hub is ready: from `from` up to `end`. */
interface Part {
  topic: string;
  partition: number;
  from: number;
  end: number;
}

/** A little more than the figures reach back, for a record is written after its window began. */
const FIGURES_REACH_MS = 31 * 60_000;
/** Events of each partition that are read again on start, so that the event stream does not begin empty. */
const EVENTS_TAIL = 500;
const STATE_INTERVAL_MS = 200;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;
const MAX_FETCH_BYTES = 256 * 1024;

/** Reads the events and their rollups into the hub, from the last 30 minutes on, through any absence of the log. */
export function followLog(options: LogTailOptions): LogTail {
  return new Tail(options);
}

class Tail implements LogTail {
  readonly #options: LogTailOptions;
  readonly #reader: Reader;
  /** `topic/partition` -> end when the tail began: once all are reached the hub is ready. */
  readonly #behind = new Map<string, number>();
  #assigned: Array<{ topic: string; partition: number }> = [];
  readonly #watch: NodeJS.Timeout;
  #retryMs = FIRST_RETRY_MS;
  #retry: NodeJS.Timeout | null = null;
  #began = false;
  #closed = false;

  constructor(options: LogTailOptions) {
    this.#options = options;
    this.#reader = createReader({
      brokers: options.brokers,
      security: options.security,
      clientId: 'weir-live',
      log: options.log,
      maxBytesPerPartition: MAX_FETCH_BYTES,
      onFetched: (batch) => this.#take(batch),
      onLost: (_topic, _partition, reason, range) => this.#lost(reason, range),
    });
    this.#watch = setInterval(() => this.#watchState(), STATE_INTERVAL_MS);
    void this.#begin();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    if (this.#retry) clearTimeout(this.#retry);
    await this.#reader.close();
  }

  /** Finds out where to read from; tries again until the log answers. */
  async #begin(): Promise<void> {
    this.#retry = null;
    try {
      const plan = await this.#plan();
      if (this.#closed) return;
      this.#behind.clear();
      this.#assigned = plan;
      for (const { topic, partition, from, end } of plan) {
        if (from < end) this.#behind.set(`${topic}/${partition}`, end);
        if (topic === EVENTS_TOPIC.name) this.#options.hub.reached(partition, from);
        this.#reader.assign(topic, partition, from);
      }
      this.#began = true;
      this.#retryMs = FIRST_RETRY_MS;
      if (this.#behind.size === 0) this.#options.hub.ready();
    } catch (error) {
      this.#options.log.debug({ err: error, code: errorCode(error) }, 'The log cannot be followed yet');
      this.#retryLater();
    }
  }

  async #plan(): Promise<Part[]> {
    const { admin } = this.#options;
    const events = EVENTS_TOPIC.name;
    await admin.ensureTopics([EVENTS_TOPIC, ROLLUPS_TOPIC, METRIC_VALUES_TOPIC]);
    const [starts, ends, rollups, metrics] = await Promise.all([
      admin.listOffsets(events, 'earliest'),
      admin.listOffsets(events, 'latest'),
      this.#lastHalfHour(ROLLUPS_TOPIC.name),
      this.#lastHalfHour(METRIC_VALUES_TOPIC.name),
    ]);
    const tails = ends.map((end, partition) => {
      return { topic: events, partition, from: Math.max(starts[partition]!, end - EVENTS_TAIL), end };
    });
    return [...tails, ...rollups, ...metrics];
  }

  async #lastHalfHour(topic: string): Promise<Part[]> {
    const { admin } = this.#options;
    const [starts, ends] = await Promise.all([
      admin.listOffsets(topic, Date.now() - FIGURES_REACH_MS),
      admin.listOffsets(topic, 'latest'),
    ]);
    return ends.map((end, partition) => {
      const first = starts[partition]!;
      return { topic, partition, from: first < 0 ? end : first, end };
    });
  }

  #retryLater(): void {
    if (this.#closed || this.#retry) return;
    this.#retry = setTimeout(() => void this.#begin(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }

  #take(batch: FetchedPartition): void {
    // Left over from before a restart: it will be read again.
    if (!this.#began) return;
    if (batch.topic === EVENTS_TOPIC.name) this.#takeEvents(batch);
    else if (batch.topic === ROLLUPS_TOPIC.name) this.#takeRollups(batch);
    else this.#takeMetrics(batch);
    const key = `${batch.topic}/${batch.partition}`;
    const end = this.#behind.get(key);
    if (end === undefined || batch.nextOffset < end) return;
    this.#behind.delete(key);
    if (this.#behind.size === 0) this.#options.hub.ready();
  }

  #takeEvents({ partition, records, nextOffset }: FetchedPartition): void {
    const { hub } = this.#options;
    for (const { key, value, offset } of records) {
      const site = siteOfKey(key);
      // A copy: the value is a slice of the whole fetch, and would keep all of it.
      if (site !== null && value !== null) hub.takeEvent(site, { partition, offset, value: Buffer.from(value) });
    }
    hub.reached(partition, nextOffset);
  }

  #takeRollups({ records }: FetchedPartition): void {
    for (const { value } of records) {
      const rollup = rollupOf(value);
      if (rollup) this.#options.hub.takeRollup(rollup);
    }
  }

  #takeMetrics({ partition, records, nextOffset }: FetchedPartition): void {
    const { hub } = this.#options;
    for (const { value } of records) {
      const record = metricValueOf(value);
      if (record) hub.takeMetricValue(record);
    }
    hub.reachedMetrics(partition, nextOffset);
  }

  /** Retention took what was next: go on with what there is. Any other loss means that this is not the log it was. */
  #lost(reason: LostReason, range: { earliest: number; latest: number }): number | null {
    if (reason === 'OFFSET_OUT_OF_RANGE' && range.earliest > 0) return range.earliest;
    this.#startOver();
    return null;
  }

  #startOver(): void {
    this.#options.hub.restart();
    this.#began = false;
    // Or the reader's trouble with the log that was would be taken for trouble with the one that is.
    for (const { topic, partition } of this.#assigned) this.#reader.unassign(topic, partition);
    this.#retryLater();
  }

  #watchState(): void {
    const error = this.#reader.lastError();
    // A topic was deleted: it is made anew, and read from its beginning.
    if (this.#began && error === 'UNKNOWN_TOPIC_OR_PARTITION') this.#startOver();
    const reachable = this.#began && error === null;
    this.#options.hub.setLogState(reachable ? 'reachable' : 'unreachable');
  }
}
