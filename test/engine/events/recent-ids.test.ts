import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digest } from '../../../engine/events/hash64.ts';
import { RecentIds } from '../../../engine/events/recent-ids.ts';

/** The obvious model: a list of ids, oldest first. */
class Model {
  ids: string[] = [];
  readonly capacity: number;
  constructor(capacity: number) {
    this.capacity = capacity;
  }
  add(id: string): boolean {
    if (this.ids.includes(id)) return false;
    this.ids.push(id);
    if (this.ids.length > this.capacity) this.ids.shift();
    return true;
  }
}

const ids = fc.array(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 300 });

test('remembers exactly the last ids, through an encoding at any point', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 17 }), ids, fc.nat(300), (capacity, sequence, cut) => {
      const model = new Model(capacity);
      let recent = new RecentIds(capacity);
      for (const [index, id] of sequence.entries()) {
        if (index === cut) recent = RecentIds.decode(capacity, recent.encode());
        expect(recent.add(id)).toBe(model.add(id));
      }
      expect(recent.size).toBe(model.ids.length);
    }),
    { numRuns: 300 },
  );
});

test('reaches its bound and forgets the oldest first', () => {
  const recent = new RecentIds(100_000);
  let taken = 0;
  for (let index = 0; index < 250_000; index++) if (recent.add(`event-${index}`)) taken++;
  expect(taken).toBe(250_000);
  expect(recent.size).toBe(100_000);
  expect(recent.add('event-249999')).toBe(false);
  expect(recent.add('event-150000')).toBe(false);
  expect(recent.add('event-149999')).toBe(true);
  expect(recent.encode().length).toBe(800_000);
});

test('digests differ and depend on the text alone', () => {
  const seen = new Set(Array.from({ length: 50_000 }, (_, index) => digest(`visitor ${index}`)));
  expect(seen.size).toBe(50_000);
  expect(digest('visitor 7')).toBe(digest('visitor 7'));
  expect(digest('a')).toMatch(/^[0-9a-f]{24}$/);
});
