import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeBatchCrc } from '../../../../engine/kafka/records/batch.ts';
import { buildRecords } from '../../../../engine/kafka/records/build-batch.ts';
import { checkProduced } from '../../../../engine/kafka/records/validate.ts';

const batch = (count = 3): Buffer =>
  buildRecords(
    Array.from({ length: count }, (_, i) => ({ key: null, value: Buffer.from(`value ${i}`) })),
    1_000,
  );

/** Changes header bytes and makes the checksum right again: what a faulty producer, not a faulty wire, would send. */
function resealed(change: (bytes: Buffer) => void): Buffer {
  const bytes = batch();
  change(bytes);
  bytes.writeUInt32BE(computeBatchCrc(bytes), 17);
  return bytes;
}

const codeOf = (bytes: Buffer, maxMessageBytes = 1_000_000): string | undefined =>
  checkProduced(bytes, maxMessageBytes)?.code;

describe('a produced batch', () => {
  it('is taken whole and sound', () => {
    expect(codeOf(batch())).toBeUndefined();
  });

  it('is refused as corrupt when any byte that the checksum covers is changed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (where, change) => {
        const bytes = batch();
        const at = 21 + (where % (bytes.length - 21));
        bytes[at] = bytes[at]! ^ change;
        expect(codeOf(bytes)).toBe('CORRUPT_MESSAGE');
      }),
    );
  });

  it('is refused as corrupt wherever it is cut', () => {
    const whole = batch();
    for (let length = 0; length < whole.length; length++)
      expect(codeOf(whole.subarray(0, length))).toBe('CORRUPT_MESSAGE');
  });

  it('may not be followed by another', () => {
    expect(codeOf(Buffer.concat([batch(), batch()]))).toBe('INVALID_RECORD');
  });

  it.each([
    ['message format 0', (bytes: Buffer) => bytes.writeInt8(0, 16), 'UNSUPPORTED_FOR_MESSAGE_FORMAT'],
    ['message format 1', (bytes: Buffer) => bytes.writeInt8(1, 16), 'UNSUPPORTED_FOR_MESSAGE_FORMAT'],
    ['message format 3', (bytes: Buffer) => bytes.writeInt8(3, 16), 'CORRUPT_MESSAGE'],
    ['a control batch', (bytes: Buffer) => bytes.writeInt16BE(0x20, 21), 'INVALID_RECORD'],
    ['a delete horizon', (bytes: Buffer) => bytes.writeInt16BE(0x40, 21), 'INVALID_RECORD'],
    ['unknown attribute bits', (bytes: Buffer) => bytes.writeInt16BE(0x80, 21), 'INVALID_RECORD'],
    ['codec 5', (bytes: Buffer) => bytes.writeInt16BE(5, 21), 'UNSUPPORTED_COMPRESSION_TYPE'],
    ['no records', (bytes: Buffer) => bytes.writeInt32BE(0, 57), 'INVALID_RECORD'],
    ['a count that does not fit the offsets', (bytes: Buffer) => bytes.writeInt32BE(4, 57), 'INVALID_RECORD'],
    ['a producer id without epoch', (bytes: Buffer) => bytes.writeBigInt64BE(9n, 43), 'INVALID_RECORD'],
  ])('is refused with %s', (_, change, code) => {
    expect(codeOf(resealed(change))).toBe(code);
  });

  it('is refused over max.message.bytes, and taken at it', () => {
    const bytes = batch();
    expect(codeOf(bytes, bytes.length)).toBeUndefined();
    expect(codeOf(bytes, bytes.length - 1)).toBe('MESSAGE_TOO_LARGE');
  });
});
