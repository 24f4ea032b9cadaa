import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installNpmPackages } from '../cache.ts';
import type { Context, Suite } from '../suite.ts';
import { type JavaScriptClient, javaScriptScenarios, type ReceivedRecord } from './javascript.ts';
import { runScenarios, uniqueName } from './scenarios.ts';

const VERSION = '2.2.4';

export const kafkajsSuite: Suite = {
  name: 'kafkajs',
  about:
    `The pure JavaScript client \`kafkajs@${VERSION}\`, scenarios of ours; its npm package carries no tests of its own. ` +
    'It has no codec but gzip without further packages.',
  async run(context: Context) {
    const folder = await installNpmPackages(`kafkajs-${VERSION}`, { kafkajs: VERSION });
    const library = createRequire(join(folder, 'package.json'))('kafkajs') as Library;
    const client = await kafkajsClient(library, context.target.address);
    await runScenarios(context, javaScriptScenarios(client));
    await client.close();
  },
};

/** The part of kafkajs that is used here; the package is installed outside this project, so its types are not at hand. */
interface Library {
  Kafka: new (options: { clientId: string; brokers: string[]; logLevel: number }) => Kafka;
  CompressionTypes: { None: number; GZIP: number };
  logLevel: { NOTHING: number };
}

interface Connected {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

interface Sender {
  send(batch: { topic: string; messages: object[]; acks?: number; compression?: number }): Promise<unknown>;
}

interface Kafka {
  admin(): Connected & {
    createTopics(options: { topics: object[] }): Promise<boolean>;
    deleteTopics(options: { topics: string[] }): Promise<void>;
    listTopics(): Promise<string[]>;
    fetchTopicOffsetsByTimestamp(topic: string, timeMs: number): Promise<Array<{ partition: number; offset: string }>>;
    fetchOffsets(options: object): Promise<Array<{ partitions: Array<{ partition: number; offset: string }> }>>;
    deleteGroups(groups: string[]): Promise<unknown>;
  };
  producer(
    options: object,
  ): Connected & Sender & { transaction(): Promise<Sender & { commit(): Promise<void>; abort(): Promise<void> }> };
  consumer(options: object): Connected & {
    events: { GROUP_JOIN: string };
    on(event: string, listener: (event: { payload: { memberAssignment: Record<string, number[]> } }) => void): void;
    subscribe(options: { topics: string[]; fromBeginning: boolean }): Promise<void>;
    run(options: { eachMessage: (payload: { partition: number; message: Received }) => Promise<void> }): Promise<void>;
    commitOffsets(offsets: Array<{ topic: string; partition: number; offset: string }>): Promise<void>;
  };
}

interface Received {
  key: Buffer | null;
  value: Buffer | null;
  offset: string;
  timestamp: string;
  headers?: Record<string, Buffer>;
}

async function kafkajsClient(library: Library, address: string): Promise<JavaScriptClient> {
  const kafka = new library.Kafka({ clientId: 'conformance', brokers: [address], logLevel: library.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  return {
    codecs: ['none', 'gzip'],
    async createTopic(topic, numPartitions) {
      await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 1 }] });
    },
    deleteTopic: (topic) => admin.deleteTopics({ topics: [topic] }),
    topics: () => admin.listTopics(),
    async produce(topic, records, { codec = 'none', idempotent = false, acks = -1 } = {}) {
      const producer = kafka.producer({ idempotent });
      await producer.connect();
      const messages = records.map(({ timestampMs, ...record }) => ({
        ...record,
        partition: 0,
        ...(timestampMs === undefined ? {} : { timestamp: String(timestampMs) }),
      }));
      const compression = codec === 'gzip' ? library.CompressionTypes.GZIP : library.CompressionTypes.None;
      await producer.send({ topic, messages, acks, compression });
      await producer.disconnect();
    },
    async transact(topic, steps) {
      const options = { transactionalId: uniqueName('js-transaction'), idempotent: true, maxInFlightRequests: 1 };
      const producer = kafka.producer(options);
      await producer.connect();
      for (const { value, commit } of steps) {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [{ value, partition: 0 }] });
        await (commit ? transaction.commit() : transaction.abort());
      }
      await producer.disconnect();
    },
    join: (options) => joinGroup(kafka, options),
    async offsetByTime(topic, timeMs) {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, timeMs);
      return Number(found.find(({ partition }) => partition === 0)!.offset);
    },
    async committed(groupId, topic) {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return Number(found!.partitions[0]!.offset);
    },
    async deleteGroup(group) {
      await admin.deleteGroups([group]);
    },
    close: () => admin.disconnect(),
  };
}

async function joinGroup(
  kafka: Kafka,
  { group, topic, readCommitted = false }: { group: string; topic: string; readCommitted?: boolean },
): ReturnType<JavaScriptClient['join']> {
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: 6_000,
    heartbeatInterval: 500,
    rebalanceTimeout: 10_000,
    maxWaitTimeInMs: 200,
    readUncommitted: !readCommitted,
  });
  const received: ReceivedRecord[] = [];
  let assigned: number[] = [];
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = payload.memberAssignment[topic] ?? [];
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      received.push({
        partition,
        offset: Number(message.offset),
        key: message.key?.toString() ?? null,
        value: message.value?.toString() ?? null,
        headers: Object.fromEntries(
          Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
        ),
        timestampMs: Number(message.timestamp),
      });
    },
  });
  return { received, partitions: () => assigned, leave: () => consumer.disconnect() };
}
