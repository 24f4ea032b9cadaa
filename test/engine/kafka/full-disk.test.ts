import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../engine/kafka/protocol/errors.ts';
import { FetchApi } from '../../../engine/kafka/protocol/generated/fetch.ts';
import { ProduceApi } from '../../../engine/kafka/protocol/generated/produce.ts';
import { batchLastOffset, batchSizeBytes } from '../../../engine/kafka/records/batch.ts';
import { checkIntegrity } from '../../../engine/kafka/records/validate.ts';
import type { RawClient } from './raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf, recordsIn } from './requests.ts';
import { runningBroker } from './running-broker.ts';

/** A small file system of its own; whether this user may make one decides whether the test runs. */
const dir = mkdtempSync(join(tmpdir(), 'weir-full-disk-'));
const mount = (options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]).status === 0;
const isMounted = mount('size=4m');
afterAll(() => {
  if (isMounted) spawnSync('umount', ['-l', dir]);
  rmSync(dir, { recursive: true, force: true });
});

async function produce(
  client: RawClient,
  values: readonly string[],
): Promise<{ errorCode: number; baseOffset: number }> {
  const response = await client.call(ProduceApi, 9, produceOf('clicks', batchOf(values)));
  return response.topics[0]!.partitions[0]!;
}

/** Reads all, checks each batch, and returns the offset behind the last. */
async function readAll(client: RawClient): Promise<number> {
  let next = 0;
  for (;;) {
    const [partition] = partitionsOf(await client.call(FetchApi, 12, fetchOf({ topic: 'clicks', offset: next })));
    expect(partition!.errorCode).toBe(ERROR_CODES.NONE);
    const batches = recordsIn(partition!);
    if (batches.length === 0) return next;
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
      expect(checkIntegrity(batches, at, batches.length)).toBeUndefined();
      next = batchLastOffset(batches, at) + 1;
    }
  }
}

it.skipIf(!isMounted)(
  'refuses writes with KAFKA_STORAGE_ERROR while the disk is full, serves readers, and goes on when there is room',
  async () => {
    const dataDir = join(dir, 'kafka');
    const { broker, client } = await runningBroker({ dataDir });
    const [producer, reader] = [await client(), await client()];
    await createTopic(producer, 'clicks');
    let acknowledged = 0;
    let refused = 0;
    for (let index = 0; refused < 5 && index < 1_000; index++) {
      // Both what is written at once and what is written off the event loop, so that either may find the disk full.
      const { errorCode, baseOffset } = await produce(producer, ['x'.repeat(index % 2 === 0 ? 20_000 : 200_000)]);
      if (errorCode === ERROR_CODES.NONE) expect(baseOffset).toBe(acknowledged++);
      else {
        expect([errorCode, baseOffset]).toEqual([ERROR_CODES.KAFKA_STORAGE_ERROR, -1]);
        refused++;
      }
    }
    expect(refused).toBe(5);
    expect(acknowledged).toBeGreaterThan(5);
    expect(await readAll(reader)).toBe(acknowledged);

    expect(mount('remount,size=32m')).toBe(true);
    for (let index = 0; index < 10; index++) {
      const { errorCode, baseOffset } = await produce(producer, ['y'.repeat(100_000)]);
      expect([errorCode, baseOffset]).toEqual([ERROR_CODES.NONE, acknowledged++]);
    }
    expect(await readAll(reader)).toBe(acknowledged);
    await broker.close();

    // What the full disk left behind is no obstacle to a start.
    const again = await runningBroker({ dataDir });
    expect(await readAll(await again.client())).toBe(acknowledged);
  },
);
