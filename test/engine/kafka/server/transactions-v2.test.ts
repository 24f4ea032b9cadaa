import { describe, expect, it } from 'vitest';
import { AddPartitionsToTxnApi } from '../../../../engine/kafka/protocol/generated/add-partitions-to-txn.ts';
import { ApiVersionsApi } from '../../../../engine/kafka/protocol/generated/api-versions.ts';
import { DescribeTransactionsApi } from '../../../../engine/kafka/protocol/generated/describe-transactions.ts';
import { EndTxnApi } from '../../../../engine/kafka/protocol/generated/end-txn.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { InitProducerIdApi } from '../../../../engine/kafka/protocol/generated/init-producer-id.ts';
import { OffsetFetchApi } from '../../../../engine/kafka/protocol/generated/offset-fetch.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { WriteTxnMarkersApi } from '../../../../engine/kafka/protocol/generated/write-txn-markers.ts';
import { batchSizeBytes, isControl } from '../../../../engine/kafka/records/batch.ts';
import { decodeRecords } from '../../../../engine/kafka/records/record.ts';
import type { RawClient } from '../raw-client.ts';
import { codeOf, RawProducer } from '../raw-producer.ts';
import { createTopic, fetchOf, partitionsOf, recordsIn } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

async function setUp(options: Parameters<typeof runningBroker>[0] = {}) {
  const { broker, client } = await runningBroker(options);
  const reader = await client();
  const topicId = await createTopic(reader, 'clicks', 3);
  const producer = new RawProducer(await client());
  await producer.init();
  return { broker, client, reader, producer, topicId };
}

/** Values of a partition as they are in the log, markers and uncommitted ones left out where asked for. */
async function valuesOf(client: RawClient, partition = 0, isolationLevel = 1): Promise<string[]> {
  const request = { ...fetchOf({ topic: 'clicks', partitions: [partition] }), isolationLevel };
  const [found] = partitionsOf(await client.call(FetchApi, 12, request));
  expect(found!.abortedTransactions ?? []).toEqual([]);
  const records = recordsIn(found!);
  const values: string[] = [];
  for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
    if (isControl(records, at)) continue;
    for (const { value } of decodeRecords(records, at)) values.push(String(value));
  }
  return values;
}

const stateOf = async (client: RawClient) =>
  (await client.call(DescribeTransactionsApi, 0, { transactionalIds: ['pay'] })).transactionStates[0]!;

describe('under transaction.version 2', () => {
  it('clients learn that it holds', async () => {
    const { reader } = await setUp();
    const software = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };
    const { finalizedFeatures } = await reader.call(ApiVersionsApi, 4, software);
    expect(finalizedFeatures).toContainEqual({ name: 'transaction.version', maxVersionLevel: 2, minVersionLevel: 2 });
  });

  it('partitions join with their first batch, and each end gives the next epoch', async () => {
    const { reader, producer } = await setUp();
    expect(await producer.sendJoining('clicks', ['a', 'b'])).toBe('NONE');
    expect(await producer.sendJoining('clicks', ['c'], 1)).toBe('NONE');
    expect(await producer.sendJoining('clicks', ['d'])).toBe('NONE');
    expect(await stateOf(reader)).toMatchObject({
      transactionState: 'Ongoing',
      topics: [{ topic: 'clicks', partitions: [0, 1] }],
    });
    const { producerId } = producer.claim;
    expect(await producer.endBumping(true)).toBe('NONE');
    expect(producer.claim).toMatchObject({ producerId, producerEpoch: 1 });
    expect([await valuesOf(reader, 0), await valuesOf(reader, 1)]).toEqual([['a', 'b', 'd'], ['c']]);
    expect(await producer.sendJoining('clicks', ['e'], 1)).toBe('NONE');
    expect(await valuesOf(reader, 1)).toEqual(['c']);
    expect(await producer.endBumping(true)).toBe('NONE');
    expect(producer.claim).toMatchObject({ producerId, producerEpoch: 2 });
    expect(await valuesOf(reader, 1)).toEqual(['c', 'e']);
  });

  it('batches sent without waiting keep their order behind the join that the first one makes', async () => {
    const { reader, producer } = await setUp();
    const values = Array.from({ length: 40 }, (_, i) => `v${i}`);
    const sent = values.map((value, i) => {
      const request = producer.batch('clicks', [value], i % 3);
      producer.noteSent('clicks', 1, i % 3);
      return producer.client.send(ProduceApi, 12, request);
    });
    for (const id of sent) {
      const { topics } = await producer.client.receive(ProduceApi, 12, id);
      expect(codeOf(topics[0]!.partitions[0]!.errorCode)).toBe('NONE');
    }
    await producer.endBumping(true);
    for (const partition of [0, 1, 2]) {
      expect(await valuesOf(reader, partition)).toEqual(values.filter((_, i) => i % 3 === partition));
    }
  });

  it('a batch of the transaction before comes too late, though it would fit the next one', async () => {
    const { reader, producer } = await setUp();
    await producer.sendJoining('clicks', ['a']);
    const late = producer.batch('clicks', ['late']);
    await producer.endBumping(false);
    await producer.sendJoining('clicks', ['b']);
    const { topics } = await producer.client.call(ProduceApi, 12, late);
    expect(codeOf(topics[0]!.partitions[0]!.errorCode)).toBe('INVALID_PRODUCER_EPOCH');
    await producer.endBumping(true);
    const request = { ...fetchOf({ topic: 'clicks' }), isolationLevel: 1 };
    expect(partitionsOf(await reader.call(FetchApi, 12, request))[0]!.lastStableOffset).toBe(4);
  });

  it('an end whose answer was lost may be asked for again, and does not end the next transaction', async () => {
    const { producer } = await setUp();
    await producer.sendJoining('clicks', ['a']);
    const before = producer.claim;
    expect(await producer.endBumping(true)).toBe('NONE');
    const { claim } = producer;
    const again = (committed: boolean) => producer.client.call(EndTxnApi, 5, { ...before, committed });
    expect(await again(true)).toMatchObject({ errorCode: 0, producerId: claim.producerId, producerEpoch: 1 });
    expect(codeOf((await again(false)).errorCode)).toBe('INVALID_TXN_STATE');
    await producer.sendJoining('clicks', ['b']);
    expect(codeOf((await again(true)).errorCode)).toBe('PRODUCER_FENCED');
    expect(await stateOf(producer.client)).toMatchObject({ transactionState: 'Ongoing', producerEpoch: 1 });
  });

  it('an abort is taken where nothing was begun, a commit is not', async () => {
    const { producer } = await setUp();
    expect(await producer.endBumping(true)).toBe('INVALID_TXN_STATE');
    expect(await producer.endBumping(false)).toBe('NONE');
    expect(producer.claim).toMatchObject({ producerEpoch: 1 });
    expect(await producer.sendJoining('clicks', ['a'])).toBe('NONE');
  });

  it('a producer that the partition knows nothing of begins with sequence 0', async () => {
    const { producer } = await setUp();
    producer.noteSent('clicks', 3);
    expect(await producer.sendJoining('clicks', ['a'])).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    // Before KIP-890 it may have been forgotten since its last transaction.
    await producer.add('clicks', [0]);
    expect(await producer.send('clicks', ['a'], 11)).toBe('NONE');
  });

  it('topics are named by id from version 13 on', async () => {
    const { reader, producer, topicId } = await setUp();
    const named = (id: string, value: string) => {
      const request = producer.batch('', [value]);
      return { ...request, topics: [{ ...request.topics[0]!, topicId: id }] };
    };
    const unknown = await producer.client.call(ProduceApi, 13, named(`${topicId.slice(0, -2)}AA`, 'a'));
    expect(codeOf(unknown.topics[0]!.partitions[0]!.errorCode)).toBe('UNKNOWN_TOPIC_ID');
    const known = await producer.client.call(ProduceApi, 13, named(topicId, 'b'));
    expect(known.topics).toMatchObject([{ topicId, partitions: [{ errorCode: 0, baseOffset: 0 }] }]);
    await producer.endBumping(true);
    expect(await valuesOf(reader)).toEqual(['b']);
  });

  it("a group's offsets join with their commit", async () => {
    const { reader, producer } = await setUp();
    const committed = async (requireStable: boolean) => {
      const topics = [{ name: 'clicks', partitionIndexes: [0] }];
      const answer = await reader.call(OffsetFetchApi, 7, { groupId: 'readers', topics, groups: [], requireStable });
      const { committedOffset, errorCode } = answer.topics[0]!.partitions[0]!;
      return [committedOffset, codeOf(errorCode)];
    };
    expect(await producer.commitOffsets('readers', 5, 4)).toEqual(['TRANSACTION_ABORTABLE']);
    expect(await producer.commitOffsets('readers', 5, 5)).toEqual(['NONE']);
    expect(await committed(true)).toEqual([-1, 'UNSTABLE_OFFSET_COMMIT']);
    await producer.endBumping(true);
    expect(await committed(true)).toEqual([5, 'NONE']);
  });

  it('one request adds to and asks about the transactions of several producers', async () => {
    const { reader, producer } = await setUp();
    const topics = [{ name: 'clicks', partitions: [0] }];
    const stranger = { transactionalId: 'stranger', producerId: 4_711, producerEpoch: 0 };
    const ask = async (verifyOnly: boolean) => {
      const transactions = [producer.claim, stranger].map((claim) => ({ ...claim, verifyOnly, topics }));
      const answer = await reader.call(AddPartitionsToTxnApi, 5, { ...producer.claim, topics: [], transactions });
      return answer.transactions.map((one) => codeOf(one.topics[0]!.partitions[0]!.errorCode));
    };
    expect(await ask(true)).toEqual(['TRANSACTION_ABORTABLE', 'INVALID_PRODUCER_ID_MAPPING']);
    expect(await ask(false)).toEqual(['NONE', 'INVALID_PRODUCER_ID_MAPPING']);
    expect(await ask(true)).toEqual(['NONE', 'INVALID_PRODUCER_ID_MAPPING']);
  });

  it('a marker of another transaction that comes late is refused', async () => {
    const { reader, producer } = await setUp();
    await producer.sendJoining('clicks', ['a']);
    await producer.endBumping(true);
    await producer.sendJoining('clicks', ['b']);
    const { producerId, producerEpoch } = producer.claim;
    const write = async (epoch: number, transactionVersion: number) => {
      const topics = [{ name: 'clicks', partitionIndexes: [0] }];
      const marker = { producerId, producerEpoch: epoch, transactionResult: false, coordinatorEpoch: 0, topics };
      const { markers } = await reader.call(WriteTxnMarkersApi, 2, { markers: [{ ...marker, transactionVersion }] });
      return codeOf(markers[0]!.topics[0]!.partitions[0]!.errorCode);
    };
    expect(await write(producerEpoch, 2)).toBe('INVALID_PRODUCER_EPOCH');
    expect(await write(producerEpoch + 1, 2)).toBe('NONE');
    // Again: nothing is open that it could end.
    expect(await write(producerEpoch + 1, 2)).toBe('NONE');
    expect(await fetchLastStable(reader)).toBe(5);
  });

  it('an end survives a restart: who asks again is answered, and what is late is late', async () => {
    const dataDir = temporaryFolder();
    const { broker, producer } = await setUp({ dataDir });
    await producer.sendJoining('clicks', ['a']);
    const before = producer.claim;
    await producer.endBumping(true);
    await broker.close();
    const client = await (await runningBroker({ dataDir })).client();
    const answer = await client.call(EndTxnApi, 5, { ...before, committed: true });
    expect(answer).toMatchObject({ errorCode: 0, producerEpoch: before.producerEpoch + 1 });
    const init = { transactionTimeoutMs: 60_000, ...before };
    expect(await client.call(InitProducerIdApi, 5, init)).toMatchObject({ producerEpoch: before.producerEpoch + 1 });
    const zombie = new RawProducer(client);
    zombie.claim = before;
    expect(await zombie.sendJoining('clicks', ['late'])).toBe('INVALID_PRODUCER_EPOCH');
  });
});

async function fetchLastStable(client: RawClient): Promise<number> {
  const request = { ...fetchOf({ topic: 'clicks' }), isolationLevel: 1 };
  return partitionsOf(await client.call(FetchApi, 12, request))[0]!.lastStableOffset;
}
