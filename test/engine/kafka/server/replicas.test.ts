import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorName } from '../../../../engine/kafka/protocol/errors.ts';
import { AlterPartitionReassignmentsApi } from '../../../../engine/kafka/protocol/generated/alter-partition-reassignments.ts';
import { DescribeQuorumApi } from '../../../../engine/kafka/protocol/generated/describe-quorum.ts';
import { ElectLeadersApi } from '../../../../engine/kafka/protocol/generated/elect-leaders.ts';
import { ListPartitionReassignmentsApi } from '../../../../engine/kafka/protocol/generated/list-partition-reassignments.ts';
import type { RawClient } from '../raw-client.ts';
import { createTopic } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const nameOf = (errorCode: number): ErrorName =>
  Object.entries(ERROR_CODES).find(([, code]) => code === errorCode)![0] as ErrorName;

async function withTopic(): Promise<RawClient> {
  const { client } = await runningBroker();
  const connection = await client();
  await createTopic(connection, 'clicks', 2);
  return connection;
}

describe('AlterPartitionReassignments', () => {
  const assign = async (connection: RawClient, replicas: number[] | null, { version = 1, topic = 'clicks' } = {}) => {
    const request = {
      timeoutMs: 1000,
      allowReplicationFactorChange: true,
      topics: [{ name: topic, partitions: [{ partitionIndex: 1, replicas }] }],
    };
    const { responses } = await connection.call(AlterPartitionReassignmentsApi, version, request);
    return nameOf(responses[0]!.partitions[0]!.errorCode);
  };

  it.each([0, 1])('takes the assignment that is in place, in version %i', async (version) => {
    expect(await assign(await withTopic(), [1], { version })).toBe('NONE');
  });

  it.each([
    ['another broker', [7], 'INVALID_REPLICA_ASSIGNMENT'],
    ['two brokers', [1, 2], 'INVALID_REPLICA_ASSIGNMENT'],
    ['one broker twice', [1, 1], 'INVALID_REPLICA_ASSIGNMENT'],
    ['no broker', [], 'INVALID_REPLICA_ASSIGNMENT'],
    ['a cancellation of nothing', null, 'NO_REASSIGNMENT_IN_PROGRESS'],
  ] as const)('refuses %s', async (_, replicas, code) => {
    expect(await assign(await withTopic(), replicas && [...replicas])).toBe(code);
  });

  it('knows no other topics', async () => {
    expect(await assign(await withTopic(), [1], { topic: 'gone' })).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('never leaves one under way', async () => {
    const connection = await withTopic();
    await assign(connection, [1]);
    const answer = await connection.call(ListPartitionReassignmentsApi, 0, { timeoutMs: 1000, topics: null });
    expect(answer).toMatchObject({ errorCode: 0, errorMessage: null, topics: [] });
  });
});

describe('ElectLeaders', () => {
  const elect = (connection: RawClient, version: number, partitions: number[] | null, electionType = 0) =>
    connection.call(ElectLeadersApi, version, {
      electionType,
      topicPartitions: partitions && [{ topic: 'clicks', partitions }],
      timeoutMs: 1000,
    });

  it.each([0, 1, 2])('has nothing to do for a partition that there is, in version %i', async (version) => {
    const { errorCode, replicaElectionResults } = await elect(await withTopic(), version, [1, 2]);
    expect(errorCode).toBe(0);
    expect(replicaElectionResults[0]!.partitionResult.map((result) => nameOf(result.errorCode))).toEqual([
      'ELECTION_NOT_NEEDED',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
  });

  it('tells of no partition where all are meant', async () => {
    const { errorCode, replicaElectionResults } = await elect(await withTopic(), 2, null, 1);
    expect(errorCode).toBe(0);
    expect(replicaElectionResults.flatMap(({ partitionResult }) => partitionResult)).toEqual([]);
  });

  it('refuses an election type that nobody knows', async () => {
    expect(nameOf((await elect(await withTopic(), 2, [0], 7)).errorCode)).toBe('INVALID_REQUEST');
  });
});

describe('DescribeQuorum', () => {
  const quorum = async (connection: RawClient, topicName = '__cluster_metadata', version = 2) => {
    const topics = [{ topicName, partitions: [{ partitionIndex: 0 }] }];
    const { topics: told, nodes } = await connection.call(DescribeQuorumApi, version, { topics });
    return { ...told[0]!.partitions[0]!, nodes };
  };

  it.each([0, 1, 2])('is of one voter, which leads and has everything, in version %i', async (version) => {
    const told = await quorum(await withTopic(), '__cluster_metadata', version);
    expect(told).toMatchObject({ errorCode: 0, leaderId: 1, observers: [] });
    expect(told.currentVoters).toMatchObject([{ replicaId: 1, logEndOffset: told.highWatermark }]);
    expect(told.nodes.map(({ nodeId }) => nodeId)).toEqual(version === 2 ? [1] : []);
  });

  it('counts decisions and starts', async () => {
    const dataDir = temporaryFolder();
    const first = await runningBroker({ dataDir });
    const connection = await first.client();
    const before = await quorum(connection);
    await createTopic(connection, 'clicks');
    const after = await quorum(connection);
    expect(after.highWatermark).toBeGreaterThan(before.highWatermark);
    await first.broker.close();
    const second = await quorum(await (await runningBroker({ dataDir })).client());
    expect(second.highWatermark).toBeGreaterThanOrEqual(after.highWatermark);
    expect(second.leaderEpoch).toBe(after.leaderEpoch + 1);
  });

  it('is not that of other topics', async () => {
    expect(nameOf((await quorum(await withTopic(), 'clicks')).errorCode)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });
});
