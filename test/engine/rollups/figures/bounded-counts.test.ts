import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedCounts } from '../../../../engine/rollups/figures/bounded-counts.ts';
import { TOP_LIMIT } from '../../../../engine/rollups/figures/records.ts';

test('values and the rest add up to what was counted, however many values there are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 3_000 }), (values) => {
      const counts = new BoundedCounts();
      for (const value of values) counts.add(`/${value}`);
      const { values: top, other } = BoundedCounts.decode(counts.encode()).top();
      expect(Object.keys(top).length).toBeLessThanOrEqual(TOP_LIMIT);
      expect(Object.values(top).reduce((sum, count) => sum + count, other)).toBe(values.length);
    }),
    { numRuns: 30 },
  );
});

test('the most frequent values are told exactly, equal ones in their own order', () => {
  const counts = new BoundedCounts();
  for (let value = 0; value < 150; value++) counts.add(`/${String(value).padStart(3, '0')}`, value < 2 ? 9 : 1);
  const { values, other } = counts.top();
  expect(values['/000']).toBe(9);
  expect(values['/099']).toBe(1);
  expect(values['/100']).toBeUndefined();
  expect(other).toBe(50);
});
