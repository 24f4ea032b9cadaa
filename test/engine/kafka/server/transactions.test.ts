import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { AddPartitionsToTxnApi } from '../../../../engine/kafka/protocol/generated/add-partitions-to-txn.ts';
import { DeleteTopicsApi } from '../../../../engine/kafka/protocol/generated/delete-topics.ts';
import { DescribeProducersApi } from '../../../../engine/kafka/protocol/generated/describe-producers.ts';
import { DescribeTransactionsApi } from '../../../../engine/kafka/protocol/generated/describe-transactions.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { InitProducerIdApi } from '../../../../engine/kafka/protocol/generated/init-producer-id.ts';
import { ListOffsetsApi } from '../../../../engine/kafka/protocol/generated/list-offsets.ts';
import { ListTransactionsApi } from '../../../../engine/kafka/protocol/generated/list-transactions.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { OffsetCommitApi } from '../../../../engine/kafka/protocol/generated/offset-commit.ts';
import { OffsetFetchApi } from '../../../../engine/kafka/protocol/generated/offset-fetch.ts';
import { WriteTxnMarkersApi } from '../../../../engine/kafka/protocol/generated/write-txn-markers.ts';
import { ZERO_UUID } from '../../../../engine/kafka/protocol/reader.ts';
import { until } from '../../../until.ts';
import type { RawClient } from '../raw-client.ts';
import { codeOf, RawProducer } from '../raw-producer.ts';
import { createTopic, fetchOf, partitionsOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

async function setUp(options: Parameters<typeof runningBroker>[0] = {}) {
  const { broker, client, lines } = await runningBroker(options);
  const reader = await client();
  await createTopic(reader, 'clicks', 2);
  const producer = new RawProducer(await client());
  return { broker, client, lines, reader, producer };
}

async function offsetsOf(client: RawClient, isolationLevel = 1): Promise<number> {
  const { topics } = await client.call(ListOffsetsApi, 5, {
    replicaId: -1,
    isolationLevel,
    topics: [{ name: 'clicks', partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1 }] }],
    timeoutMs: 0,
  });
  return topics[0]!.partitions[0]!.offset;
}

const fetchCommitted = async (client: RawClient, offset = 0) => {
  const request = { ...fetchOf({ topic: 'clicks', offset }), isolationLevel: 1 };
  return partitionsOf(await client.call(FetchApi, 12, request))[0]!;
};

describe('a transaction', () => {
  it.each([0, 3, 4, 5])('is committed as a whole, its partitions named in version %s', async (version) => {
    const { reader, producer } = await setUp();
    expect(await producer.init()).toEqual(['NONE']);
    expect(await producer.add('clicks', [0], version)).toEqual(['NONE']);
    expect(await producer.send('clicks', ['a', 'b'])).toBe('NONE');
    expect(await fetchCommitted(reader)).toMatchObject({
      highWatermark: 2,
      lastStableOffset: 0,
      abortedTransactions: [],
    });
    expect((await fetchCommitted(reader)).records).toHaveLength(0);
    expect([await offsetsOf(reader, 0), await offsetsOf(reader, 1)]).toEqual([2, 0]);
    expect(await producer.end(true)).toBe('NONE');
    expect(await fetchCommitted(reader)).toMatchObject({
      highWatermark: 3,
      lastStableOffset: 3,
      abortedTransactions: [],
    });
    expect(await offsetsOf(reader, 1)).toBe(3);
  });

  it('that is aborted is told to readers of its records, and to no others', async () => {
    const { reader, producer } = await setUp();
    await producer.init();
    await producer.add('clicks', [0]);
    await producer.send('clicks', ['a', 'b']);
    expect(await producer.end(false)).toBe('NONE');
    const { producerId } = producer.claim;
    expect(await fetchCommitted(reader)).toMatchObject({ abortedTransactions: [{ producerId, firstOffset: 0 }] });
    expect(await fetchCommitted(reader, 2)).toMatchObject({ abortedTransactions: [{ producerId, firstOffset: 0 }] });
    await producer.add('clicks', [0]);
    await producer.send('clicks', ['c']);
    await producer.end(true);
    expect(await fetchCommitted(reader, 3)).toMatchObject({ abortedTransactions: [], lastStableOffset: 5 });
    const uncommitted = partitionsOf(await reader.call(FetchApi, 12, fetchOf({ topic: 'clicks' })))[0]!;
    expect(uncommitted.abortedTransactions).toBeNull();
  });

  it('wakes a reader that waits for it', async () => {
    const { reader, producer } = await setUp();
    await producer.init();
    await producer.add('clicks', [0]);
    await producer.send('clicks', ['a']);
    const request = { ...fetchOf({ topic: 'clicks', maxWaitMs: 20_000 }), isolationLevel: 1 };
    const pending = reader.call(FetchApi, 12, request);
    const startedMs = performance.now();
    await producer.end(true);
    expect(partitionsOf(await pending)[0]!.records!.length).toBeGreaterThan(0);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('is kept in a topic that only the broker makes', async () => {
    const { reader, producer } = await setUp();
    await expect(createTopic(reader, '__transaction_state', 1)).rejects.toThrow();
    const topics = [{ topicId: ZERO_UUID, name: '__transaction_state' }];
    const request = {
      topics,
      allowAutoTopicCreation: true,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    };
    const told = async () => (await reader.call(MetadataApi, 9, request)).topics[0]!;
    expect(codeOf((await told()).errorCode)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    await producer.init();
    expect(await told()).toMatchObject({ errorCode: 0, isInternal: true });
    expect(await producer.send('__transaction_state', ['a'])).toBe('INVALID_TOPIC_EXCEPTION');
  });

  it('may be asked about without adding to it', async () => {
    const { reader, producer } = await setUp();
    await producer.init();
    const verify = async (version: number) => {
      const topics = [{ name: 'clicks', partitions: [0] }];
      const asked = { transactions: [{ ...producer.claim, verifyOnly: true, topics }], ...producer.claim, topics: [] };
      const { transactions } = await reader.call(AddPartitionsToTxnApi, version, asked);
      return codeOf(transactions[0]!.topics[0]!.partitions[0]!.errorCode);
    };
    expect(await verify(4)).toBe('TRANSACTION_ABORTABLE');
    await producer.add('clicks', [0], 5);
    expect(await verify(5)).toBe('NONE');
  });

  it('takes all of the partitions named, or none', async () => {
    const { producer } = await setUp();
    await producer.init();
    expect(await producer.add('clicks', [0, 7, 1])).toEqual([
      'OPERATION_NOT_ATTEMPTED',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'OPERATION_NOT_ATTEMPTED',
    ]);
    expect(await producer.end(true)).toBe('INVALID_TXN_STATE');
  });

  it('takes no records in a partition that has not joined it, nor once it is over (KIP-890)', async () => {
    const { producer } = await setUp();
    await producer.init();
    expect(await producer.send('clicks', ['a'])).toBe('INVALID_TXN_STATE');
    expect(await producer.send('clicks', ['a'], 11)).toBe('TRANSACTION_ABORTABLE');
    await producer.add('clicks', [1]);
    expect(await producer.send('clicks', ['a'])).toBe('INVALID_TXN_STATE');
    await producer.add('clicks', [0]);
    expect(await producer.send('clicks', ['a'])).toBe('NONE');
    await producer.end(true);
    expect(await producer.send('clicks', ['late'])).toBe('INVALID_TXN_STATE');
  });

  it('of a predecessor is aborted when a successor comes, and the zombie is fenced', async () => {
    const { client, reader, producer: zombie } = await setUp();
    await zombie.init();
    await zombie.add('clicks', [0]);
    await zombie.send('clicks', ['lost']);
    const successor = new RawProducer(await client());
    expect(await successor.init()).toEqual(['CONCURRENT_TRANSACTIONS', 'NONE']);
    expect(successor.claim).toMatchObject({ producerId: zombie.claim.producerId, producerEpoch: 2 });
    expect(await zombie.send('clicks', ['lost too'])).toBe('INVALID_PRODUCER_EPOCH');
    expect(await zombie.add('clicks', [0], 1)).toEqual(['INVALID_PRODUCER_EPOCH']);
    expect(await zombie.add('clicks', [0], 3)).toEqual(['PRODUCER_FENCED']);
    expect(await zombie.addOffsets('readers')).toBe('PRODUCER_FENCED');
    expect(await zombie.end(true, 1)).toBe('INVALID_PRODUCER_EPOCH');
    expect(await zombie.end(true)).toBe('PRODUCER_FENCED');
    expect(await fetchCommitted(reader)).toMatchObject({
      lastStableOffset: 2,
      abortedTransactions: [{ firstOffset: 0 }],
    });
  });

  it('that its producer forgets is aborted after the timeout', async () => {
    const { reader, producer } = await setUp();
    await producer.init(100);
    await producer.add('clicks', [0]);
    await producer.send('clicks', ['a']);
    await until('the transaction to be aborted', async () => (await fetchCommitted(reader)).lastStableOffset === 2);
    expect(await producer.end(true)).toBe('PRODUCER_FENCED');
  });

  it('has a timeout within bounds, and an id', async () => {
    const { producer } = await setUp({ config: { maxTransactionTimeoutMs: 1_000 } });
    expect(await producer.init(1_001)).toEqual(['INVALID_TRANSACTION_TIMEOUT']);
    expect(await producer.init(0)).toEqual(['INVALID_TRANSACTION_TIMEOUT']);
    expect(await producer.init(1_000)).toEqual(['NONE']);
    const nameless = { transactionalId: '', transactionTimeoutMs: 1_000, producerId: -1, producerEpoch: -1 };
    const { errorCode } = await producer.client.call(InitProducerIdApi, 4, nameless);
    expect(codeOf(errorCode)).toBe('INVALID_REQUEST');
  });

  it('ends though a topic of it was deleted meanwhile', async () => {
    const { client, producer } = await setUp();
    const admin = await client();
    await createTopic(admin, 'gone', 1);
    await producer.init();
    await producer.add('gone', [0]);
    await producer.send('gone', ['a']);
    await admin.call(DeleteTopicsApi, 4, { topics: [], topicNames: ['gone'], timeoutMs: 5_000 });
    expect(await producer.end(true)).toBe('NONE');
  });
});

describe('offsets in a transaction', () => {
  const fetchOffset = async (client: RawClient, requireStable: boolean) => {
    const topics = [{ name: 'clicks', partitionIndexes: [0] }];
    const answer = await client.call(OffsetFetchApi, 7, { groupId: 'readers', topics, groups: [], requireStable });
    const { committedOffset, errorCode } = answer.topics[0]!.partitions[0]!;
    return [committedOffset, codeOf(errorCode)];
  };

  it('count once it is committed; until then who wants stable ones is told to wait', async () => {
    const { reader, producer } = await setUp();
    await producer.init();
    expect(await producer.commitOffsets('readers', 5)).toEqual(['INVALID_TXN_STATE']);
    expect(await producer.addOffsets('readers')).toBe('NONE');
    expect(await producer.commitOffsets('readers', 5)).toEqual(['NONE']);
    expect(await fetchOffset(reader, true)).toEqual([-1, 'UNSTABLE_OFFSET_COMMIT']);
    expect(await fetchOffset(reader, false)).toEqual([-1, 'NONE']);
    await producer.end(true);
    expect(await fetchOffset(reader, true)).toEqual([5, 'NONE']);
    await producer.addOffsets('readers');
    await producer.commitOffsets('readers', 9);
    await producer.end(false);
    expect(await fetchOffset(reader, true)).toEqual([5, 'NONE']);
  });

  it('give way to a later commit outside of it', async () => {
    const { reader, producer } = await setUp();
    await producer.init();
    await producer.addOffsets('readers');
    await producer.commitOffsets('readers', 5);
    const partition = { partitionIndex: 0, committedOffset: 20, committedLeaderEpoch: -1, committedMetadata: null };
    await reader.call(OffsetCommitApi, 7, {
      ...{
        groupId: 'readers',
        generationIdOrMemberEpoch: -1,
        memberId: '',
        groupInstanceId: null,
        retentionTimeMs: -1,
      },
      topics: [{ name: 'clicks', topicId: ZERO_UUID, partitions: [partition] }],
    });
    await producer.end(true);
    expect(await fetchOffset(reader, true)).toEqual([20, 'NONE']);
  });

  it.each([true, false])(
    'are pending after a restart, and counted when it is committed then (%s)',
    async (committed) => {
      const dataDir = temporaryFolder();
      const { broker, producer } = await setUp({ dataDir });
      await producer.init();
      await producer.addOffsets('readers');
      await producer.commitOffsets('readers', 5);
      await broker.close();
      const again = await runningBroker({ dataDir });
      const reader = await again.client();
      expect(await fetchOffset(reader, true)).toEqual([-1, 'UNSTABLE_OFFSET_COMMIT']);
      const resumed = new RawProducer(await again.client());
      resumed.claim = producer.claim;
      expect(await resumed.end(committed)).toBe('NONE');
      expect(await fetchOffset(reader, true)).toEqual([committed ? 5 : -1, 'NONE']);
    },
  );
});

describe('an administrator', () => {
  const list = async (client: RawClient, stateFilters: string[] = []) => {
    const answer = await client.call(ListTransactionsApi, 1, {
      stateFilters,
      producerIdFilters: [],
      durationFilterMs: -1,
      transactionalIdPattern: null,
    });
    return { ids: answer.transactionStates, unknown: answer.unknownStateFilters };
  };

  it('sees transactions and producers', async () => {
    const { reader, producer } = await setUp();
    expect(await list(reader)).toEqual({ ids: [], unknown: [] });
    await producer.init();
    await producer.add('clicks', [0]);
    await producer.send('clicks', ['a', 'b']);
    const { producerId } = producer.claim;
    expect(await list(reader, ['Ongoing', 'Stuck'])).toEqual({
      ids: [{ transactionalId: 'pay', producerId, transactionState: 'Ongoing' }],
      unknown: ['Stuck'],
    });
    const described = await reader.call(DescribeTransactionsApi, 0, { transactionalIds: ['pay', 'nobody', ''] });
    expect(described.transactionStates).toMatchObject([
      { transactionState: 'Ongoing', producerId, producerEpoch: 0, topics: [{ topic: 'clicks', partitions: [0] }] },
      { errorCode: ERROR_CODES.TRANSACTIONAL_ID_NOT_FOUND },
      { errorCode: ERROR_CODES.INVALID_REQUEST },
    ]);
    const topics = [{ name: 'clicks', partitionIndexes: [0, 5] }];
    const producers = await reader.call(DescribeProducersApi, 0, { topics });
    expect(producers.topics[0]!.partitions).toMatchObject([
      { errorCode: 0, activeProducers: [{ producerId, lastSequence: 1, currentTxnStartOffset: 0 }] },
      { errorCode: ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION },
    ]);
  });

  it('ends a transaction that hangs in a partition', async () => {
    const { reader, producer } = await setUp();
    await producer.init();
    await producer.add('clicks', [0]);
    await producer.send('clicks', ['a']);
    const { producerId, producerEpoch } = producer.claim;
    const topics = [{ name: 'clicks', partitionIndexes: [0, 9] }];
    const end = { producerId, producerEpoch, transactionResult: false, coordinatorEpoch: 0, topics };
    const { markers } = await reader.call(WriteTxnMarkersApi, 1, { markers: [end] });
    expect(markers[0]!.topics[0]!.partitions.map(({ errorCode }) => codeOf(errorCode))).toEqual([
      'NONE',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    expect((await fetchCommitted(reader)).lastStableOffset).toBe(2);
  });
});

describe('a restart', () => {
  it('goes on with transactions where they were', async () => {
    const dataDir = temporaryFolder();
    const { broker, producer } = await setUp({ dataDir });
    await producer.init();
    await producer.add('clicks', [0]);
    await producer.send('clicks', ['a']);
    await broker.close();
    const reader = await (await runningBroker({ dataDir })).client();
    const resumed = new RawProducer(reader);
    resumed.claim = producer.claim;
    expect((await fetchCommitted(reader)).lastStableOffset).toBe(0);
    expect(await resumed.end(true)).toBe('NONE');
    expect((await fetchCommitted(reader)).lastStableOffset).toBe(2);
    expect(await resumed.init()).toEqual(['NONE']);
    expect(resumed.claim).toMatchObject({ producerId: producer.claim.producerId, producerEpoch: 1 });
  });
});
