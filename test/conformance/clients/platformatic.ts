import { Admin, Consumer, type Message, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import type { Context, Suite } from '../suite.ts';
import { type JavaScriptClient, javaScriptScenarios, type ReceivedRecord } from './javascript.ts';
import { runScenarios, uniqueName } from './scenarios.ts';

type Protocol = 'classic' | 'consumer';

/** The client that Weir itself uses, with one of the two group protocols. */
export function platformaticSuite(protocol: Protocol): Suite {
  return {
    name: protocol === 'classic' ? 'platformatic-kafka' : 'platformatic-kafka-consumer-protocol',
    about:
      'The pure JavaScript client `@platformatic/kafka`, scenarios of ours; its npm package carries no tests of its own. ' +
      (protocol === 'classic' ? 'Group protocol *classic*.' : 'Group protocol *consumer* (KIP-848).'),
    async run(context: Context) {
      const client = platformaticClient(context.target.address, protocol);
      await runScenarios(context, javaScriptScenarios(client));
      await client.close();
    },
  };
}

const COMMITTED = 1;

export function platformaticClient(address: string, groupProtocol: Protocol): JavaScriptClient {
  const base = { clientId: 'conformance', bootstrapBrokers: [address] };
  const admin = new Admin(base);
  const producer = (options: object = {}) => new Producer({ ...base, serializers: stringSerializers, ...options });
  return {
    codecs: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
    async createTopic(topic, partitions) {
      await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
    },
    deleteTopic: (topic) => admin.deleteTopics({ topics: [topic] }),
    topics: () => admin.listTopics(),
    async produce(topic, records, { codec = 'none', idempotent = false, acks = -1 } = {}) {
      const client = producer({ compression: codec, idempotent, acks });
      const messages = records.map(({ key, value, headers, timestampMs }) => ({
        ...{ topic, partition: 0, key: key ?? '', headers: headers ?? {} },
        // The library writes a missing value as Kafka's null, though its type asks for one.
        value: value === null ? (undefined as unknown as string) : value,
        ...(timestampMs === undefined ? {} : { timestamp: BigInt(timestampMs) }),
      }));
      await client.send({ messages });
      await client.close();
    },
    async transact(topic, steps) {
      const client = producer({ transactionalId: uniqueName('js-transaction'), idempotent: true });
      for (const { value, commit } of steps) {
        const transaction = await client.beginTransaction();
        await transaction.send({ messages: [{ topic, partition: 0, key: 'k', value }] });
        await (commit ? transaction.commit() : transaction.abort());
      }
      await client.close();
    },
    join: ({ group, topic, readCommitted }) => join(base, groupProtocol, { group, topic, readCommitted }),
    async offsetByTime(topic, timeMs) {
      const [found] = await admin.listOffsets({
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: BigInt(timeMs) }] }],
      });
      return Number(found!.partitions[0]!.offset);
    },
    async committed(group, topic) {
      const [found] = await admin.listConsumerGroupOffsets({
        groups: [{ groupId: group, topics: [{ name: topic, partitionIndexes: [0] }] }],
      });
      return Number(found!.topics[0]!.partitions[0]!.committedOffset);
    },
    deleteGroup: (group) => admin.deleteGroups({ groups: [group] }),
    close: () => admin.close(),
  };
}

async function join(
  base: { clientId: string; bootstrapBrokers: string[] },
  groupProtocol: Protocol,
  { group, topic, readCommitted = false }: { group: string; topic: string; readCommitted?: boolean },
): ReturnType<JavaScriptClient['join']> {
  const consumer = new Consumer({
    ...base,
    groupId: group,
    deserializers: stringDeserializers,
    autocommit: false,
    maxWaitTime: 200,
    ...(groupProtocol === 'consumer'
      ? { groupProtocol }
      : { groupProtocol, sessionTimeout: 6_000, heartbeatInterval: 500, rebalanceTimeout: 10_000 }),
  });
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'committed',
    fallbackMode: 'earliest',
    ...(readCommitted ? { isolationLevel: COMMITTED } : { isolationLevel: 0 }),
  });
  const received: ReceivedRecord[] = [];
  let last: Message<string, string, string, string> | undefined;
  stream.on('data', (message) => {
    last = message;
    received.push({
      partition: message.partition,
      offset: Number(message.offset),
      key: message.key ?? null,
      value: message.value ?? null,
      headers: Object.fromEntries(message.headers),
      timestampMs: Number(message.timestamp),
    });
  });
  return {
    received,
    partitions: () => consumer.assignments?.flatMap(({ partitions }) => partitions) ?? [],
    async leave() {
      await last?.commit();
      await consumer.close(true);
    },
  };
}
