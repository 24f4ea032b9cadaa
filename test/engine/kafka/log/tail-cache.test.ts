import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TailBudget, TailCache } from '../../../../engine/kafka/log/tail-cache.ts';
import { placeBatch } from '../../../../engine/kafka/records/batch.ts';
import { batchOf, record, recordsOf } from './partitions.ts';

function fill(cache: TailCache, sizes: readonly number[], from = 0): void {
  for (const [i, size] of sizes.entries()) {
    const batch = batchOf(record('k', 'x'.repeat(size)));
    placeBatch(batch, 0, from + i, 0);
    cache.place(batch, from + i);
  }
}

const offsetsOf = (block: Buffer | undefined): number[] | undefined =>
  block && recordsOf(block).map((each) => each.offset);

it('serves whole batches in order from any offset it holds, below the end and within the size', () => {
  const sizes = fc.array(fc.oneof(fc.nat(500), fc.integer({ min: 60_000, max: 140_000 })), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  });
  fc.assert(
    fc.property(sizes, fc.nat(45), fc.nat(45), fc.integer({ min: 1, max: 400_000 }), (all, offset, end, maxBytes) => {
      const cache = new TailCache(new TailBudget());
      fill(cache, all);
      const endOffset = Math.min(end, all.length);
      if (offset >= endOffset) return;
      const seen = offsetsOf(cache.read(offset, endOffset, maxBytes, true));
      // Only the newest megabyte is held, so an older offset may be unknown; what is known is complete.
      if (seen === undefined) return;
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => offset + i));
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.at(-1)).toBeLessThan(endOffset);
    }),
    { numRuns: 60 },
  );
});

it('forgets what is taken back, and puts the next batch there', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(600), { minLength: 1, maxLength: 60, size: 'max' }), fc.nat(60), (sizes, cut) => {
      const cache = new TailCache(new TailBudget());
      const kept = Math.min(cut, sizes.length);
      fill(cache, sizes);
      cache.truncateTo(kept);
      fill(cache, [10, 10], kept);
      expect(offsetsOf(cache.read(0, kept + 2, 10_000_000, true))).toEqual(
        Array.from({ length: kept + 2 }, (_, i) => i),
      );
    }),
    { numRuns: 60 },
  );
});

it('holds no more than the budget over all partitions, and drops the oldest first', () => {
  const budget = new TailBudget(1_000_000);
  const caches = Array.from({ length: 5 }, () => new TailCache(budget));
  for (let round = 0; round < 50; round++) for (const cache of caches) fill(cache, [10_000], round);
  expect(budget.usedBytes).toBeLessThanOrEqual(1_000_000);
  for (const cache of caches) {
    expect(cache.read(0, 50, 100, true)).toBeUndefined();
    expect(offsetsOf(cache.read(49, 50, 100, true))).toEqual([49]);
    cache.clear();
  }
  expect(budget.usedBytes).toBe(0);
});

it('serves nothing before its first batch: an older one on disk may hold the offset', () => {
  const cache = new TailCache(new TailBudget());
  fill(cache, [10, 10], 5);
  expect(cache.read(4, 7, 1_000, true)).toBeUndefined();
  expect(offsetsOf(cache.read(5, 7, 1_000, true))).toEqual([5, 6]);
});
