import { cpSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import { buildRecords } from '../../../../engine/kafka/records/build-batch.ts';
import { CODEC } from '../../../../engine/kafka/records/compression.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import {
  batchOf,
  CLIENT,
  NOW_MS,
  openPartition,
  producerBatch,
  readAll,
  record,
  type SeenRecord,
} from './partitions.ts';

const COMPACTED = {
  'cleanup.policy': 'compact',
  'min.cleanable.dirty.ratio': '0',
  'segment.bytes': '1024',
  'delete.retention.ms': '1000',
};
const never = (): boolean => false;

interface Written {
  readonly key: string;
  readonly value: string | null;
}

const written = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.option(fc.string({ maxLength: 30 }), { nil: null, freq: 4 }),
});
const batches = fc.array(fc.array(written, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});
const codec = fc.constantFrom(CODEC.none, CODEC.gzip, CODEC.zstd);

async function filled(
  log: PartitionLog,
  all: readonly (readonly Written[])[],
  usedCodec: number = CODEC.none,
): Promise<SeenRecord[]> {
  const model: SeenRecord[] = [];
  for (const batch of all) {
    log.append(
      buildRecords(
        batch.map(({ key, value }) => record(key, value)),
        NOW_MS,
        usedCodec,
      ),
      CLIENT,
    );
    for (const each of batch) model.push({ offset: model.length, ...each });
  }
  await log.written();
  return model;
}

const latestOf = (records: readonly SeenRecord[]): SeenRecord[] =>
  [...new Map(records.map((each) => [each.key, each])).values()].sort((a, b) => a.offset - b.offset);

describe('compaction', () => {
  it('leaves in the sealed part exactly the latest of each key, at its own offset, and all of the active segment', async () => {
    await fc.assert(
      fc.asyncProperty(batches, codec, async (all, usedCodec) => {
        const log = openPartition(temporaryFolder(), { configs: COMPACTED });
        const model = await filled(log, all, usedCodec);
        const sealedEnd = log.segments.active.baseOffset;
        await log.clean(never);
        const latest = latestOf(model.filter((each) => each.offset < sealedEnd));
        expect(await readAll(log)).toEqual([...latest, ...model.filter((each) => each.offset >= sealedEnd)]);
        expect(log.logEndOffset).toBe(model.length);
        await log.close();
      }),
      { numRuns: 80 },
    );
  });

  it('says again what it said when it runs again, and after a restart', async () => {
    const dir = temporaryFolder();
    const log = openPartition(dir, { configs: COMPACTED });
    await filled(
      log,
      Array.from({ length: 100 }, (_, i) => [{ key: `k${i % 7}`, value: 'x'.repeat(40) }]),
    );
    log.roll();
    const first = await log.clean(never);
    expect(first!.bytesAfter).toBeLessThan(first!.bytesBefore / 5);
    expect(await log.clean(never)).toBeUndefined();
    const seen = await readAll(log);
    expect(seen).toHaveLength(7);
    await log.close();
    const again = openPartition(dir, {
      configs: COMPACTED,
      cleanShutdown: true,
      firstDirtyOffset: log.firstDirtyOffset,
    });
    expect(await readAll(again)).toEqual(seen);
    expect(again.logEndOffset).toBe(100);
    await again.close();
  });

  it('merges what earlier passes left small', async () => {
    const log = openPartition(temporaryFolder(), { configs: COMPACTED });
    const round = async (): Promise<number> => {
      for (let i = 0; i < 100; i++) log.append(batchOf(record(`k${i % 7}`, 'x'.repeat(40))), CLIENT);
      await log.written();
      log.roll();
      await log.clean(never);
      return log.segments.all().length;
    };
    const counts = [await round(), await round(), await round(), await round()];
    expect(Math.max(...counts)).toBeLessThan(counts[0]! * 1.5);
    expect(await readAll(log)).toHaveLength(7);
    await log.close();
  });

  it('keeps a tombstone for delete.retention.ms after it first met it, then lets it go', async () => {
    let nowMs = NOW_MS;
    const log = openPartition(temporaryFolder(), { configs: COMPACTED, now: () => nowMs });
    const pass = async (): Promise<SeenRecord[]> => {
      log.append(batchOf(record('other', String(nowMs))), CLIENT);
      await log.written();
      log.roll();
      await log.clean(never);
      return (await readAll(log)).filter((each) => each.key === 'gone');
    };
    log.append(batchOf(record('gone', 'value'), record('gone', null)), CLIENT);
    expect(await pass()).toEqual([{ offset: 1, key: 'gone', value: null }]);
    nowMs += 999;
    expect(await pass()).toHaveLength(1);
    nowMs += 1;
    expect(await pass()).toHaveLength(0);
    await log.close();
  });

  it("keeps a producer's last sequence in an empty batch, so that a repeat is still known after a crash", async () => {
    const dir = temporaryFolder();
    const log = openPartition(dir, { configs: COMPACTED });
    for (const sequence of [0, 1, 2]) log.append(producerBatch(9, 0, sequence), CLIENT);
    log.append(batchOf(...[0, 1, 2].map((sequence) => record(`9/${sequence}`, 'newer'))), CLIENT);
    await log.written();
    log.roll();
    await log.clean(never);
    expect((await readAll(log)).map((each) => each.value)).toEqual(['newer', 'newer', 'newer']);
    await log.abandon();
    for (const name of readdirSync(dir)) if (name.endsWith('.snapshot')) renameSync(join(dir, name), join(dir, 'gone'));
    const again = openPartition(dir, { configs: COMPACTED });
    expect(again.append(producerBatch(9, 0, 2), CLIENT)).toMatchObject({ duplicate: true, baseOffset: 2 });
    await again.close();
  });

  it('waits for min.compaction.lag.ms and for enough that is dirty', async () => {
    const many = Array.from({ length: 50 }, () => [{ key: 'k', value: 'x'.repeat(40) }]);
    let nowMs = NOW_MS;
    const lagging = openPartition(temporaryFolder(), {
      configs: { ...COMPACTED, 'min.compaction.lag.ms': '1000' },
      now: () => nowMs,
    });
    await filled(lagging, many);
    expect(await lagging.clean(never)).toBeUndefined();
    nowMs += 1_000;
    expect(await lagging.clean(never)).toBeDefined();
    await lagging.close();
    const unique = openPartition(temporaryFolder(), { configs: { ...COMPACTED, 'min.cleanable.dirty.ratio': '0.5' } });
    await filled(
      unique,
      Array.from({ length: 100 }, (_, i) => [{ key: `k${i}`, value: 'x'.repeat(40) }]),
    );
    expect(await unique.clean(never)).toBeDefined();
    await filled(unique, many.slice(0, 30));
    expect(await unique.clean(never)).toBeUndefined();
    await unique.close();
  });

  it('stops when asked, and leaves nothing behind', async () => {
    const dir = temporaryFolder();
    const log = openPartition(dir, { configs: COMPACTED });
    const model = await filled(
      log,
      Array.from({ length: 100 }, () => [{ key: 'k', value: 'x'.repeat(40) }]),
    );
    let asked = 0;
    expect(await log.clean(() => asked++ > 20)).toBeUndefined();
    expect((await readAll(log)).length).toBeLessThanOrEqual(model.length);
    expect(readdirSync(dir).filter((name) => /cleaned|swap/.test(name))).toEqual([]);
    await log.close();
  });

  it('does not touch a topic that is not compacted', async () => {
    const log = openPartition(temporaryFolder(), { configs: { 'segment.bytes': '1024' } });
    await filled(
      log,
      Array.from({ length: 50 }, () => [{ key: 'k', value: 'x'.repeat(40) }]),
    );
    expect(await log.clean(never)).toBeUndefined();
    await log.close();
  });
});

/** A crash between any two steps of a swap: what each leaves on disk is made by hand from before and after. */
describe('a swap that a crash cut short', () => {
  async function beforeAndAfter(): Promise<{ before: string; after: string; seen: SeenRecord[]; model: SeenRecord[] }> {
    const root = temporaryFolder();
    const [before, after] = [join(root, 'before'), join(root, 'after')];
    const log = openPartition(before, { configs: COMPACTED });
    const model = await filled(
      log,
      Array.from({ length: 60 }, (_, i) => [{ key: `k${i % 5}`, value: `${i}`.padEnd(40) }]),
    );
    log.roll();
    await log.close();
    cpSync(before, after, { recursive: true });
    const cleaned = openPartition(after, { configs: COMPACTED });
    await cleaned.clean(never);
    const seen = await readAll(cleaned);
    await cleaned.close();
    return { before, after, seen, model };
  }

  const zero = '0'.repeat(20);
  const kinds = ['index', 'timeindex', 'log'];

  async function reopened(dir: string): Promise<SeenRecord[]> {
    const log = openPartition(dir, { configs: COMPACTED });
    const seen = await readAll(log);
    expect(log.logEndOffset).toBe(60);
    expect(readdirSync(dir).filter((name) => /cleaned|swap/.test(name))).toEqual([]);
    await log.close();
    return seen;
  }

  it('never happened while the segment was still being written', async () => {
    const { before, after, model } = await beforeAndAfter();
    for (const kind of kinds) cpSync(join(after, `${zero}.${kind}`), join(before, `${zero}.${kind}.cleaned`));
    expect(await reopened(before)).toEqual(model);
  });

  it.each([0, 1, 2, 3, 100])('is finished on start once its segment was whole (%i old segments gone)', async (gone) => {
    const { before, after, seen } = await beforeAndAfter();
    for (const kind of kinds) cpSync(join(after, `${zero}.${kind}`), join(before, `${zero}.${kind}.swap`));
    const left = new Set(readdirSync(after));
    const old = readdirSync(before)
      .filter((name) => name.endsWith('.log') && (name.startsWith(zero) || !left.has(name)))
      .sort();
    for (const name of old.slice(0, gone)) renameSync(join(before, name), join(before, '..', name));
    expect(latestOf(await reopened(before))).toEqual(seen);
    expect(existsSync(join(before, `${zero}.log`))).toBe(true);
  });
});
