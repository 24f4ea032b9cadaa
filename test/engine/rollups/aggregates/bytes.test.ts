import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteReader } from '../../../../engine/rollups/aggregates/byte-reader.ts';
import { ByteWriter } from '../../../../engine/rollups/aggregates/byte-writer.ts';

it('reads back what was written', () => {
  const item = fc.oneof(
    fc.record({ kind: fc.constant('count' as const), value: fc.maxSafeNat() }),
    fc.record({ kind: fc.constant('integer' as const), value: fc.integer({ min: -1e12, max: 1e12 }) }),
    fc.record({ kind: fc.constant('float' as const), value: fc.double() }),
    fc.record({ kind: fc.constant('word' as const), value: fc.integer({ min: 0, max: 0xffffffff }) }),
    fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary', maxLength: 60 }) }),
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 20 }), (items) => {
      const writer = new ByteWriter();
      for (const { kind, value } of items) {
        if (kind === 'text') writer.text(value);
        else writer[kind](value);
      }
      const reader = new ByteReader(writer.finish());
      for (const { kind, value } of items) expect(reader[kind]()).toEqual(value);
      reader.end();
    }),
  );
});

it('says where bytes end too early or are left over', () => {
  const writer = new ByteWriter();
  writer.text('abc');
  const bytes = writer.finish();
  expect(() => new ByteReader(bytes.subarray(0, 2)).text()).toThrow(RangeError);
  expect(() => new ByteReader(bytes).end()).toThrow(RangeError);
});
