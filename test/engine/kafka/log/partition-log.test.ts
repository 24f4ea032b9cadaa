import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LogError } from '../../../../engine/kafka/log/log-error.ts';
import type { PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import { Segment } from '../../../../engine/kafka/log/segment.ts';
import { TailBudget } from '../../../../engine/kafka/log/tail-cache.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { batchOf, CLIENT, NOW_MS, openPartition, readAll, record, recordsOf } from './partitions.ts';

const values = (count: number, bytes = 100): Buffer[] =>
  Array.from({ length: count }, (_, i) => batchOf(record(`k${i}`, String(i).padEnd(bytes))));

async function filled(log: PartitionLog, count: number, bytes = 100): Promise<PartitionLog> {
  for (const batch of values(count, bytes)) log.append(batch, CLIENT);
  await log.written();
  return log;
}

function codeOf(step: () => unknown): string {
  try {
    step();
    return 'NONE';
  } catch (error) {
    if (error instanceof LogError) return error.code;
    throw error;
  }
}

describe('an append', () => {
  it('has its offset at once, and is served when it is with the OS', async () => {
    const log = openPartition(temporaryFolder());
    const heard = vi.fn();
    log.onAppend(heard);
    expect(log.append(batchOf(record('a', '1'), record('b', '2')), CLIENT)).toEqual({
      baseOffset: 0,
      lastOffset: 1,
      logAppendTimeMs: -1,
      logStartOffset: 0,
      duplicate: false,
    });
    expect([log.logEndOffset, log.highWatermark]).toEqual([2, 0]);
    expect(await log.read(0, 1_000, { minOneBatch: true })).toHaveLength(0);
    await log.written();
    expect([log.logEndOffset, log.highWatermark]).toEqual([2, 2]);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(await readAll(log)).toHaveLength(2);
    await log.close();
  });

  it('of a tick joins the others in one write and one notice', async () => {
    const log = openPartition(temporaryFolder());
    const heard = vi.fn();
    const stop = log.onAppend(heard);
    await filled(log, 20);
    expect(heard).toHaveBeenCalledTimes(1);
    stop();
    await filled(log, 1);
    expect(heard).toHaveBeenCalledTimes(1);
    await log.close();
  });

  it('larger than what is written at once keeps its order with the small ones around it', async () => {
    const log = openPartition(temporaryFolder(), { configs: { 'segment.bytes': '10000000' } });
    const sizes = [10, 200_000, 10, 90_000, 300_000, 10];
    for (const [i, size] of sizes.entries()) log.append(batchOf(record(String(i), 'x'.repeat(size))), CLIENT);
    const written = log.written();
    await new Promise((resolve) => setImmediate(resolve));
    log.append(batchOf(record('late', 'x')), CLIENT);
    await Promise.all([written, log.written()]);
    expect((await readAll(log)).map((each) => [each.key, each.value?.length])).toEqual([
      ...sizes.map((size, i) => [String(i), size]),
      ['late', 1],
    ]);
    await log.close();
  });

  it('is stamped by the broker where the topic says so', async () => {
    const log = openPartition(temporaryFolder(), { configs: { 'message.timestamp.type': 'LogAppendTime' } });
    expect(log.append(batchOf(record('a', '1', 5)), CLIENT).logAppendTimeMs).toBe(NOW_MS);
    await log.written();
    const [seen] = recordsOf(await log.read(0, 1_000, { minOneBatch: true }));
    expect(seen?.timestamp).toBe(NOW_MS);
    await log.close();
  });

  it.each([
    ['too far ahead', batchOf(record('a', '1', NOW_MS + 3_600_001)), {}, 'INVALID_TIMESTAMP'],
    [
      'too old',
      batchOf(record('a', '1', NOW_MS - 101)),
      { 'message.timestamp.before.max.ms': '100' },
      'INVALID_TIMESTAMP',
    ],
    ['too large', batchOf(record('a', 'x'.repeat(200))), { 'max.message.bytes': '200' }, 'MESSAGE_TOO_LARGE'],
    [
      'without a key in a compacted topic',
      batchOf(record('a', '1'), record(null, '2')),
      { 'cleanup.policy': 'compact' },
      'INVALID_RECORD',
    ],
  ])('%s is refused', async (_, batch, configs, code) => {
    const log = openPartition(temporaryFolder(), { configs });
    expect(codeOf(() => log.append(batch, CLIENT))).toBe(code);
    expect(log.logEndOffset).toBe(0);
    await log.close();
  });

  it('of the broker itself may be several batches, all taken or none', async () => {
    const log = openPartition(temporaryFolder());
    const two = Buffer.concat([batchOf(record('a', '1')), batchOf(record('b', '2'))]);
    expect(codeOf(() => log.append(two, CLIENT))).toBe('INVALID_RECORD');
    expect(log.append(Buffer.from(two), { leaderEpoch: 0, isClient: false })).toMatchObject({
      baseOffset: 0,
      lastOffset: 1,
    });
    two[two.length - 1] = 99;
    expect(codeOf(() => log.append(two, { leaderEpoch: 0, isClient: false }))).toBe('CORRUPT_MESSAGE');
    expect(log.logEndOffset).toBe(2);
    await log.close();
  });

  it('to a closed log is refused', async () => {
    const log = openPartition(temporaryFolder());
    await log.close();
    expect(codeOf(() => log.append(batchOf(record('a', '1')), CLIENT))).toBe('KAFKA_STORAGE_ERROR');
  });
});

describe('a read', () => {
  it('gives the same from memory and from disk, within its size', async () => {
    const dir = temporaryFolder();
    const warm = await filled(openPartition(dir), 150);
    await warm.close();
    const cold = openPartition(dir, { cleanShutdown: true });
    const again = openPartition(temporaryFolder());
    await filled(again, 150);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(149),
        fc.integer({ min: 1, max: 3_000 }),
        fc.boolean(),
        async (offset, maxBytes, minOneBatch) => {
          const fromDisk = await cold.read(offset, maxBytes, { minOneBatch });
          const fromTail = await again.read(offset, maxBytes, { minOneBatch });
          for (const block of [fromDisk, fromTail]) {
            const first = recordsOf(block)[0]?.offset;
            if (first !== undefined) expect(first).toBe(offset);
            if (block.length > maxBytes) expect([minOneBatch, recordsOf(block).length]).toEqual([true, 1]);
            if (minOneBatch) expect(block.length).toBeGreaterThan(0);
          }
          const shorter = Math.min(fromDisk.length, fromTail.length);
          expect(fromDisk.subarray(0, shorter)).toEqual(fromTail.subarray(0, shorter));
        },
      ),
      { numRuns: 200 },
    );
    await cold.close();
    await again.close();
  });

  it('in small bites finds the batch behind large ones', async () => {
    const log = openPartition(temporaryFolder(), { tails: new TailBudget(0) });
    for (const letter of 'abcd') log.append(batchOf(record(letter, letter.repeat(300_000))), CLIENT);
    await log.written();
    for (const maxBytes of [1, 1_000, 100_000]) {
      const bites = [0, 1, 2, 3].map((offset) => log.read(offset, maxBytes, { minOneBatch: true }));
      expect((await Promise.all(bites)).map((bite) => recordsOf(bite)[0]?.offset)).toEqual([0, 1, 2, 3]);
    }
    await log.close();
  });

  it('outside the log is out of range; at its end it is empty', async () => {
    const log = await filled(openPartition(temporaryFolder()), 3);
    expect(await log.read(3, 100, { minOneBatch: true })).toHaveLength(0);
    expect(codeOf(() => log.read(4, 100, { minOneBatch: true }))).toBe('OFFSET_OUT_OF_RANGE');
    await log.deleteRecordsTo(2);
    expect(codeOf(() => log.read(1, 100, { minOneBatch: true }))).toBe('OFFSET_OUT_OF_RANGE');
    await log.close();
  });

  it('goes on undisturbed while retention deletes the segment under it', async () => {
    const log = await filled(openPartition(temporaryFolder(), { tails: new TailBudget(0) }), 200);
    const reads = Array.from({ length: 50 }, (_, i) => Promise.resolve(log.read(i, 500, { minOneBatch: true })));
    await log.deleteRecordsTo(150);
    for (const read of await Promise.allSettled(reads)) {
      if (read.status === 'rejected') expect(read.reason).toMatchObject({ code: 'OFFSET_OUT_OF_RANGE' });
    }
    expect(await readAll(log)).toHaveLength(50);
    await log.close();
  });
});

describe('the log start offset', () => {
  it('moves up by request, takes whole segments with it, and is told before the answer', async () => {
    const dir = temporaryFolder();
    const onLogStartMoved = vi.fn();
    const log = await filled(openPartition(dir, { onLogStartMoved }), 200);
    const before = log.segments.all().length;
    expect(await log.deleteRecordsTo(120)).toBe(120);
    expect(onLogStartMoved).toHaveBeenCalledOnce();
    expect(log.segments.all().length).toBeLessThan(before);
    expect(await log.deleteRecordsTo(50)).toBe(120);
    expect((await readAll(log)).map((each) => each.offset)).toEqual(Array.from({ length: 80 }, (_, i) => 120 + i));
    expect(await log.deleteRecordsTo(-1)).toBe(200);
    await expect(log.deleteRecordsTo(201)).rejects.toMatchObject({ code: 'OFFSET_OUT_OF_RANGE' });
    await log.close();
  });

  it('moves to the next segment when retention deletes, and all of an old log may go', async () => {
    let nowMs = NOW_MS;
    const log = await filled(
      openPartition(temporaryFolder(), { now: () => nowMs, configs: { 'retention.ms': '1000' } }),
      100,
    );
    nowMs += 1_001;
    expect(log.applyRetention()).toBeGreaterThan(1);
    expect([log.logStartOffset, log.logEndOffset, log.sizeBytes]).toEqual([100, 100, 0]);
    await filled(log, 1);
    expect(await readAll(log)).toHaveLength(1);
    await log.close();
  });
});

describe('timestamps', () => {
  it('lead to the first record at or after them', async () => {
    const timestamps = fc.array(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 60,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(
        timestamps,
        fc.array(fc.integer({ min: 0, max: 510 })),
        fc.nat(50),
        async (batches, asked, start) => {
          const log = openPartition(temporaryFolder(), { configs: { 'segment.bytes': '1024' } });
          for (const batch of batches)
            log.append(batchOf(...batch.map((timestamp) => record('k', 'v'.repeat(20), timestamp))), CLIENT);
          await log.written();
          const from = await log.deleteRecordsTo(Math.min(start, log.highWatermark));
          const all = batches.flat().map((timestamp, offset) => ({ timestamp, offset, leaderEpoch: 0 }));
          const left = all.slice(from);
          for (const timestamp of asked) {
            expect(await log.offsetForTimestamp(timestamp)).toEqual(left.find((each) => each.timestamp >= timestamp));
          }
          const latest = left.reduce((best, each) => Math.max(best, each.timestamp), -1);
          const found = await log.offsetOfMaxTimestamp();
          if (found) expect(left).toContainEqual(found);
          if (from === 0) expect(found).toEqual(left.find((each) => each.timestamp === latest));
          await log.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('leader epochs', () => {
  it('tell where each ended, also after a restart', async () => {
    const dir = temporaryFolder();
    const log = openPartition(dir);
    const append = (leaderEpoch: number): unknown =>
      log.append(batchOf(record('a', '1')), { leaderEpoch, isClient: true });
    for (const epoch of [1, 1, 3, 3, 3]) append(epoch);
    log.startEpoch(5);
    await log.written();
    const expectEnds = (of: PartitionLog): void => {
      expect(of.leaderEpoch).toBe(5);
      expect(of.offsetForLeaderEpoch(0)).toEqual({ leaderEpoch: 0, endOffset: 0 });
      expect(of.offsetForLeaderEpoch(1)).toEqual({ leaderEpoch: 1, endOffset: 2 });
      expect(of.offsetForLeaderEpoch(2)).toEqual({ leaderEpoch: 1, endOffset: 2 });
      expect(of.offsetForLeaderEpoch(4)).toEqual({ leaderEpoch: 3, endOffset: 5 });
      expect(of.offsetForLeaderEpoch(5)).toEqual({ leaderEpoch: 5, endOffset: 5 });
      expect(of.offsetForLeaderEpoch(6)).toEqual({ leaderEpoch: -1, endOffset: -1 });
      expect(of.epochOf(4)).toBe(3);
    };
    expectEnds(log);
    append(5);
    await log.close();
    const again = openPartition(dir, { cleanShutdown: true });
    expect(again.offsetForLeaderEpoch(5)).toEqual({ leaderEpoch: 5, endOffset: 6 });
    await again.close();
  });
});

describe('syncing', () => {
  it('is waited for by appends when flush.messages says so', async () => {
    const log = openPartition(temporaryFolder(), { configs: { 'flush.messages': '1' } });
    await filled(log, 3);
    expect(log.recoveryPoint).toBe(3);
    await log.close();
  });

  it('is shared by the appends that wait for it, and none is acknowledged before it', async () => {
    const log = openPartition(temporaryFolder(), {
      configs: { 'flush.messages': '1', 'segment.bytes': '1000000' },
    });
    const sync = vi.spyOn(Segment.prototype, 'syncLog');
    onTestFinished(() => sync.mockRestore());
    const appended = async (index: number): Promise<void> => {
      // Over many turns of the event loop, so that appends meet syncs in every state.
      for (let turn = 0; turn < index % 40; turn++) await new Promise(setImmediate);
      const { lastOffset } = log.append(batchOf(record('k', String(index))), CLIENT);
      await log.written();
      expect(log.recoveryPoint).toBeGreaterThan(lastOffset);
    };
    await Promise.all(Array.from({ length: 400 }, (_, index) => appended(index)));
    expect(log.recoveryPoint).toBe(400);
    expect(sync.mock.calls.length).toBeGreaterThan(0);
    expect(sync.mock.calls.length).toBeLessThan(100);
    await log.close();
  });

  it('of a commit leaves the indexes out, and brings them to the disk when the segment is full or the log is closed', async () => {
    const dir = temporaryFolder();
    const log = openPartition(dir, { configs: { 'flush.messages': '1' } });
    const full = vi.spyOn(Segment.prototype, 'sync');
    onTestFinished(() => full.mockRestore());
    await filled(log, 20);
    expect([log.segments.all().length, full.mock.calls.length]).toEqual([1, 0]);
    await filled(log, 130);
    await log.flush();
    const sealed = log.segments.all().slice(0, -1);
    expect(sealed.length).toBeGreaterThan(0);
    for (const segment of sealed) expect(full.mock.contexts).toContain(segment);
    await log.close();
    expect(
      log.segments.all().every(({ dirty, offsets, times }) => !dirty && !offsets.isChanged && !times.isChanged),
    ).toBe(true);
    const again = openPartition(dir, { cleanShutdown: true });
    expect(await readAll(again)).toHaveLength(150);
    await again.close();
  });

  it('is due after flush.ms', async () => {
    let nowMs = NOW_MS;
    const log = openPartition(temporaryFolder(), { now: () => nowMs, configs: { 'flush.ms': '1000' } });
    expect(log.needsFlush()).toBe(false);
    await filled(log, 3);
    nowMs += 1_000;
    expect(log.needsFlush()).toBe(true);
    await log.flush();
    expect([log.needsFlush(), log.recoveryPoint]).toEqual([false, 3]);
    await log.close();
  });
});

it('leaves the files that Kafka knows, each named by its base offset', async () => {
  const dir = temporaryFolder();
  const log = await filled(openPartition(dir, { configs: { 'segment.bytes': '2048' } }), 40);
  const bases = log.segments.all().map((segment) => String(segment.baseOffset).padStart(20, '0'));
  await log.close();
  expect(bases.length).toBeGreaterThan(2);
  for (const base of bases)
    for (const kind of ['log', 'index', 'timeindex']) expect(existsSync(join(dir, `${base}.${kind}`))).toBe(true);
  expect(existsSync(join(dir, `${String(40).padStart(20, '0')}.snapshot`))).toBe(true);
  expect(readdirSync(dir)).toContain('leader-epoch-checkpoint');
});
