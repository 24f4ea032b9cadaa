import { createAdmin, type TopicDescription } from '../stream/kafka-client.ts';
import type { ClientOptions, FetchedPartition } from '../stream/kafka-wire.ts';
import { createReader, type Reader } from '../stream/reader.ts';
import { holds, type PlacedRecord } from './record-text.ts';
import { ToolError } from './tool-error.ts';
import { topicNamed } from './topics.ts';

/** Where to begin. */
export type Start =
  | { readonly kind: 'beginning' | 'end' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'time'; readonly timestampMs: number };

export interface TailOptions {
  readonly topic: string;
  /** Null reads all. */
  readonly partition: number | null;
  readonly from: Start;
  /** Only records whose key, value or header holds it. */
  readonly filter: string | null;
  /** Ends after so many records; null goes on. */
  readonly count: number | null;
  /** Waits for further records once it is at the end; false stops there. */
  readonly follow: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Takes a record; false asks for a rest until `resumed`. */
  write(record: PlacedRecord): boolean;
  /** Resolves once more can be taken. */
  resumed(): Promise<void>;
}

/** Hands records over as they come, each partition in order, until one of the ends is reached. Resolves with how many there were. */
export async function tailTopic(client: ClientOptions, options: TailOptions): Promise<number> {
  const topic = await topicNamed(client, options.topic);
  const starts = await startOffsets(client, topic, options);
  const tail = new Tail(client, options, topic, starts);
  return tail.run();
}

/** First offset to read of each partition wanted. */
async function startOffsets(
  client: ClientOptions,
  topic: TopicDescription,
  { partition, from }: TailOptions,
): Promise<Map<number, number>> {
  const wanted = topic.partitions.filter((each) => partition === null || each.partition === partition);
  if (wanted.length === 0) {
    throw new ToolError(
      `${topic.name} has no partition ${partition}; its partitions are 0 to ${topic.partitions.length - 1}`,
    );
  }
  const byTime = from.kind === 'time' ? await offsetsAt(client, topic.name, from.timestampMs) : [];
  const offsets = wanted.map(({ partition: index, earliest, latest }) => {
    const [first, end] = [earliest ?? 0, latest ?? 0];
    if (from.kind === 'beginning') return [index, first] as const;
    if (from.kind === 'offset') return [index, Math.min(Math.max(from.offset, first), end)] as const;
    const found = byTime[index] ?? -1;
    return [index, from.kind === 'time' && found >= 0 ? found : end] as const;
  });
  return new Map(offsets);
}

async function offsetsAt(client: ClientOptions, topic: string, timestampMs: number): Promise<number[]> {
  const admin = createAdmin(client);
  try {
    return await admin.listOffsets(topic, timestampMs);
  } finally {
    await admin.close();
  }
}

class Tail {
  readonly #options: TailOptions;
  readonly #starts: ReadonlyMap<number, number>;
  readonly #reader: Reader;
  readonly #filter: Buffer | null;
  /** Partitions whose end, as it was at first, is still ahead; empty for one that follows. */
  readonly #ends: Map<number, number>;
  readonly #ended = Promise.withResolvers<void>();
  #count = 0;
  #isOver = false;

  constructor(
    client: ClientOptions,
    options: TailOptions,
    topic: TopicDescription,
    starts: ReadonlyMap<number, number>,
  ) {
    this.#options = options;
    this.#starts = starts;
    this.#filter = options.filter === null ? null : Buffer.from(options.filter);
    const ends = topic.partitions.map(({ partition, latest }) => [partition, latest ?? 0] as const);
    this.#ends = new Map(options.follow ? [] : ends.filter(([index, end]) => (starts.get(index) ?? end) < end));
    this.#reader = createReader({ ...client, onFetched: (batch) => this.#take(batch) });
  }

  async run(): Promise<number> {
    const { topic, signal, follow } = this.#options;
    signal.addEventListener('abort', () => this.#end());
    if (signal.aborted || (!follow && this.#ends.size === 0)) this.#end();
    else for (const [partition, offset] of this.#starts) this.#reader.assign(topic, partition, offset);
    await this.#ended.promise;
    await this.#reader.close();
    return this.#count;
  }

  #end(): void {
    this.#isOver = true;
    this.#ended.resolve();
  }

  #take({ topic, partition, records, nextOffset }: FetchedPartition): void {
    const { count, write } = this.#options;
    const end = this.#options.follow ? Number.POSITIVE_INFINITY : (this.#ends.get(partition) ?? 0);
    let hasRoom = true;
    for (const record of records) {
      if (this.#isOver || record.offset >= end) break;
      if (this.#filter !== null && !holds(record, this.#filter)) continue;
      hasRoom = write({ ...record, topic, partition });
      this.#count++;
      if (this.#count === count) this.#end();
    }
    if (nextOffset >= end) {
      this.#ends.delete(partition);
      if (this.#ends.size === 0) this.#end();
    }
    if (!hasRoom && !this.#isOver) this.#rest();
  }

  /** Reads no more until what was handed over is taken: at most one fetch a partition is waiting. */
  #rest(): void {
    const { topic, resumed } = this.#options;
    for (const partition of this.#starts.keys()) this.#reader.pause(topic, partition);
    void resumed().then(() => {
      for (const partition of this.#starts.keys()) this.#reader.resume(topic, partition);
    });
  }
}
