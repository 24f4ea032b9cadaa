import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readVarlong, varlongBytes, writeVarlong } from '../../../../engine/kafka/records/varint.ts';

const number = fc.oneof(
  fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
  fc.integer(),
  fc.integer({ min: -200, max: 200 }),
);

it('reads back what it wrote, in as many bytes as it said', () => {
  fc.assert(
    fc.property(fc.array(number), (values) => {
      const bytes = Buffer.alloc(values.reduce((total, value) => total + varlongBytes(value), 0));
      let end = 0;
      for (const value of values) end = writeVarlong(bytes, value, end);
      expect(end).toBe(bytes.length);
      const cursor = { at: 0 };
      expect(values.map(() => readVarlong(bytes, cursor))).toEqual(values.map((value) => value + 0));
    }),
  );
});

it.each([
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [-64, '7f'],
  [64, '8001'],
  [2147483647, 'feffffff0f'],
  [-2147483648, 'ffffffff0f'],
])('writes %i as protobuf does: %s', (value, hex) => {
  const bytes = Buffer.alloc(10);
  expect(bytes.subarray(0, writeVarlong(bytes, value, 0)).toString('hex')).toBe(hex);
});

it.each(['', '80', 'ff'.repeat(11)])('refuses %s', (hex) => {
  expect(() => readVarlong(Buffer.from(hex, 'hex'), { at: 0 })).toThrow(RangeError);
});
