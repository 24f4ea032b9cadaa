import { errorCode, KafkaError } from './kafka-error.ts';
import {
  type ClientOptions,
  type ClusterView,
  type FetchedPartition,
  type LogRecord,
  openWire,
  type Wire,
} from './kafka-wire.ts';

export interface ReaderOptions extends ClientOptions {
  /**
   * New records of a partition, in offset order, each record once. Also called without records when only the end of the
   * partition moved or was learnt. Must not throw or wait; `pause` the partition while it is too much.
   */
  onFetched(batch: FetchedPartition): void;
  /**
   * The wanted offset is not in the log (`OFFSET_OUT_OF_RANGE`), or the topic is another than at first under the same
   * name (`TOPIC_RECREATED`). Answers where to go on, or null to stop reading the partition.
   * Default: the earliest offset kept.
   */
  onLost?(topic: string, partition: number, reason: LostReason, range: OffsetRange): number | null;
  /** How long the broker may hold a fetch that finds nothing new, ms. Default 250: also how late a new partition joins. */
  maxWaitMs?: number;
  /** Bytes that one fetch takes from a partition. Default 1 MiB. */
  maxBytesPerPartition?: number;
}

export type LostReason = 'OFFSET_OUT_OF_RANGE' | 'TOPIC_RECREATED';

/** What was wanted, and what the log has: `earliest` up to, not including, `latest`. */
interface OffsetRange {
  wanted: number;
  earliest: number;
  latest: number;
}

export interface Reader {
  /** Reads the partition from this offset on; a partition read already starts over there. */
  assign(topic: string, partition: number, offset: number): void;
  unassign(topic: string, partition: number): void;
  /** Leaves the partition out of fetches until `resume`; what was fetched meanwhile is not lost but fetched again. */
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
  /** Code of the error that keeps the reader from fetching, null while it works. */
  lastError(): string | null;
  close(): Promise<void>;
}

interface Position {
  topic: string;
  partition: number;
  offset: number;
  paused: boolean;
  /** Id of the topic as it was first seen; null before that. */
  topicId: string | null;
}

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 2_000;
const METADATA_MAX_AGE_MS = 30_000;

/** Reads partitions that are assigned by hand. One long poll at a time for each broker that leads some of them. */
export function createReader(options: ReaderOptions): Reader {
  return new FetchLoop(options);
}

class FetchLoop implements Reader {
  readonly #options: ReaderOptions;
  readonly #wire: Wire;
  readonly #positions = new Map<string, Position>();
  readonly #running: Promise<void>;
  #view: ClusterView | null = null;
  #viewAt = 0;
  #closed = false;
  #wake: () => void = () => {};
  #error: string | null = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#wire = openWire(options);
    this.#running = this.#run();
  }

  assign(topic: string, partition: number, offset: number): void {
    this.#positions.set(`${topic}/${partition}`, { topic, partition, offset, paused: false, topicId: null });
    this.#wake();
  }

  unassign(topic: string, partition: number): void {
    this.#positions.delete(`${topic}/${partition}`);
    if (this.#positions.size === 0) this.#forgetTrouble();
  }

  pause(topic: string, partition: number): void {
    const position = this.#positions.get(`${topic}/${partition}`);
    if (position) position.paused = true;
  }

  resume(topic: string, partition: number): void {
    const position = this.#positions.get(`${topic}/${partition}`);
    if (position) position.paused = false;
    this.#wake();
  }

  lastError(): string | null {
    return this.#error;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#positions.clear();
    this.#wake();
    await this.#wire.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#closed) {
      const wanted = [...this.#positions.values()].filter((position) => !position.paused);
      if (wanted.length === 0) {
        await this.#sleep(60_000);
        continue;
      }
      try {
        await this.#fetchAll(wanted);
        if (this.#error) this.#options.log.info({ client: this.#options.clientId }, 'fetching from the log again');
        this.#error = null;
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (this.#closed) return;
        // What failed is read no more, or from elsewhere: that says nothing of what is read now.
        if (!wanted.some((position) => this.#isCurrent(position))) {
          this.#forgetTrouble();
          continue;
        }
        this.#note(error);
        await this.#sleep(retryMs);
        retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
      }
    }
  }

  #note(error: unknown): void {
    const code = errorCode(error);
    this.#view = null;
    if (this.#error === code) return;
    this.#error = code;
    const message = error instanceof Error ? error.message : String(error);
    this.#options.log.warn({ client: this.#options.clientId, code }, `cannot fetch, trying on: ${message}`);
  }

  #forgetTrouble(): void {
    this.#error = null;
    this.#view = null;
  }

  /** Sleeps until something changes, at most `ms`. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #fetchAll(wanted: Position[]): Promise<void> {
    const view = await this.#freshView(wanted);
    const known = wanted.filter((position) => this.#sameTopic(position, view));
    const byLeader = Map.groupBy(known, ({ topic, partition }) => {
      return view.topics.get(topic)?.partitions[partition]?.leader ?? -1;
    });
    if (byLeader.has(-1)) throw new KafkaError('LEADER_NOT_AVAILABLE', 'a partition has no leader');
    await Promise.all([...byLeader].map(([node, positions]) => this.#fetchFrom(view, node, positions)));
  }

  async #freshView(wanted: Position[]): Promise<ClusterView> {
    const missing = wanted.some(({ topic }) => !this.#view?.topics.has(topic));
    if (!this.#view || missing || Date.now() - this.#viewAt > METADATA_MAX_AGE_MS) {
      const topics = new Set([...this.#positions.values()].map((position) => position.topic));
      this.#view = await this.#wire.metadata([...topics]);
      this.#viewAt = Date.now();
    }
    return this.#view;
  }

  /** False where the topic is another one now; asks then where to go on. */
  #sameTopic(position: Position, view: ClusterView): boolean {
    const id = view.topics.get(position.topic)?.id;
    if (id === undefined) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic ${position.topic}`);
    if (position.topicId !== null && position.topicId !== id) {
      this.#lost(position, 'TOPIC_RECREATED', { wanted: position.offset, earliest: 0, latest: 0 });
      return false;
    }
    position.topicId = id;
    return true;
  }

  async #fetchFrom(view: ClusterView, node: number, positions: Position[]): Promise<void> {
    const maxBytes = this.#options.maxBytesPerPartition ?? 1024 * 1024;
    const asked = positions.map(({ topic, partition, offset }) => ({ topic, partition, offset, maxBytes }));
    const answered = await this.#wire.fetch(view, node, asked, this.#options.maxWaitMs ?? 250);
    let failure: KafkaError | null = null;
    for (const fetched of answered) {
      const position = positions.find((p) => p.topic === fetched.topic && p.partition === fetched.partition);
      if (!position || !this.#isCurrent(position)) continue;
      if (fetched.error === 'OFFSET_OUT_OF_RANGE') await this.#outOfRange(position);
      else if (fetched.error) failure = new KafkaError(fetched.error, `fetching ${fetched.topic}: ${fetched.error}`);
      else if (!position.paused) {
        position.offset = fetched.nextOffset;
        this.#options.onFetched(fetched);
      }
    }
    if (failure) throw failure;
  }

  /** False once the partition was unassigned, or assigned anew, while a fetch was under way. */
  #isCurrent(position: Position): boolean {
    return this.#positions.get(`${position.topic}/${position.partition}`) === position;
  }

  async #outOfRange(position: Position): Promise<void> {
    const { topic, partition } = position;
    const [earliest, latest] = await Promise.all([
      this.#wire.listOffsets(topic, 'earliest'),
      this.#wire.listOffsets(topic, 'latest'),
    ]);
    if (!this.#isCurrent(position)) return;
    this.#lost(position, 'OFFSET_OUT_OF_RANGE', {
      wanted: position.offset,
      earliest: earliest[partition] ?? 0,
      latest: latest[partition] ?? 0,
    });
  }

  #lost(position: Position, reason: LostReason, range: OffsetRange): void {
    const { topic, partition } = position;
    this.#options.log.warn({ topic, partition, reason, ...range }, 'the wanted offset is not in the log');
    const next = this.#options.onLost ? this.#options.onLost(topic, partition, reason, range) : range.earliest;
    if (!this.#isCurrent(position)) return;
    if (next === null) this.unassign(topic, partition);
    else this.assign(topic, partition, next);
  }
}

/** Reads one partition from `from` up to, not including, `to`, then stops. */
export async function readRange(
  wire: Wire,
  topic: string,
  partition: number,
  from: number,
  to: number,
  onRecord: (record: LogRecord) => void,
): Promise<void> {
  const view = await wire.metadata([topic]);
  const leader = view.topics.get(topic)?.partitions[partition]?.leader ?? -1;
  let offset = from;
  while (offset < to) {
    const asked = [{ topic, partition, offset, maxBytes: 4 * 1024 * 1024 }];
    const [fetched] = await wire.fetch(view, leader, asked, 500);
    if (!fetched) throw new KafkaError('UNKNOWN', `the answer leaves out ${topic}/${partition}`);
    if (fetched.error) throw new KafkaError(fetched.error, `reading ${topic}/${partition}: ${fetched.error}`);
    for (const record of fetched.records) if (record.offset < to) onRecord(record);
    // Compaction may have removed the last records: the log then ends before `to`.
    if (fetched.nextOffset === offset && fetched.highWatermark <= offset) return;
    offset = fetched.nextOffset;
  }
}
