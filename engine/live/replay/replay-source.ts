import { EVENTS_TOPIC } from '../../events/topics.ts';
import type { Log } from '../../log.ts';
import type { KafkaAdmin } from '../../stream/kafka-client.ts';
import type { KafkaSecurity } from '../../stream/kafka-security.ts';
import { type FetchedPartition, type LogRecord, openWire } from '../../stream/kafka-wire.ts';
import { createReader, type Reader, readRange } from '../../stream/reader.ts';
import { siteOfKey } from '../log-records.ts';

/** A record of the site's, and when the log took it. */
export interface ReplayRecord {
  partition: number;
  /** ms; never before that of the record before in its partition. */
  atMs: number;
  record: LogRecord;
}

export interface Taken {
  /** In the order of their times, a partition's own in offset order. */
  records: ReplayRecord[];
  /** Up to which time, ms, nothing more can come; less than what was asked for while the log has not delivered it. */
  untilMs: number;
}

export interface ReplaySource {
  /** At most `limit` records up to and including `untilMs`, those of other sites left out. */
  take(untilMs: number, limit: number): Taken;
  /** Next offset of each partition that has not been taken. */
  offsets(): Record<string, number>;
  /** Code of what keeps the log from being read, null while it is. */
  lastError(): string | null;
  close(): Promise<void>;
}

interface Lane {
  queue: ReplayRecord[];
  /** Of the queue, already taken. */
  taken: number;
  /** Time of the last record fetched, whosever it is. */
  reachedMs: number;
  /** Nothing is in the log beyond what was fetched. */
  atEnd: boolean;
  next: number;
  paused: boolean;
}

/** Records of the site that wait in each partition; beyond it the partition is not fetched. */
const MAX_QUEUE = 5_000;
const RESUME_AT = 2_000;
const MAX_FETCH_BYTES = 512 * 1024;

export interface SourceOptions {
  brokers: string[];
  security?: KafkaSecurity;
  admin: Pick<KafkaAdmin, 'listOffsets'>;
  site: string;
  /** The first record is the first one that the log took then or later. */
  fromMs: number;
  log: Log;
  /** Something came, or the log's state changed. */
  onProgress(): void;
}

/** Reads the events again from a time on, all partitions side by side. Resolves once it is known where to begin. */
export async function openReplaySource(options: SourceOptions): Promise<ReplaySource> {
  const { admin, fromMs } = options;
  const [first, ends] = await Promise.all([
    admin.listOffsets(EVENTS_TOPIC.name, fromMs),
    admin.listOffsets(EVENTS_TOPIC.name, 'latest'),
  ]);
  return new LogSource(
    options,
    first.map((offset, partition) => (offset < 0 ? ends[partition]! : offset)),
  );
}

/** When the log took the oldest event that it still has, ms; null where it has none. */
export async function oldestEvent({
  brokers,
  security,
  log,
}: Pick<SourceOptions, 'brokers' | 'security' | 'log'>): Promise<number | null> {
  const wire = openWire({ brokers, security, clientId: 'weir-replay', log });
  const { name } = EVENTS_TOPIC;
  try {
    const [starts, ends] = await Promise.all([wire.listOffsets(name, 'earliest'), wire.listOffsets(name, 'latest')]);
    const times: number[] = [];
    for (const [partition, start] of starts.entries()) {
      const end = Math.min(ends[partition]!, start + 1);
      await readRange(wire, name, partition, start, end, ({ timestamp }) => times.push(timestamp));
    }
    return times.length > 0 ? Math.min(...times) : null;
  } finally {
    await wire.close();
  }
}

class LogSource implements ReplaySource {
  readonly #options: SourceOptions;
  readonly #reader: Reader;
  readonly #lanes: Lane[];
  #lost: string | null = null;

  constructor(options: SourceOptions, offsets: readonly number[]) {
    this.#options = options;
    this.#lanes = offsets.map((next) => {
      return { queue: [], taken: 0, reachedMs: options.fromMs, atEnd: false, next, paused: false };
    });
    this.#reader = createReader({
      brokers: options.brokers,
      security: options.security,
      clientId: 'weir-replay',
      log: options.log,
      maxBytesPerPartition: MAX_FETCH_BYTES,
      onFetched: (batch) => this.#fetched(batch),
      onLost: (_topic, _partition, reason, { earliest }) => {
        // Retention took what was next: it goes on with what there is. Another log under the same name ends it.
        if (reason === 'OFFSET_OUT_OF_RANGE' && earliest > 0) return earliest;
        this.#lost = reason;
        options.onProgress();
        return null;
      },
    });
    for (const [partition, next] of offsets.entries()) this.#reader.assign(EVENTS_TOPIC.name, partition, next);
  }

  take(untilMs: number, limit: number): Taken {
    const safeMs = Math.min(untilMs, ...this.#lanes.map((lane) => (lane.atEnd ? untilMs : lane.reachedMs)));
    const records: ReplayRecord[] = [];
    while (records.length < limit) {
      const lane = this.#earliest(safeMs);
      if (!lane) return { records: this.#resumed(records), untilMs: safeMs };
      const taken = lane.queue[lane.taken++]!;
      lane.next = taken.record.offset + 1;
      records.push(taken);
    }
    return { records: this.#resumed(records), untilMs: Math.min(safeMs, records.at(-1)!.atMs) };
  }

  offsets(): Record<string, number> {
    return Object.fromEntries(this.#lanes.map(({ next }, partition) => [partition, next]));
  }

  lastError(): string | null {
    return this.#lost ?? this.#reader.lastError();
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** The lane whose next record is the earliest one, up to that time. */
  #earliest(untilMs: number): Lane | null {
    let found: Lane | null = null;
    let foundMs = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) {
      const atMs = lane.queue[lane.taken]?.atMs;
      if (atMs === undefined || atMs > untilMs || atMs >= foundMs) continue;
      found = lane;
      foundMs = atMs;
    }
    return found;
  }

  /** Lets go of what was taken, and fetches on where there is room again. */
  #resumed(records: ReplayRecord[]): ReplayRecord[] {
    for (const [partition, lane] of this.#lanes.entries()) {
      if (lane.taken > 0) lane.queue.splice(0, lane.taken);
      lane.taken = 0;
      if (!lane.paused || lane.queue.length > RESUME_AT) continue;
      lane.paused = false;
      this.#reader.resume(EVENTS_TOPIC.name, partition);
    }
    return records;
  }

  #fetched({ partition, records, nextOffset, highWatermark }: FetchedPartition): void {
    const lane = this.#lanes[partition]!;
    for (const record of records) {
      lane.reachedMs = Math.max(lane.reachedMs, record.timestamp);
      if (siteOfKey(record.key) !== this.#options.site) continue;
      // A copy: the value is a slice of the whole fetch, and would keep all of it.
      const { key, value } = record;
      const own = { ...record, key: key && Buffer.from(key), value: value && Buffer.from(value) };
      lane.queue.push({ partition, atMs: lane.reachedMs, record: own });
    }
    lane.atEnd = nextOffset >= highWatermark;
    if (lane.queue.length === lane.taken) lane.next = nextOffset;
    if (lane.queue.length >= MAX_QUEUE) {
      lane.paused = true;
      this.#reader.pause(EVENTS_TOPIC.name, partition);
    }
    this.#options.onProgress();
  }
}
