import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash64, hashHigh, hashLow } from '../../../../engine/events/hash64.ts';
import { ByteReader } from '../../../../engine/rollups/aggregates/byte-reader.ts';
import { ByteWriter } from '../../../../engine/rollups/aggregates/byte-writer.ts';
import { bucketOf, DdSketch, SKETCH_RELATIVE_ERROR } from '../../../../engine/rollups/aggregates/dd-sketch.ts';
import { FrequentValues } from '../../../../engine/rollups/aggregates/frequent-values.ts';
import { HLL_STANDARD_ERROR, HyperLogLog } from '../../../../engine/rollups/aggregates/hyperloglog.ts';
import { MemberSet } from '../../../../engine/rollups/aggregates/member-set.ts';

interface Encodes {
  encode(writer: ByteWriter): void;
}

function encoded(state: Encodes): Buffer {
  const writer = new ByteWriter();
  state.encode(writer);
  return writer.finish();
}

function sketchOf(values: readonly number[]): DdSketch {
  const sketch = new DdSketch();
  for (const value of values) sketch.add(value, bucketOf(value));
  return sketch;
}

function hllOf(values: Iterable<string>): HyperLogLog {
  const sketch = new HyperLogLog();
  for (const value of values) {
    hash64(value);
    sketch.add(hashHigh, hashLow);
  }
  return sketch;
}

function* named(prefix: string, count: number): Iterable<string> {
  for (let index = 0; index < count; index++) yield `${prefix}${index}`;
}

describe('quantiles', () => {
  const positive = fc.double({ min: 1e-9, max: 1e15, noNaN: true });
  const number = fc.oneof(
    positive,
    positive.map((value) => -value),
    fc.constant(0),
    fc.integer({ min: -100, max: 100 }),
  );

  it('are within 1 % of the value at their rank', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.floor(q * (sorted.length - 1))]!;
          const found = sketchOf(values).quantile(q)!;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.abs(exact) * SKETCH_RELATIVE_ERROR * (1 + 1e-9));
        },
      ),
    );
  });

  it('are the same however the values were spread over sketches', () => {
    fc.assert(
      fc.property(fc.array(number), fc.array(number), (left, right) => {
        const merged = sketchOf(left);
        merged.merge(sketchOf(right));
        const whole = sketchOf([...left, ...right]);
        for (const q of [0, 0.25, 0.5, 0.99]) expect(merged.quantile(q)).toBe(whole.quantile(q));
        expect(merged.n).toBe(whole.n);
      }),
    );
  });

  it('are the same after encoding', () => {
    fc.assert(
      fc.property(fc.array(number), (values) => {
        const sketch = sketchOf(values);
        const decoded = DdSketch.decode(new ByteReader(encoded(sketch)));
        expect(encoded(decoded)).toEqual(encoded(sketch));
        for (const q of [0, 0.5, 1]) expect(decoded.quantile(q)).toBe(sketch.quantile(q));
      }),
    );
  });

  it('keep their bound whatever the values', () => {
    const sketch = sketchOf([1e300, -1e300, 1e-300, 5e-324, Number.MAX_VALUE, 1e-9, 1e15, -1e15]);
    expect(sketch.bytes).toBeLessThan(25_000);
  });
});

describe('distinct values', () => {
  it('are all but exact while they are few', () => {
    for (const count of [0, 1, 2, 100, 1_000, 1_500])
      expect(Math.abs(hllOf(named('v', count)).estimate() - count)).toBeLessThanOrEqual(1);
  });

  it('are off by the stated error: 2 of 3 are within it, 19 of 20 within twice as much', () => {
    const errors: number[] = [];
    for (let run = 0; run < 40; run++) {
      for (const count of [2_000, 20_000, 60_000]) {
        errors.push(Math.abs(hllOf(named(`${run}-`, count)).estimate() / count - 1));
      }
    }
    const within = (times: number) =>
      errors.filter((error) => error < times * HLL_STANDARD_ERROR).length / errors.length;
    // The hash is fixed, so this holds or does not: it is no matter of luck.
    expect([within(1) > 0.65, within(2) > 0.95, within(4)]).toEqual([true, true, 1]);
  });

  it('are the same however they were spread over sketches, and however often each came', () => {
    const count = fc.constantFrom(0, 3, 500, 1_400, 1_700, 6_000);
    fc.assert(
      fc.property(count, count, fc.boolean(), (left, right, encode) => {
        const merged = hllOf([...named('a', left), ...named('b', 50)]);
        const other = hllOf([...named('c', right), ...named('b', 100)]);
        merged.merge(encode ? HyperLogLog.decode(new ByteReader(encoded(other))) : other);
        const whole = hllOf([...named('a', left), ...named('b', 50), ...named('c', right), ...named('b', 100)]);
        expect(encoded(merged)).toEqual(encoded(whole));
      }),
      { numRuns: 60 },
    );
  });

  it('take at most 8 KB', () => {
    expect(hllOf(named('v', 100_000)).bytes).toBeLessThan(8_600);
    expect(encoded(hllOf(named('v', 100_000))).length).toBeLessThan(6_200);
  });
});

describe('frequent values', () => {
  function frequentOf(values: readonly string[], capacity: number): FrequentValues {
    const frequent = new FrequentValues(capacity);
    for (const value of values) frequent.add(value);
    return frequent;
  }

  function expectBounds(frequent: FrequentValues, values: readonly string[], capacity: number): void {
    const { top = [], absent = 0, n } = frequent.partial();
    expect(n).toBe(values.length);
    expect(frequent.error).toBeLessThanOrEqual(values.length / capacity);
    const listed = new Map(top.map(([value, count, error]) => [value, { count, error }]));
    for (const value of new Set(values)) {
      const exact = values.filter((other) => other === value).length;
      const { count = 0, error = absent } = listed.get(value) ?? {};
      expect(exact).toBeGreaterThanOrEqual(count);
      expect(exact).toBeLessThanOrEqual(count + error);
    }
  }

  // Squared, so that some values are much more frequent than others.
  const values = fc.array(
    fc.integer({ min: 0, max: 14 }).map((n) => `v${n * n}`),
    { maxLength: 300 },
  );

  it('are counted within the error that they state', () => {
    fc.assert(fc.property(values, (own) => expectBounds(frequentOf(own, 4), own, 4)));
  });

  it('keep their bounds merged and encoded', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const merged = frequentOf(left, 4);
        const writer = new ByteWriter();
        frequentOf(right, 4).encode(writer);
        merged.merge(FrequentValues.decode(new ByteReader(writer.finish()), 4));
        expectBounds(merged, [...left, ...right], 4);
      }),
    );
  });

  it('are exact while there are no more than fit', () => {
    const frequent = frequentOf(['a', 'b', 'a', 'c', 'a', 'b'], 4);
    expect(frequent.partial()).toEqual({
      n: 6,
      top: [
        ['a', 3, 0],
        ['b', 2, 0],
        ['c', 1, 0],
      ],
      absent: 0,
    });
  });
});

describe('members', () => {
  it('are each counted once: a million names that follow each other have a million hashes', () => {
    const members = new MemberSet();
    for (const name of named('visitor-', 1_000_000)) {
      hash64(name);
      members.add(hashHigh, hashLow);
    }
    expect(members.size).toBe(1_000_000);
    // 8 bytes a hash, at most three quarters full and at least three eighths.
    expect(members.bytes).toBeLessThan(22_000_000);
  });

  it('are a set, through merges and encoding', () => {
    const words = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 40 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(words, words, (left, right) => {
        const [a, b] = [new MemberSet(), new MemberSet()];
        for (const [high, low] of left) a.add(high, low);
        for (const [high, low] of right) b.add(high, low);
        a.merge(MemberSet.decode(new ByteReader(encoded(b))));
        // The hash 0 is kept as 1.
        const model = new Set([...left, ...right].map(([high, low]) => `${high}/${high === 0 && low === 0 ? 1 : low}`));
        expect(a.size).toBe(model.size);
        for (const [high, low] of [...left, ...right]) expect(a.has(high, low)).toBe(true);
      }),
    );
  });
});
