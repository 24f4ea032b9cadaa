import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { InitProducerIdApi } from '../../../../engine/kafka/protocol/generated/init-producer-id.ts';
import { ProduceApi, type ProduceRequest } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { ZERO_UUID } from '../../../../engine/kafka/protocol/reader.ts';
import type { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';

async function connected(): Promise<RawClient> {
  const { client } = await runningBroker();
  const connection = await client();
  await createTopic(connection, 'clicks');
  return connection;
}

async function produce(connection: RawClient, request: ProduceRequest, version = 9) {
  const { topics } = await connection.call(ProduceApi, version, request);
  return topics[0]!.partitions[0]!;
}

describe('Produce', () => {
  it.each([1, -1])('with acks %i answers with the offset that the batch got', async (acks) => {
    const connection = await connected();
    expect(await produce(connection, produceOf('clicks', batchOf(['a', 'b']), { acks }))).toMatchObject({
      errorCode: 0,
      baseOffset: 0,
    });
    expect(await produce(connection, produceOf('clicks', batchOf(['c']), { acks }), 3)).toMatchObject({
      baseOffset: 2,
    });
  });

  it('with acks 0 answers nothing, and the records are there', async () => {
    const connection = await connected();
    connection.send(ProduceApi, 9, produceOf('clicks', batchOf(['a']), { acks: 0 }));
    const response = await connection.call(FetchApi, 12, fetchOf({ topic: 'clicks', maxWaitMs: 5000 }));
    expect(partitionsOf(response)[0]).toMatchObject({ highWatermark: 1 });
  });

  it('with acks 0 hangs up on what it refuses', async () => {
    const connection = await connected();
    connection.send(ProduceApi, 9, produceOf('gone', batchOf(['a']), { acks: 0 }));
    expect(await connection.nextFrame()).toBeNull();
  });

  const spoiled = batchOf(['a']);
  spoiled[spoiled.length - 1]! ^= 1;
  const old = batchOf(['a']);
  old[16] = 1;

  const transactional = batchOf(['a'], {
    attributes: { transactional: true },
    producerId: 1,
    producerEpoch: 0,
    baseSequence: 0,
  });

  it.each([
    ['an unknown topic', produceOf('gone', batchOf(['a'])), 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown partition', produceOf('clicks', batchOf(['a']), { index: 1 }), 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a negative partition', produceOf('clicks', batchOf(['a']), { index: -1 }), 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a spoiled batch', produceOf('clicks', spoiled), 'CORRUPT_MESSAGE'],
    ['no records', produceOf('clicks', null), 'INVALID_RECORD'],
    ['acks 2', produceOf('clicks', batchOf(['a']), { acks: 2 }), 'INVALID_REQUIRED_ACKS'],
    ['a batch past max.message.bytes', produceOf('clicks', batchOf(['x'.repeat(1_100_000)])), 'MESSAGE_TOO_LARGE'],
    ["the broker's own topic", produceOf('__consumer_offsets', batchOf(['a'])), 'INVALID_TOPIC_EXCEPTION'],
    ['a transactional batch of nobody', produceOf('clicks', transactional), 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
    [
      'a transaction that has not begun',
      { ...produceOf('clicks', transactional), transactionalId: 't' },
      'INVALID_PRODUCER_ID_MAPPING',
    ],
  ] as const)('refuses %s and keeps the connection', async (_, request, code) => {
    const connection = await connected();
    expect(await produce(connection, request)).toMatchObject({ errorCode: ERROR_CODES[code], baseOffset: -1 });
    expect(await produce(connection, produceOf('clicks', batchOf(['fine'])))).toMatchObject({
      errorCode: 0,
      baseOffset: 0,
    });
  });

  it('tells which records of a batch a compacted topic refuses (KIP-467)', async () => {
    const connection = await connected();
    await createTopic(connection, 'states', 1, { 'cleanup.policy': 'compact' });
    const answer = await produce(connection, produceOf('states', batchOf(['no', 'keys'])));
    expect(answer).toMatchObject({
      errorCode: ERROR_CODES.INVALID_RECORD,
      recordErrors: [{ batchIndex: 0 }, { batchIndex: 1 }],
    });
  });

  it('decides each partition on its own', async () => {
    const connection = await connected();
    const response = await connection.call(ProduceApi, 11, {
      ...produceOf('clicks', null),
      topics: [
        {
          name: 'clicks',
          topicId: ZERO_UUID,
          partitions: [
            { index: 0, records: batchOf(['a']) },
            { index: 9, records: batchOf(['b']) },
          ],
        },
        { name: 'gone', topicId: ZERO_UUID, partitions: [{ index: 0, records: batchOf(['c']) }] },
      ],
    });
    const codes = response.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
    expect(codes).toEqual([0, ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION, ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION]);
  });

  it('refuses acks=all where more in-sync replicas are wanted than there are', async () => {
    const connection = await connected();
    await createTopic(connection, 'guarded', 1, { 'min.insync.replicas': '2' });
    expect(await produce(connection, produceOf('guarded', batchOf(['a'])))).toMatchObject({
      errorCode: ERROR_CODES.NOT_ENOUGH_REPLICAS,
    });
    expect(await produce(connection, produceOf('guarded', batchOf(['a']), { acks: 1 }))).toMatchObject({
      errorCode: 0,
    });
  });
});

describe('an idempotent producer', () => {
  const init = { transactionalId: null, transactionTimeoutMs: 1000, producerId: -1, producerEpoch: -1 };

  it('gets the same offset for a batch that it sends again, and an error for a gap', async () => {
    const connection = await connected();
    const { producerId, producerEpoch } = await connection.call(InitProducerIdApi, 4, init);
    const sequenced = (baseSequence: number) =>
      produceOf('clicks', batchOf(['a', 'b'], { producerId, producerEpoch, baseSequence }));
    expect(await produce(connection, sequenced(0))).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await produce(connection, sequenced(2))).toMatchObject({ errorCode: 0, baseOffset: 2 });
    expect(await produce(connection, sequenced(0))).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await produce(connection, sequenced(6))).toMatchObject({
      errorCode: ERROR_CODES.OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
    expect(await produce(connection, sequenced(4))).toMatchObject({ errorCode: 0, baseOffset: 4 });
  });
});
