import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { DescribeTopicPartitionsApi } from '../../../../engine/kafka/protocol/generated/describe-topic-partitions.ts';
import type { RawClient } from '../raw-client.ts';
import { createTopic } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';

type Cursor = { topicName: string; partitionIndex: number } | null;

async function withTopics(): Promise<RawClient> {
  const { client } = await runningBroker();
  const connection = await client();
  await createTopic(connection, 'five', 5);
  await createTopic(connection, 'two', 2);
  return connection;
}

async function page(connection: RawClient, names: string[], responsePartitionLimit = 2000, cursor: Cursor = null) {
  const request = { topics: names.map((name) => ({ name })), responsePartitionLimit, cursor };
  const { topics, nextCursor } = await connection.call(DescribeTopicPartitionsApi, 0, request);
  const told = topics.map(({ name, errorCode, partitions }) => ({
    name,
    errorCode,
    partitions: partitions.map(({ partitionIndex }) => partitionIndex),
  }));
  return { told, topics, nextCursor };
}

describe('DescribeTopicPartitions', () => {
  it('tells topics in the order of their names, each once, with leader and replicas', async () => {
    const connection = await withTopics();
    const { told, topics, nextCursor } = await page(connection, ['two', 'five', 'two']);
    expect(told).toEqual([
      { name: 'five', errorCode: 0, partitions: [0, 1, 2, 3, 4] },
      { name: 'two', errorCode: 0, partitions: [0, 1] },
    ]);
    expect(nextCursor).toBeNull();
    expect(topics[1]!.partitions[0]).toMatchObject({
      leaderId: 1,
      leaderEpoch: 0,
      replicaNodes: [1],
      isrNodes: [1],
      eligibleLeaderReplicas: [],
      offlineReplicas: [],
    });
  });

  it.each([1, 2, 3, 5, 6])('tells everything once in pages of %i partitions', async (limit) => {
    const connection = await withTopics();
    const seen: string[] = [];
    let cursor: Cursor = null;
    do {
      const { told, nextCursor } = await page(connection, ['five', 'two'], limit, cursor);
      const inPage = told.flatMap(({ name, partitions }) => partitions.map((partition) => `${name}-${partition}`));
      expect(inPage.length).toBeLessThanOrEqual(limit);
      seen.push(...inPage);
      cursor = nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['five-0', 'five-1', 'five-2', 'five-3', 'five-4', 'two-0', 'two-1']);
  });

  it('tells at least one partition, whatever the limit', async () => {
    const { told, nextCursor } = await page(await withTopics(), ['five'], 0);
    expect(told[0]!.partitions).toEqual([0]);
    expect(nextCursor).toEqual({ topicName: 'five', partitionIndex: 1 });
  });

  it('tells all topics where none is named', async () => {
    const { told } = await page(await withTopics(), []);
    expect(told.map(({ name }) => name)).toEqual(['__consumer_offsets', 'five', 'two']);
    const { topics } = await page(await withTopics(), [], 2000, { topicName: '__consumer_offsets', partitionIndex: 7 });
    expect(topics[0]).toMatchObject({ isInternal: true, partitions: [{ partitionIndex: 7 }] });
  });

  it('says of a topic that there is not, or cannot be, what is wrong', async () => {
    const { told } = await page(await withTopics(), ['gone', 'a/b', 'two']);
    expect(told).toEqual([
      { name: 'a/b', errorCode: ERROR_CODES.INVALID_TOPIC_EXCEPTION, partitions: [] },
      { name: 'gone', errorCode: ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION, partitions: [] },
      { name: 'two', errorCode: 0, partitions: [0, 1] },
    ]);
  });

  it.each([
    ['names a topic that was not asked for', { topicName: 'four', partitionIndex: 0 }],
    ['names a partition below 0', { topicName: 'five', partitionIndex: -1 }],
  ])('refuses a cursor that %s', async (_, cursor) => {
    const { told, nextCursor } = await page(await withTopics(), ['five'], 10, cursor);
    expect(told).toEqual([{ name: 'five', errorCode: ERROR_CODES.INVALID_REQUEST, partitions: [] }]);
    expect(nextCursor).toBeNull();
  });

  it('goes on with the next topic where the cursor is past the end of one', async () => {
    const { told } = await page(await withTopics(), ['five', 'two'], 10, { topicName: 'five', partitionIndex: 30 });
    expect(told.map(({ partitions }) => partitions)).toEqual([[], [0, 1]]);
  });
});
