import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_HEADER_BYTES, batchCodec } from '../../../../engine/kafka/records/batch.ts';
import { CODEC, compress, decompress } from '../../../../engine/kafka/records/compression.ts';
import { decodeLz4Frame } from '../../../../engine/kafka/records/lz4.ts';
import { decodeRecords } from '../../../../engine/kafka/records/record.ts';
import { decodeSnappy } from '../../../../engine/kafka/records/snappy.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name));
const lines = fixture('lines.txt').toString().trimEnd().split('\n');

describe('batches that clients compressed', () => {
  it.each([
    ['librdkafka-gzip.batch', CODEC.gzip],
    ['librdkafka-snappy.batch', CODEC.snappy],
    ['librdkafka-lz4.batch', CODEC.lz4],
    ['librdkafka-zstd.batch', CODEC.zstd],
    ['java-snappy.batch', CODEC.snappy],
    ['java-lz4.batch', CODEC.lz4],
  ])('%s unpacks to what was sent', (name, codec) => {
    const batch = fixture(name);
    expect(batchCodec(batch)).toBe(codec);
    expect([...decodeRecords(batch)].map((record) => record.value?.toString())).toEqual(lines);
  });

  it.each(['librdkafka-snappy.batch', 'librdkafka-lz4.batch', 'java-snappy.batch', 'java-lz4.batch'])(
    '%s never does worse than a RangeError when damaged',
    (name) => {
      const batch = fixture(name);
      const packed = batch.subarray(BATCH_HEADER_BYTES);
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1 }), (changes) => {
          const damaged = Buffer.from(packed);
          for (const [at, value] of changes) damaged[at] = value;
          try {
            decompress(batchCodec(batch), damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }),
      );
    },
  );
});

it('reads back what it packed', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom(CODEC.none, CODEC.gzip, CODEC.zstd), (plain, codec) => {
      expect(decompress(codec, compress(codec, Buffer.from(plain)))).toEqual(Buffer.from(plain));
    }),
  );
});

it('stops at its bound instead of filling the memory', () => {
  expect(() => decodeLz4Frame(fixture('java-lz4.batch').subarray(BATCH_HEADER_BYTES), 1_000)).toThrow(RangeError);
  expect(() => decodeSnappy(fixture('java-snappy.batch').subarray(BATCH_HEADER_BYTES), 1_000)).toThrow(RangeError);
});

it.each([CODEC.gzip, CODEC.snappy, CODEC.lz4, CODEC.zstd])('refuses noise as codec %i', (codec) => {
  expect(() => decompress(codec, Buffer.from('ffffffffffffffffffff', 'hex'))).toThrow(RangeError);
});
