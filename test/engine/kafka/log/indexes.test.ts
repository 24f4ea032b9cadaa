import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FilePool } from '../../../../engine/kafka/log/file-pool.ts';
import { OFFSET_ENTRY_BYTES, OffsetIndex } from '../../../../engine/kafka/log/offset-index.ts';
import { TIME_ENTRY_BYTES, TimeIndex } from '../../../../engine/kafka/log/time-index.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Steps between entries: what is noted only ascends. */
const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5_000 })), {
  maxLength: 200,
});
const BASE = 1_000_000;

function entriesOf(gaps: readonly (readonly [number, number])[]): { offset: number; other: number }[] {
  let offset = BASE;
  let other = 0;
  return gaps.map(([offsetStep, otherStep]) => {
    offset += offsetStep;
    other += otherStep;
    return { offset, other };
  });
}

it('finds the last position at or before an offset, in memory and sealed on disk', () => {
  const pool = new FilePool();
  const dir = temporaryFolder();
  let run = 0;
  fc.assert(
    fc.property(
      steps,
      fc.array(fc.integer({ min: BASE - 10, max: BASE + 10_000 }), { minLength: 1 }),
      (gaps, asked) => {
        const entries = entriesOf(gaps);
        const path = join(dir, `${run++}.index`);
        const index = new OffsetIndex(pool.file(path), BASE, 0);
        for (const { offset, other } of entries) index.note(offset, other);
        const expected = asked.map((offset) => entries.findLast((entry) => entry.offset <= offset)?.other ?? 0);
        expect(asked.map((offset) => index.positionFor(offset))).toEqual(expected);
        index.seal();
        expect(asked.map((offset) => index.positionFor(offset))).toEqual(expected);
        const reopened = new OffsetIndex(pool.file(path), BASE, entries.length * OFFSET_ENTRY_BYTES);
        expect(asked.map((offset) => reopened.positionFor(offset))).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

it('keeps only entries before an offset when cut, and takes new ones after it', () => {
  const pool = new FilePool();
  const dir = temporaryFolder();
  let run = 0;
  fc.assert(
    fc.property(steps, fc.integer({ min: BASE, max: BASE + 5_000 }), (gaps, cut) => {
      const path = join(dir, `${run++}.index`);
      const index = new OffsetIndex(pool.file(path), BASE, 0);
      const entries = entriesOf(gaps);
      for (const { offset, other } of entries) index.note(offset, other);
      index.seal();
      index.truncateTo(cut);
      const kept = entries.filter((entry) => entry.offset < cut);
      expect(index.count).toBe(kept.length);
      index.note(cut + 1, 1_000_000);
      index.seal();
      const reopened = new OffsetIndex(pool.file(path), BASE, (kept.length + 1) * OFFSET_ENTRY_BYTES);
      expect(reopened.last()).toEqual({ offset: cut + 1, position: 1_000_000 });
      expect(reopened.positionFor(cut)).toBe(kept.at(-1)?.other ?? 0);
    }),
    { numRuns: 50 },
  );
});

it('leads from a timestamp to an offset before which all is earlier, and skips what is not later', () => {
  const pool = new FilePool();
  const dir = temporaryFolder();
  let run = 0;
  const times = fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 100 });
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 1_100 }), (timestamps, asked) => {
      const path = join(dir, `${run++}.timeindex`);
      const index = new TimeIndex(pool.file(path), BASE, 0);
      for (const [i, timestamp] of timestamps.entries()) index.noteIfLater(timestamp, BASE + i);
      const from = index.offsetBefore(asked);
      const earlier = timestamps.slice(0, from - BASE);
      expect(earlier.every((timestamp) => timestamp < asked || timestamp < timestamps[from - BASE]!)).toBe(true);
      const firstMatch = timestamps.findIndex((timestamp) => timestamp >= asked);
      if (firstMatch >= 0) expect(from).toBeLessThanOrEqual(BASE + firstMatch);
      const count = index.count;
      index.seal();
      const reopened = new TimeIndex(pool.file(path), BASE, count * TIME_ENTRY_BYTES);
      expect(reopened.offsetBefore(asked)).toBe(from);
    }),
    { numRuns: 50 },
  );
});

it('opens no more files at a time than its bound, and opens closed ones again', () => {
  const pool = new FilePool(3);
  const dir = temporaryFolder();
  const files = Array.from({ length: 10 }, (_, i) => pool.file(join(dir, String(i))));
  for (const [i, file] of files.entries()) file.write(Buffer.from([i]), 0);
  expect(pool.openFiles).toBe(3);
  const byte = Buffer.alloc(1);
  files.forEach((file, i) => {
    file.read(byte, 0);
    expect(byte[0]).toBe(i);
  });
  expect(pool.openFiles).toBe(3);
});
