import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignPartitions } from '../../../engine/stream/assignment.ts';

const members = fc.uniqueArray(
  fc.record({
    memberId: fc.string({ minLength: 1, maxLength: 4 }),
    owned: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 8 }),
  }),
  { selector: (member) => member.memberId, minLength: 1, maxLength: 8 },
);

test('every partition has one owner, and no member two more than another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), members, (count, claimants) => {
      const assigned = assignPartitions(count, claimants);
      const all = [...assigned.values()].flat().toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: count }, (_, partition) => partition));
      const sizes = [...assigned.values()].map((mine) => mine.length);
      expect(assigned.size).toBe(claimants.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a share that is fair already stays as it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), members, (count, claimants) => {
      const first = assignPartitions(count, claimants);
      const again = assignPartitions(
        count,
        [...first].map(([memberId, owned]) => ({ memberId, owned })),
      );
      expect(again).toEqual(first);
    }),
  );
});

test('who joins takes only what makes the shares fair; who leaves moves nothing else', () => {
  const alone = assignPartitions(6, [{ memberId: 'b', owned: [] }]);
  expect(alone.get('b')).toEqual([0, 1, 2, 3, 4, 5]);
  const two = assignPartitions(6, [
    { memberId: 'a', owned: [] },
    { memberId: 'b', owned: [0, 1, 2, 3, 4, 5] },
  ]);
  expect(two.get('b')).toEqual([0, 1, 2]);
  expect(two.get('a')).toEqual([3, 4, 5]);
});
