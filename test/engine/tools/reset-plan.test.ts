import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Position, planReset, type ResetTarget } from '../../../engine/tools/reset-plan.ts';

const position: Position = { topic: 't', partition: 0, committed: 50, earliest: 10, latest: 90, atTime: 60 };
const to = (target: ResetTarget, overrides: Partial<Position> = {}): number =>
  planReset(target, [{ ...position, ...overrides }])[0]!.to;

describe('a reset', () => {
  it('goes to the ends, an offset, a moment, or so many records on or back', () => {
    expect(to({ kind: 'earliest' })).toBe(10);
    expect(to({ kind: 'latest' })).toBe(90);
    expect(to({ kind: 'offset', offset: 42 })).toBe(42);
    expect(to({ kind: 'time', timestampMs: 1 })).toBe(60);
    expect(to({ kind: 'shift', by: -5 })).toBe(45);
  });

  it('takes the end where nothing is as late as the moment, and the beginning where nothing is committed', () => {
    expect(to({ kind: 'time', timestampMs: 1 }, { atTime: -1 })).toBe(90);
    expect(to({ kind: 'shift', by: 3 }, { committed: null })).toBe(13);
  });

  it('never leaves its partition', () => {
    const target = fc.oneof(
      fc.record({ kind: fc.constant('offset' as const), offset: fc.nat() }),
      fc.record({ kind: fc.constant('shift' as const), by: fc.integer() }),
      fc.record({ kind: fc.constant('time' as const), timestampMs: fc.nat() }),
    );
    fc.assert(
      fc.property(
        target,
        fc.nat(1000),
        fc.nat(1000),
        fc.integer({ min: -1, max: 3000 }),
        (wish, earliest, size, at) => {
          const latest = earliest + size;
          const planned = to(wish, { earliest, latest, atTime: at, committed: at < 0 ? null : at });
          return planned >= earliest && planned <= latest;
        },
      ),
    );
  });
});
