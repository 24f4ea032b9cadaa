import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { DeleteTopicsApi } from '../../../../engine/kafka/protocol/generated/delete-topics.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import type { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, type FetchWish, fetchOf, partitionsOf, produceOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';

async function setUp(partitions = 1) {
  const { client, broker } = await runningBroker();
  const producer = await client();
  const consumer = await client();
  const topicId = await createTopic(producer, 'clicks', partitions);
  return { broker, producer, consumer, topicId };
}

const produce = (connection: RawClient, value: string, index = 0) =>
  connection.call(ProduceApi, 9, produceOf('clicks', batchOf([value]), { index }));

const fetch = async (connection: RawClient, wish: FetchWish, version = 12) =>
  connection.call(FetchApi, version, fetchOf({ topic: 'clicks', ...wish }));

describe('Fetch', () => {
  it('gives whole batches, and the first even where it is larger than every limit', async () => {
    const { producer, consumer } = await setUp(2);
    for (const value of ['x'.repeat(3000), 'y'.repeat(3000)]) await produce(producer, value);
    await produce(producer, 'z'.repeat(3000), 1);
    const response = await fetch(consumer, { partitions: [0, 1], maxBytes: 10, partitionMaxBytes: 10 });
    const [first, second] = partitionsOf(response);
    expect(first!.records!.length).toBeGreaterThan(3000);
    expect(first!.records!.length).toBeLessThan(6000);
    expect(second!.records!.length).toBe(0);
  });

  it('waits for the first record and no longer', async () => {
    const { producer, consumer } = await setUp();
    const startedMs = performance.now();
    const pending = fetch(consumer, { maxWaitMs: 20_000 });
    await produce(producer, 'a');
    expect(partitionsOf(await pending)[0]).toMatchObject({ highWatermark: 1 });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('waits for minBytes, over several appends', async () => {
    const { producer, consumer } = await setUp();
    const pending = fetch(consumer, { maxWaitMs: 20_000, minBytes: 2500 });
    for (let count = 0; count < 3; count++) await produce(producer, 'x'.repeat(900));
    const [partition] = partitionsOf(await pending);
    expect(partition!.records!.length).toBeGreaterThanOrEqual(2500);
  });

  it('answers with nothing once maxWaitMs have passed', async () => {
    const { consumer } = await setUp();
    const startedMs = performance.now();
    const [partition] = partitionsOf(await fetch(consumer, { maxWaitMs: 200 }));
    expect(partition).toMatchObject({ errorCode: 0, highWatermark: 0 });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(190);
  });

  it('is answered when its topic is deleted under it', async () => {
    const { producer, consumer, topicId } = await setUp();
    const byName = fetch(consumer, { maxWaitMs: 20_000 });
    await producer.call(DeleteTopicsApi, 5, { topics: [], topicNames: ['clicks'], timeoutMs: 1000 });
    expect(partitionsOf(await byName)[0]).toMatchObject({ errorCode: ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION });
    const [byId] = partitionsOf(await fetch(consumer, { topicId, maxWaitMs: 20_000 }, 13));
    expect(byId).toMatchObject({ errorCode: ERROR_CODES.UNKNOWN_TOPIC_ID });
  });

  it('is answered when the broker stops', async () => {
    const { broker, consumer } = await setUp();
    const pending = fetch(consumer, { maxWaitMs: 60_000 });
    // The request must have arrived: a second connection's answer comes after it.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await broker.close();
    expect(partitionsOf(await pending)).toHaveLength(1);
  });

  it.each([
    ['an offset past the end', { offset: 5 }, 'OFFSET_OUT_OF_RANGE'],
    ['a negative offset', { offset: -1 }, 'OFFSET_OUT_OF_RANGE'],
    ['a partition that is not there', { partitions: [7] }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a topic that is not there', { topic: 'gone' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a leader epoch to come', { currentLeaderEpoch: 1 }, 'UNKNOWN_LEADER_EPOCH'],
  ] as const)('answers at once with an error for %s', async (_, wish, code) => {
    const { consumer } = await setUp();
    const [partition] = partitionsOf(await fetch(consumer, { ...wish, maxWaitMs: 60_000 }));
    expect(partition!.errorCode).toBe(ERROR_CODES[code]);
  });

  it('knows topics by id from version 13', async () => {
    const { producer, consumer, topicId } = await setUp();
    await produce(producer, 'a');
    for (const version of [13, 15, 17, 18]) {
      const response = await fetch(consumer, { topicId }, version);
      expect(response.topics[0]!.topicId).toBe(topicId);
      expect(partitionsOf(response)[0]!.records!.length).toBeGreaterThan(0);
    }
  });
});

describe('a fetch session', () => {
  it('answers in full first, then with what changed', async () => {
    const { producer, consumer } = await setUp(3);
    const full = await fetch(consumer, { partitions: [0, 1, 2], session: [0, 0] });
    expect(partitionsOf(full)).toHaveLength(3);
    const id = full.sessionId;
    expect(id).toBeGreaterThan(0);
    const quiet = await fetch(consumer, { partitions: [], session: [id, 1] });
    expect(quiet).toMatchObject({ sessionId: id, topics: [] });
    await produce(producer, 'a', 1);
    const news = await fetch(consumer, { partitions: [], session: [id, 2], maxWaitMs: 5000 });
    expect(partitionsOf(news)).toEqual([expect.objectContaining({ partitionIndex: 1, highWatermark: 1 })]);
  });

  it('serves partitions in turn where one request cannot hold them all', async () => {
    const { producer, consumer } = await setUp(3);
    for (const index of [0, 1, 2]) await produce(producer, 'x'.repeat(2000), index);
    let response = await fetch(consumer, { partitions: [0, 1, 2], session: [0, 0], maxBytes: 100 });
    const served: number[] = [];
    for (let epoch = 1; epoch <= 6; epoch++) {
      served.push(
        ...partitionsOf(response)
          .filter(({ records }) => records!.length > 0)
          .map((p) => p.partitionIndex),
      );
      response = await fetch(consumer, { partitions: [], session: [response.sessionId, epoch], maxBytes: 100 });
    }
    expect(served).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('that is not known is refused as a whole', async () => {
    const { consumer } = await setUp();
    expect(await fetch(consumer, { session: [99, 4] })).toMatchObject({
      errorCode: ERROR_CODES.FETCH_SESSION_ID_NOT_FOUND,
      topics: [],
    });
  });
});
