import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  advanceSequence,
  batchBaseOffset,
  batchLastOffset,
  batchLeaderEpoch,
  batchMaxTimestamp,
  batchSizeBytes,
  isLogAppendTime,
  placeBatch,
  stampLogAppendTime,
} from '../../../../engine/kafka/records/batch.ts';
import { buildRecords, type NewRecord } from '../../../../engine/kafka/records/build-batch.ts';
import { CODEC } from '../../../../engine/kafka/records/compression.ts';
import { crc32c } from '../../../../engine/kafka/records/crc.ts';
import { decodeRecords } from '../../../../engine/kafka/records/record.ts';
import { checkIntegrity, checkProduced } from '../../../../engine/kafka/records/validate.ts';

const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
const nullable = fc.option(bytes, { nil: null });
const newRecord: fc.Arbitrary<NewRecord> = fc.record({
  key: nullable,
  value: nullable,
  headers: fc.array(fc.record({ key: bytes, value: nullable }), { maxLength: 3 }),
  timestamp: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});
const records = fc.array(newRecord, { minLength: 1, maxLength: 20 });
const codec = fc.constantFrom(CODEC.none, CODEC.gzip, CODEC.zstd);

it('knows CRC-32C by its check value', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

it('decodes what it encoded, from anywhere in a buffer and at any offset', () => {
  fc.assert(
    fc.property(
      records,
      codec,
      fc.nat(1_000),
      fc.maxSafeInteger().map(Math.abs),
      (all, usedCodec, before, baseOffset) => {
        const batch = buildRecords(all, 5, usedCodec);
        placeBatch(batch, 0, Math.min(baseOffset, Number.MAX_SAFE_INTEGER - 100), 7);
        const shifted = Buffer.concat([Buffer.alloc(before), batch]);
        expect(checkIntegrity(shifted, before, shifted.length)).toBeUndefined();
        expect(batchSizeBytes(shifted, before)).toBe(batch.length);
        expect(batchLeaderEpoch(shifted, before)).toBe(7);
        const base = batchBaseOffset(shifted, before);
        expect(batchLastOffset(shifted, before)).toBe(base + all.length - 1);
        expect(batchMaxTimestamp(shifted, before)).toBe(Math.max(...all.map((each) => each.timestamp!)));
        expect([...decodeRecords(shifted, before)]).toEqual(all.map((each, i) => ({ ...each, offset: base + i })));
      },
    ),
  );
});

it('stamps LogAppendTime on every record and keeps the checksum right', () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 0, max: 4_000_000_000_000 }), (all, nowMs) => {
      const batch = buildRecords(all, 5);
      stampLogAppendTime(batch, 0, nowMs);
      expect(checkProduced(batch, batch.length)).toBeUndefined();
      expect(isLogAppendTime(batch)).toBe(true);
      for (const { timestamp } of decodeRecords(batch)) expect(timestamp).toBe(nowMs);
    }),
  );
});

it('refuses records whose lengths lie, whatever byte is wrong, with a RangeError and nothing else', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, where, change) => {
      const batch = buildRecords(all, 5);
      const at = 61 + (where % (batch.length - 61));
      batch[at] = batch[at]! ^ change;
      try {
        for (const { offset } of decodeRecords(batch)) expect(Number.isFinite(offset)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

it('wraps sequences from 2^31-1 to 0', () => {
  expect(advanceSequence(2147483647, 1)).toBe(0);
  expect(advanceSequence(2147483640, 10)).toBe(2);
  expect(advanceSequence(5, 4)).toBe(9);
});
