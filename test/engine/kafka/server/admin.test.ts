import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorName } from '../../../../engine/kafka/protocol/errors.ts';
import { CreatePartitionsApi } from '../../../../engine/kafka/protocol/generated/create-partitions.ts';
import { CreateTopicsApi } from '../../../../engine/kafka/protocol/generated/create-topics.ts';
import { DeleteRecordsApi } from '../../../../engine/kafka/protocol/generated/delete-records.ts';
import { DeleteTopicsApi } from '../../../../engine/kafka/protocol/generated/delete-topics.ts';
import { DescribeClusterApi } from '../../../../engine/kafka/protocol/generated/describe-cluster.ts';
import { DescribeLogDirsApi } from '../../../../engine/kafka/protocol/generated/describe-log-dirs.ts';
import { FindCoordinatorApi } from '../../../../engine/kafka/protocol/generated/find-coordinator.ts';
import { ListOffsetsApi } from '../../../../engine/kafka/protocol/generated/list-offsets.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { OffsetForLeaderEpochApi } from '../../../../engine/kafka/protocol/generated/offset-for-leader-epoch.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { ZERO_UUID } from '../../../../engine/kafka/protocol/reader.ts';
import type { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, produceOf, topicOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';

async function connected(): Promise<RawClient> {
  const { client } = await runningBroker();
  return client();
}

const codesOf = (answers: readonly { errorCode: number }[]): ErrorName[] =>
  answers.map(({ errorCode }) => Object.entries(ERROR_CODES).find(([, code]) => code === errorCode)![0] as ErrorName);

describe('Metadata', () => {
  const asking = (name: string, allowAutoTopicCreation: boolean) => ({
    topics: [{ topicId: ZERO_UUID, name }],
    allowAutoTopicCreation,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  });

  it('makes a topic on the way only where the client allows it', async () => {
    const connection = await connected();
    const refused = await connection.call(MetadataApi, 9, asking('clicks', false));
    expect(codesOf(refused.topics)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    const made = await connection.call(MetadataApi, 9, asking('clicks', true));
    expect(made.topics[0]).toMatchObject({ errorCode: 0, partitions: [{ leaderId: 1 }] });
    const bad = await connection.call(MetadataApi, 9, asking('no/slash', true));
    expect(codesOf(bad.topics)).toEqual(['INVALID_TOPIC_EXCEPTION']);
  });

  it('makes none where the broker does not allow it', async () => {
    const { client } = await runningBroker({ config: { autoCreateTopics: false } });
    const { topics } = await (await client()).call(MetadataApi, 9, asking('clicks', true));
    expect(codesOf(topics)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
  });

  it('gives one topic to two clients that ask at once', async () => {
    const { client } = await runningBroker();
    const clients = await Promise.all([client(), client(), client()]);
    const answers = await Promise.all(clients.map((one) => one.call(MetadataApi, 12, asking('clicks', true))));
    expect(codesOf(answers.map(({ topics }) => topics[0]!))).toEqual(['NONE', 'NONE', 'NONE']);
    expect(new Set(answers.map(({ topics }) => topics[0]!.topicId)).size).toBe(1);
  });

  it('answers all topics for an empty list in version 0, and none in version 1', async () => {
    const connection = await connected();
    await createTopic(connection, 'clicks');
    const request = { ...asking('', true), topics: [] };
    const names = async (version: number) =>
      (await connection.call(MetadataApi, version, request)).topics.map(({ name }) => name);
    expect(await names(0)).toContain('clicks');
    expect(await names(1)).toEqual([]);
  });

  it('knows topics by id', async () => {
    const connection = await connected();
    const topicId = await createTopic(connection, 'clicks');
    const request = {
      ...asking('', false),
      topics: [
        { topicId, name: null },
        { topicId, name: '' },
        { topicId: 'AAECAwQFBgcICQoLDA0ODw', name: null },
      ],
    };
    const { topics } = await connection.call(MetadataApi, 12, request);
    expect(topics.slice(0, 2)).toMatchObject([
      { name: 'clicks', topicId },
      { name: 'clicks', topicId },
    ]);
    expect(codesOf(topics)).toEqual(['NONE', 'NONE', 'UNKNOWN_TOPIC_ID']);
  });
});

describe('CreateTopics', () => {
  const wish = topicOf('clicks').topics[0]!;

  it.each([
    ['two replicas on one broker', { ...wish, replicationFactor: 2 }, 'INVALID_REPLICATION_FACTOR'],
    ['no partitions', { ...wish, numPartitions: 0 }, 'INVALID_PARTITIONS'],
    ['an unknown config', { ...wish, configs: [{ name: 'what', value: '1' }] }, 'INVALID_CONFIG'],
    ['a config without a value', { ...wish, configs: [{ name: 'retention.ms', value: null }] }, 'INVALID_CONFIG'],
    [
      'numbers beside an assignment',
      { ...wish, assignments: [{ partitionIndex: 0, brokerIds: [1] }] },
      'INVALID_REQUEST',
    ],
    [
      'another broker',
      { ...wish, numPartitions: -1, assignments: [{ partitionIndex: 0, brokerIds: [7] }] },
      'INVALID_REPLICA_ASSIGNMENT',
    ],
    [
      'a gap',
      { ...wish, numPartitions: -1, assignments: [{ partitionIndex: 1, brokerIds: [1] }] },
      'INVALID_REPLICA_ASSIGNMENT',
    ],
  ] as const)('refuses %s', async (_, topic, code) => {
    const connection = await connected();
    const request = {
      ...topicOf('clicks'),
      topics: [
        {
          ...topic,
          configs: [...topic.configs],
          assignments: topic.assignments.map((one) => ({ ...one, brokerIds: [...one.brokerIds] })),
        },
      ],
    };
    const { topics } = await connection.call(CreateTopicsApi, 7, request);
    expect(codesOf(topics)).toEqual([code]);
  });

  it('takes an assignment to this broker, answers with configs, and validates without creating', async () => {
    const connection = await connected();
    const assignments = [0, 1].map((partitionIndex) => ({ partitionIndex, brokerIds: [1] }));
    const request = { ...topicOf('clicks'), topics: [{ ...wish, numPartitions: -1, assignments }] };
    const validated = await connection.call(CreateTopicsApi, 7, { ...request, validateOnly: true });
    expect(validated.topics[0]).toMatchObject({ errorCode: 0, numPartitions: 2 });
    const { topics } = await connection.call(CreateTopicsApi, 7, request);
    expect(topics[0]).toMatchObject({ errorCode: 0, numPartitions: 2, replicationFactor: 1 });
    expect(topics[0]!.configs).toContainEqual(
      expect.objectContaining({ name: 'retention.ms', value: '604800000', configSource: 5 }),
    );
    const twice = { ...request, topics: [wish, wish] };
    expect(codesOf((await connection.call(CreateTopicsApi, 7, twice)).topics)).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
    ]);
  });
});

describe('CreatePartitions and DeleteTopics', () => {
  it('grow and delete, by name or id, and refuse what is not there', async () => {
    const connection = await connected();
    const topicId = await createTopic(connection, 'clicks');
    const grow = async (name: string, count: number) => {
      const topics = [{ name, count, assignments: null }];
      return codesOf(
        (await connection.call(CreatePartitionsApi, 3, { topics, timeoutMs: 1, validateOnly: false })).results,
      )[0];
    };
    expect(await grow('clicks', 3)).toBe('NONE');
    expect(await grow('clicks', 3)).toBe('INVALID_PARTITIONS');
    expect(await grow('gone', 3)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    const remove = async (name: string | null, id: string) => {
      const request = { topics: [{ name, topicId: id }], topicNames: [], timeoutMs: 1 };
      return codesOf((await connection.call(DeleteTopicsApi, 6, request)).responses)[0];
    };
    expect(await remove('__consumer_offsets', ZERO_UUID)).toBe('INVALID_TOPIC_EXCEPTION');
    expect(await remove(null, topicId)).toBe('NONE');
    expect(await remove(null, topicId)).toBe('UNKNOWN_TOPIC_ID');
    expect(await remove('clicks', ZERO_UUID)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });
});

describe('offsets of a partition', () => {
  /** Recent times, so that retention leaves the records alone. */
  const startMs = Date.now() - 60_000;

  async function withRecords(): Promise<RawClient> {
    const connection = await connected();
    await createTopic(connection, 'clicks');
    for (const baseTimestamp of [startMs + 1000, startMs + 3000, startMs + 2000]) {
      const batch = batchOf(['a'], { baseTimestamp, maxTimestamp: baseTimestamp });
      await connection.call(ProduceApi, 9, produceOf('clicks', batch));
    }
    return connection;
  }
  const lookUp = async (
    connection: RawClient,
    timestamp: number,
    version = 9,
    partitionIndex = 0,
    currentLeaderEpoch = -1,
  ) => {
    const partitions = [{ partitionIndex, currentLeaderEpoch, timestamp }];
    const request = { replicaId: -1, isolationLevel: 0, topics: [{ name: 'clicks', partitions }], timeoutMs: 1000 };
    return (await connection.call(ListOffsetsApi, version, request)).topics[0]!.partitions[0]!;
  };

  it('are found by time, at either end, and at the largest timestamp', async () => {
    const connection = await withRecords();
    expect(await lookUp(connection, -1)).toMatchObject({ offset: 3, leaderEpoch: 0 });
    expect(await lookUp(connection, -2)).toMatchObject({ offset: 0 });
    expect(await lookUp(connection, -3)).toMatchObject({ offset: 1, timestamp: startMs + 3000 });
    expect(await lookUp(connection, -4)).toMatchObject({ offset: 0 });
    expect(await lookUp(connection, -5)).toMatchObject({ offset: -1, errorCode: 0 });
    expect(await lookUp(connection, -6, 11)).toMatchObject({ offset: -1, errorCode: 0 });
    expect(await lookUp(connection, startMs + 1500)).toMatchObject({ offset: 1, timestamp: startMs + 3000 });
    expect(await lookUp(connection, startMs + 9999)).toMatchObject({ offset: -1, timestamp: -1, errorCode: 0 });
  });

  it('are refused where the question is wrong', async () => {
    const connection = await withRecords();
    const answers = [
      await lookUp(connection, -1, 9, 5),
      await lookUp(connection, -3, 6),
      await lookUp(connection, -6, 10),
      await lookUp(connection, -9),
      await lookUp(connection, -1, 9, 0, 4),
    ];
    expect(codesOf(answers)).toEqual([
      'UNKNOWN_TOPIC_OR_PARTITION',
      'UNSUPPORTED_VERSION',
      'UNSUPPORTED_VERSION',
      'UNSUPPORTED_VERSION',
      'UNKNOWN_LEADER_EPOCH',
    ]);
  });

  it('move up with DeleteRecords, never past the end', async () => {
    const connection = await withRecords();
    const deleteTo = async (offset: number) => {
      const topics = [{ name: 'clicks', partitions: [{ partitionIndex: 0, offset }] }];
      return (await connection.call(DeleteRecordsApi, 2, { topics, timeoutMs: 1000 })).topics[0]!.partitions[0]!;
    };
    expect(await deleteTo(2)).toMatchObject({ errorCode: 0, lowWatermark: 2 });
    expect(await lookUp(connection, -2)).toMatchObject({ offset: 2 });
    expect(codesOf([await deleteTo(4)])).toEqual(['OFFSET_OUT_OF_RANGE']);
    expect(await deleteTo(-1)).toMatchObject({ errorCode: 0, lowWatermark: 3 });
  });

  it('are known by leader epoch', async () => {
    const connection = await withRecords();
    const endOf = async (leaderEpoch: number, currentLeaderEpoch = -1) => {
      const partitions = [{ partition: 0, currentLeaderEpoch, leaderEpoch }];
      const request = { replicaId: -1, topics: [{ topic: 'clicks', partitions }] };
      return (await connection.call(OffsetForLeaderEpochApi, 4, request)).topics[0]!.partitions[0]!;
    };
    expect(await endOf(0)).toMatchObject({ errorCode: 0, leaderEpoch: 0, endOffset: 3 });
    expect(codesOf([await endOf(0, 5)])).toEqual(['UNKNOWN_LEADER_EPOCH']);
  });
});

describe('the cluster', () => {
  it('is one broker, with one folder of logs', async () => {
    const { client, broker } = await runningBroker();
    const connection = await client();
    await createTopic(connection, 'clicks', 2);
    const cluster = (endpointType: number) =>
      connection.call(DescribeClusterApi, 2, {
        includeClusterAuthorizedOperations: false,
        endpointType,
        includeFencedBrokers: false,
      });
    expect(await cluster(1)).toMatchObject({
      errorCode: 0,
      controllerId: 1,
      brokers: [{ brokerId: 1, port: broker.port }],
    });
    expect(codesOf([await cluster(2), await cluster(3)])).toEqual([
      'MISMATCHED_ENDPOINT_TYPE',
      'UNSUPPORTED_ENDPOINT_TYPE',
    ]);
    const dirs = await connection.call(DescribeLogDirsApi, 4, { topics: [{ topic: 'clicks', partitions: [1, 7] }] });
    expect(dirs.results[0]!.topics).toMatchObject([{ name: 'clicks', partitions: [{ partitionIndex: 1 }] }]);
    expect(dirs.results[0]!.usableBytes).toBeGreaterThan(0);
  });

  it('coordinates groups and transactions, and says that it does no more', async () => {
    const connection = await connected();
    const find = (version: number, keyType: number) =>
      connection.call(FindCoordinatorApi, version, { key: 'g', keyType, coordinatorKeys: ['g', 'h'] });
    expect(await find(0, 0)).toMatchObject({ errorCode: 0, nodeId: 1 });
    expect((await find(4, 0)).coordinators).toMatchObject([
      { key: 'g', nodeId: 1 },
      { key: 'h', nodeId: 1 },
    ]);
    expect((await find(4, 1)).coordinators).toMatchObject([
      { key: 'g', errorCode: 0, nodeId: 1 },
      { key: 'h', errorCode: 0, nodeId: 1 },
    ]);
    expect(codesOf([await find(2, 2), ...(await find(6, 2)).coordinators])).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'INVALID_REQUEST',
    ]);
  });
});
