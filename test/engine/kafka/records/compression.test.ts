import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_HEADER_BYTES, batchCodec } from '../../../../engine/kafka/records/batch.ts';
import { CODEC, compress, decompress } from '../../../../engine/kafka/records/compression.ts';
import { decodeLz4Frame } from '../../../../engine/kafka/records/lz4.ts';
import { recompress } from '../../../../engine/kafka/records/recompress.ts';
import { decodeRecords } from '../../../../engine/kafka/records/record.ts';
import { decodeSnappy } from '../../../../engine/kafka/records/snappy.ts';
import { checkProduced } from '../../../../engine/kafka/records/validate.ts';

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

describe('what it packed', () => {
  const codecs = fc.constantFrom(...Object.values(CODEC));
  /** Noise, and runs and repeats of all lengths, up to more than a block of any codec. */
  const plain = fc
    .array(
      fc.tuple(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(5_000)),
      ),
      { maxLength: 12 },
    )
    .map((runs) =>
      Buffer.concat(runs.flatMap(([bytes, times]) => Array.from({ length: times }, () => Buffer.from(bytes)))),
    );

  it('it reads back, whatever it was', () => {
    fc.assert(
      fc.property(plain, codecs, (bytes, codec) => {
        expect(decompress(codec, compress(codec, bytes)).equals(bytes)).toBe(true);
      }),
    );
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('is smaller where text repeats itself: %s', (name) => {
    const text = fixture('lines.txt');
    const packed = compress(CODEC[name], text);
    expect(packed.length).toBeLessThan(text.length * 0.6);
    expect(decompress(CODEC[name], packed).equals(text)).toBe(true);
  });

  it.each(['gzip', 'lz4', 'zstd'] as const)('is no larger at a higher level: %s', (name) => {
    const text = fixture('lines.txt');
    expect(compress(CODEC[name], text, 9).length).toBeLessThanOrEqual(compress(CODEC[name], text, 1).length);
  });
});

describe('a batch packed anew', () => {
  const sent = ['librdkafka-gzip.batch', 'librdkafka-snappy.batch', 'java-lz4.batch', 'librdkafka-zstd.batch'];
  it.each(sent.flatMap((name) => Object.values(CODEC).map((codec) => [name, codec] as const)))(
    '%s holds the same records in codec %i, and is whole',
    (name, codec) => {
      const batch = fixture(name);
      const fresh = recompress(batch, codec);
      expect(batchCodec(fresh)).toBe(codec);
      expect(checkProduced(fresh, 1_000_000)).toBeUndefined();
      expect([...decodeRecords(fresh)]).toEqual([...decodeRecords(batch)]);
      expect(fresh === batch).toBe(batchCodec(batch) === codec);
    },
  );
});

it('stops at its bound instead of filling the memory', () => {
  expect(() => decodeLz4Frame(fixture('java-lz4.batch').subarray(BATCH_HEADER_BYTES), 1_000)).toThrow(RangeError);
  expect(() => decodeSnappy(fixture('java-snappy.batch').subarray(BATCH_HEADER_BYTES), 1_000)).toThrow(RangeError);
});

it.each([CODEC.gzip, CODEC.snappy, CODEC.lz4, CODEC.zstd])('refuses noise as codec %i', (codec) => {
  expect(() => decompress(codec, Buffer.from('ffffffffffffffffffff', 'hex'))).toThrow(RangeError);
});
