import { until } from '../../until.ts';
import { type Scenario, same, uniqueName } from './scenarios.ts';

/** What a JavaScript client library has to offer to be made to do the scenarios below. */
export interface JavaScriptClient {
  codecs: readonly Codec[];
  createTopic(topic: string, partitions: number): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  topics(): Promise<string[]>;
  /** All to partition 0. */
  produce(topic: string, records: readonly SentRecord[], options?: ProduceOptions): Promise<void>;
  /** Sends one record a transaction, to partition 0, and commits or aborts it. */
  transact(topic: string, steps: ReadonlyArray<{ value: string; commit: boolean }>): Promise<void>;
  /** Joins a group from the earliest offset; what was handed over is committed when it leaves. */
  join(options: { group: string; topic: string; readCommitted?: boolean }): Promise<GroupMember>;
  /** Earliest offset at or after a time of partition 0; -1 for none. */
  offsetByTime(topic: string, timeMs: number): Promise<number>;
  /** Committed offset of partition 0. */
  committed(group: string, topic: string): Promise<number>;
  deleteGroup(group: string): Promise<void>;
  close(): Promise<void>;
}

export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface SentRecord {
  key?: string;
  value: string | null;
  headers?: Record<string, string>;
  timestampMs?: number;
}

export interface ProduceOptions {
  codec?: Codec;
  idempotent?: boolean;
  acks?: 0 | 1 | -1;
}

export interface ReceivedRecord {
  partition: number;
  offset: number;
  key: string | null;
  value: string | null;
  headers: Record<string, string>;
  timestampMs: number;
}

export interface GroupMember {
  received: ReceivedRecord[];
  /** Partitions it has now. */
  partitions(): number[];
  leave(): Promise<void>;
}

const LIMIT_MS = 40_000;

const numbered = (count: number): SentRecord[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: `record ${index}` }));

/** The scenarios, the same for each library. */
export function javaScriptScenarios(client: JavaScriptClient): Scenario[] {
  return [
    topicsCase(client),
    ...client.codecs.map((codec) => roundTrip(client, `1,000 records, codec ${codec}, come back in order`, { codec })),
    ...([0, 1, -1] as const).map((acks) => roundTrip(client, `acks=${acks}`, { acks })),
    roundTrip(client, 'idempotent producer', { idempotent: true }),
    content(client),
    byTime(client),
    resume(client),
    twoMembers(client),
    transactions(client),
  ];
}

async function readAll(
  client: JavaScriptClient,
  topic: string,
  count: number,
  readCommitted = false,
): Promise<ReceivedRecord[]> {
  const member = await client.join({ group: uniqueName('js-group'), topic, readCommitted });
  try {
    await until(`${count} records`, () => member.received.length >= count, LIMIT_MS);
    return member.received;
  } finally {
    await member.leave();
  }
}

function topicsCase(client: JavaScriptClient): Scenario {
  return {
    name: 'creates, lists and deletes a topic',
    async run() {
      const topic = uniqueName('js-topics');
      await client.createTopic(topic, 3);
      // Apache Kafka tells of a topic a moment after it is made.
      await until('the topic to be listed', async () => (await client.topics()).includes(topic), 10_000);
      await client.deleteTopic(topic);
      await until('the topic to be gone', async () => !(await client.topics()).includes(topic), 10_000);
    },
  };
}

function roundTrip(client: JavaScriptClient, name: string, options: ProduceOptions): Scenario {
  return {
    name,
    async run() {
      const topic = uniqueName('js-round-trip');
      await client.createTopic(topic, 1);
      const records = numbered(1_000);
      await client.produce(topic, records, options);
      const received = await readAll(client, topic, records.length);
      same(
        'values',
        received.map(({ value }) => value),
        records.map(({ value }) => value),
      );
      same(
        'offsets',
        received.map(({ offset }) => offset),
        records.map((_, index) => index),
      );
    },
  };
}

function content(client: JavaScriptClient): Scenario {
  return {
    name: 'keys, headers, null values and timestamps',
    async run() {
      const topic = uniqueName('js-content');
      await client.createTopic(topic, 1);
      const sent: SentRecord[] = [
        { key: 'k', value: 'v', headers: { a: '1', b: 'two' }, timestampMs: 1_700_000_000_123 },
        { key: 'k', value: null, headers: {}, timestampMs: 1_700_000_000_456 },
      ];
      await client.produce(topic, sent);
      const received = await readAll(client, topic, 2);
      same(
        'records',
        received.map(({ partition, offset, ...content }) => content),
        sent,
      );
    },
  };
}

function byTime(client: JavaScriptClient): Scenario {
  return {
    name: 'offsets by time',
    async run() {
      const topic = uniqueName('js-time');
      await client.createTopic(topic, 1);
      const start = 1_700_000_000_000;
      const sent = Array.from({ length: 10 }, (_, index) => ({
        value: `${index}`,
        timestampMs: start + index * 1_000,
      }));
      await client.produce(topic, sent);
      same('between two records', await client.offsetByTime(topic, start + 4_500), 5);
      same('before the first', await client.offsetByTime(topic, start - 1), 0);
    },
  };
}

function resume(client: JavaScriptClient): Scenario {
  return {
    name: 'a group goes on where it committed, and can then be deleted',
    async run() {
      const [topic, group] = [uniqueName('js-resume'), uniqueName('js-group')];
      await client.createTopic(topic, 1);
      await client.produce(topic, numbered(50));
      const first = await client.join({ group, topic });
      await until('50 records', () => first.received.length === 50, LIMIT_MS);
      await first.leave();
      same('committed', await client.committed(group, topic), 50);
      await client.produce(topic, [{ value: 'one more' }]);
      const second = await client.join({ group, topic });
      await until('a record', () => second.received.length > 0, LIMIT_MS);
      same(
        'records',
        second.received.map(({ value }) => value),
        ['one more'],
      );
      await second.leave();
      await client.deleteGroup(group);
    },
  };
}

function twoMembers(client: JavaScriptClient): Scenario {
  return {
    name: 'two members share four partitions; one leaves, the other takes all',
    async run() {
      const [topic, group] = [uniqueName('js-members'), uniqueName('js-group')];
      await client.createTopic(topic, 4);
      const members = [await client.join({ group, topic }), await client.join({ group, topic })] as const;
      const shares = (): number[] => members.map((member) => member.partitions().length);
      await until('two partitions each', () => shares().join() === '2,2', LIMIT_MS);
      await members[0].leave();
      await until('four partitions', () => members[1].partitions().length === 4, LIMIT_MS);
      await members[1].leave();
    },
  };
}

function transactions(client: JavaScriptClient): Scenario {
  return {
    name: 'transactions: committed is seen, aborted is not',
    async run() {
      const topic = uniqueName('js-transactions');
      await client.createTopic(topic, 1);
      await client.transact(topic, [
        { value: 'kept 1', commit: true },
        { value: 'dropped', commit: false },
        { value: 'kept 2', commit: true },
      ]);
      const committed = await readAll(client, topic, 2, true);
      same(
        'read_committed',
        committed.map(({ value }) => value),
        ['kept 1', 'kept 2'],
      );
      const all = await readAll(client, topic, 3);
      same(
        'read_uncommitted',
        all.map(({ value }) => value),
        ['kept 1', 'dropped', 'kept 2'],
      );
    },
  };
}
