import type { RawClient } from '../../engine/kafka/raw-client.ts';
import { createTopic } from '../../engine/kafka/requests.ts';
import type { BrokerUnderTest } from './broker-under-test.ts';
import type { History } from './history.ts';
import { IdempotentLoad } from './idempotent-load.ts';
import { LibrdkafkaCopy, LibrdkafkaFeed } from './librdkafka-load.ts';
import type { Load } from './load.ts';
import { PlainLoad } from './plain-load.ts';
import { TransactionalLoad } from './transactional-load.ts';

/** Segments of a few dozen batches, so that kills fall between them. */
const SEGMENTS = { 'segment.bytes': '16384', 'index.interval.bytes': '512' };
/** Some seconds of load: readers come by more often. */
const RETAINED = { ...SEGMENTS, 'retention.bytes': '2000000' };
const COMPACTED = {
  ...SEGMENTS,
  ...{ 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.1', 'delete.retention.ms': '1000' },
};

export const TOPICS = {
  sequenced: { partitions: 2, configs: RETAINED },
  compacted: { partitions: 2, configs: COMPACTED },
  plain: { partitions: 2, configs: RETAINED },
  transactional: { partitions: 3, configs: RETAINED },
  source: { partitions: 2, configs: SEGMENTS },
  copied: { partitions: 2, configs: SEGMENTS },
} as const;

export type TopicName = keyof typeof TOPICS;

const KEYS = 20;
const WRITERS = ['first-writer', 'second-writer'];

export async function createTopics(client: RawClient): Promise<void> {
  for (const [name, { partitions, configs }] of Object.entries(TOPICS)) {
    await createTopic(client, name, partitions, configs);
  }
}

/** Every kind of client at once, on every partition. */
export class Loads {
  readonly #sequenced: IdempotentLoad[];
  readonly #keyed: IdempotentLoad[];
  readonly #plain: PlainLoad[];
  readonly #writers: TransactionalLoad[];
  readonly #feed: LibrdkafkaFeed | undefined;
  readonly #copy: LibrdkafkaCopy | undefined;

  constructor(broker: BrokerUnderTest, random: () => number, { librdkafka }: { readonly librdkafka: boolean }) {
    const indexes = (topic: TopicName) => Array.from({ length: TOPICS[topic].partitions }, (_, index) => index);
    this.#sequenced = indexes('sequenced').map((index) => new IdempotentLoad(broker, { topic: 'sequenced', index }));
    this.#keyed = indexes('compacted').map(
      (index) => new IdempotentLoad(broker, { topic: 'compacted', index, keys: KEYS }),
    );
    this.#plain = indexes('plain').map((index) => new PlainLoad(broker, 'plain', index));
    const { partitions } = TOPICS.transactional;
    this.#writers = WRITERS.map(
      (transactionalId) =>
        new TransactionalLoad(broker, { transactionalId, topic: 'transactional', partitions, random }),
    );
    if (!librdkafka) return;
    this.#feed = new LibrdkafkaFeed(broker, 'source', TOPICS.source.partitions);
    this.#copy = new LibrdkafkaCopy(broker, 'source', 'copied', TOPICS.source.partitions);
  }

  get all(): Load[] {
    const librdkafka = this.#feed && this.#copy ? [this.#feed, this.#copy] : [];
    return [...this.#sequenced, ...this.#keyed, ...this.#plain, ...this.#writers, ...librdkafka];
  }

  /** Groups with committed offsets, and the topic that these are of. */
  get groups(): [groupId: string, topic: TopicName][] {
    const writers = this.#writers.map(({ name }): [string, TopicName] => [name, 'transactional']);
    return this.#copy ? [...writers, [this.#copy.name, 'source']] : writers;
  }

  /** Writers first: the copy goes on to the end of what it reads. */
  async stop(): Promise<void> {
    await Promise.all(this.all.filter((load) => load !== this.#copy).map((load) => load.stop()));
    await this.#copy?.stop();
  }

  kill(): void {
    for (const load of this.all) load.kill();
  }

  /** What the loads were told, once they have stopped. */
  get history(): History {
    const streams = [...this.#sequenced, ...this.#plain].map(({ stream }) => stream);
    return {
      streams: [...streams, ...(this.#feed?.streams ?? [])],
      keyed: this.#keyed.map(({ stream }) => ({ ...stream, keys: KEYS })),
      writers: this.#writers.map(({ writer }) => writer),
      copies: this.#copy ? [this.#copy.copy] : [],
    };
  }

  /** Records sent once more, and transactions gone on with, after a lost connection. */
  get retries(): { batches: number; transactions: number } {
    const batches = [...this.#sequenced, ...this.#keyed].reduce((sum, { repeats }) => sum + repeats, 0);
    return { batches, transactions: this.#writers.reduce((sum, { resumed }) => sum + resumed, 0) };
  }

  /** Acknowledged records that librdkafka gave up on: there should be none. */
  get failures(): string[] {
    return (this.#feed?.failed ?? []).map((what) => `librdkafka gave up on ${what}`);
  }
}
