import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DeleteRecordsApi } from '../../../../engine/kafka/protocol/generated/delete-records.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { batchBaseOffset, batchLastOffset, batchSizeBytes } from '../../../../engine/kafka/records/batch.ts';
import { checkIntegrity } from '../../../../engine/kafka/records/validate.ts';
import { frameOf, RawClient } from '../raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf, recordsIn } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';

const PARTITIONS = [0, 1, 2, 3];
const BATCHES = 160;
const random = (below: number): number => Math.floor(Math.random() * below);
/** Batches that are copied into the tail, that are not, and that are larger than a chunk between disk and socket. */
const randomBytes = (): number =>
  [random(300), random(40_000), 60_000 + random(20_000), 200_000 + random(700_000)][random(4)]!;

/** Returns the last offset acknowledged in each partition. */
async function produceAll(client: RawClient): Promise<number[]> {
  const acknowledged = PARTITIONS.map(() => -1);
  const underWay: number[] = [];
  for (let index = 0; index < BATCHES; index++) {
    const values = Array.from({ length: 1 + random(3) }, () => `${index}:`.padEnd(randomBytes() / 3, String(index)));
    underWay.push(
      client.send(ProduceApi, 9, produceOf('stress', batchOf(values), { index: random(PARTITIONS.length) })),
    );
    if (underWay.length > 5) await produced(client, underWay.shift()!, acknowledged);
  }
  for (const id of underWay) await produced(client, id, acknowledged);
  return acknowledged;
}

/** Sends without acks or hangs up in the middle of a request, so that request buffers go back in every way there is. */
async function produceRudely(port: number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const client = await RawClient.connect(port);
    for (let count = random(4); count >= 0; count--) {
      const wish = { index: random(PARTITIONS.length), acks: random(2) - 1 };
      const frame = frameOf(ProduceApi, 9, count, produceOf('stress', batchOf(['r'.repeat(randomBytes())]), wish));
      client.socket.write(count > 0 ? frame : frame.subarray(0, random(frame.length)));
    }
    await sleep(random(20));
    client.socket.resetAndDestroy();
  }
}

async function produced(client: RawClient, id: number, acknowledged: number[]): Promise<void> {
  const response = await client.receive(ProduceApi, 9, id);
  const { errorCode, index, baseOffset } = response.topics[0]!.partitions[0]!;
  expect(errorCode).toBe(0);
  acknowledged[index] = baseOffset;
}

/** Checks every batch and returns the offset after the last; `from` may lie within the first. */
function verified(batches: Buffer, from: number): number {
  let next = from;
  for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
    expect(checkIntegrity(batches, at, batches.length)).toBeUndefined();
    if (at > 0) expect(batchBaseOffset(batches, at)).toBe(next);
    else expect(batchBaseOffset(batches, at)).toBeLessThanOrEqual(next);
    next = batchLastOffset(batches, at) + 1;
    expect(next).toBeGreaterThan(from);
  }
  return next;
}

/** Reads all partitions from their begin to the end as it is once `isOver`, hanging up and dawdling as it goes; returns where it got. */
async function readAll(port: number, isOver: () => boolean, seed: number): Promise<number[]> {
  const next = PARTITIONS.map(() => 0);
  let client = await RawClient.connect(port);
  for (;;) {
    const wasOver = isOver();
    const index = random(PARTITIONS.length);
    const limits = { partitionMaxBytes: [1, 50_000, 300_000, 1_048_576][random(4)]!, maxBytes: 4_000_000 };
    const wish = { topic: 'stress', partitions: [index], offset: next[index]!, maxWaitMs: 20, ...limits };
    const id = client.send(FetchApi, 12, fetchOf(wish));
    if (random(12) === 0) {
      // Mid-answer, more often than not.
      await sleep(random(4));
      client.close();
      client = await RawClient.connect(port);
      continue;
    }
    if (seed % 2 === 0) {
      client.socket.pause();
      await sleep(random(10));
      client.socket.resume();
    }
    const [partition] = partitionsOf(await client.receive(FetchApi, 12, id));
    if (partition!.errorCode === 1) {
      next[index] = partition!.logStartOffset === -1 ? next[index]! : partition!.logStartOffset;
      continue;
    }
    expect(partition!.errorCode).toBe(0);
    next[index] = verified(recordsIn(partition!), next[index]!);
    if (wasOver && (await isRead(client, next))) break;
  }
  client.close();
  return next;
}

async function isRead(client: RawClient, next: readonly number[]): Promise<boolean> {
  for (const [index, offset] of next.entries()) {
    const wish = { topic: 'stress', partitions: [index], offset };
    const [partition] = partitionsOf(await client.call(FetchApi, 12, fetchOf(wish)));
    if (partition!.errorCode !== 0 || offset < partition!.highWatermark) return false;
  }
  return true;
}

it('gives every reader whole and sound batches in order: fast, slow and hanging up, while others produce, also rudely, and old segments go', async () => {
  const { broker, client, lines } = await runningBroker();
  const [producer, admin] = [await client(), await client()];
  await createTopic(admin, 'stress', PARTITIONS.length, { 'segment.bytes': '3000000' });
  let isOver = false;
  const deleting = async (): Promise<void> => {
    while (!isOver) {
      await sleep(30);
      const partitions = [{ partitionIndex: random(PARTITIONS.length), offset: 2 + random(30) }];
      await admin.call(DeleteRecordsApi, 2, { topics: [{ name: 'stress', partitions }], timeoutMs: 1_000 });
    }
  };
  const producing = produceAll(producer).finally(() => {
    isOver = true;
  });
  const rude = Array.from({ length: 3 }, () => produceRudely(broker.port, () => isOver));
  const readers = Array.from({ length: 6 }, (_, seed) => readAll(broker.port, () => isOver, seed));
  const [ends, acknowledged] = await Promise.all([Promise.all(readers), producing, deleting(), ...rude]);
  for (const end of ends) for (const [index, last] of acknowledged.entries()) expect(end[index]).toBeGreaterThan(last);
  expect(lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
}, 60_000);
