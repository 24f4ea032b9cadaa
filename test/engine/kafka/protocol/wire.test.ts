import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiVersionsApi } from '../../../../engine/kafka/protocol/generated/api-versions.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import {
  decodeClientId,
  decodeRequestHeader,
  encodeRequestHeader,
  encodeResponseHeader,
} from '../../../../engine/kafka/protocol/header.ts';
import { ProtocolError } from '../../../../engine/kafka/protocol/protocol-error.ts';
import { Reader } from '../../../../engine/kafka/protocol/reader.ts';
import { Writer } from '../../../../engine/kafka/protocol/writer.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/[^0-9a-f]/g, ''), 'hex');
const written = (write: (writer: Writer) => void): string => {
  const writer = new Writer(1);
  write(writer);
  return Buffer.concat(writer.finish()).toString('hex');
};

// Bytes below were put together by hand from the protocol guide, field by field.
describe('hand-made messages', () => {
  it('Metadata request v1 of one topic', () => {
    const bytes = hex('00000001 0004 74657374');
    expect(MetadataApi.decodeRequest(new Reader(bytes), 1).topics).toEqual([
      { topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'test' },
    ]);
  });

  it('Metadata request v1 of all topics, where null says all', () => {
    expect(MetadataApi.decodeRequest(new Reader(hex('ffffffff')), 1).topics).toBeNull();
  });

  it('Metadata request v12 by id: compact list, uuid, null name, tagged sections', () => {
    const bytes = hex('02 000102030405060708090a0b0c0d0e0f 00 00 01 00 00');
    expect(MetadataApi.decodeRequest(new Reader(bytes), 12)).toEqual({
      topics: [{ topicId: 'AAECAwQFBgcICQoLDA0ODw', name: null }],
      allowAutoTopicCreation: true,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
  });

  it('ApiVersions response v3: tagged features are left out when empty', () => {
    const message = {
      errorCode: 0,
      apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }],
      throttleTimeMs: 0,
      supportedFeatures: [],
      finalizedFeaturesEpoch: -1,
      finalizedFeatures: [],
      zkMigrationReady: false,
    };
    expect(written((writer) => ApiVersionsApi.encodeResponse(writer, message, 3))).toBe(
      hex('0000 02 0012 0000 0004 00 00000000 00').toString('hex'),
    );
  });

  it('Fetch request v18: Long.MAX as high watermark is the default and is left out', () => {
    const message = FetchApi.decodeRequest(
      new Reader(
        hex(`000001f4 00000001 00100000 00 00000000 ffffffff
          02 000102030405060708090a0b0c0d0e0f
             02 00000003 ffffffff 000000000000002a ffffffff ffffffffffffffff 00100000 01 01 08 7fffffffffffffff
             00
          01 01 00`),
      ),
      18,
    );
    expect(message.topics[0]!.partitions[0]).toMatchObject({ partition: 3, fetchOffset: 42 });
    expect(message.topics[0]!.partitions[0]!.highWatermark).toBe(Number.MAX_SAFE_INTEGER);
    expect(written((writer) => FetchApi.encodeRequest(writer, message, 18))).not.toContain('7fffffffffffffff');
  });
});

describe('headers', () => {
  const header = { apiKey: 3, apiVersion: 12, correlationId: 7 };

  it('keep client_id an INT16-length string in header v2', () => {
    const bytes = written((writer) => encodeRequestHeader(writer, header, 'kcat', true));
    expect(bytes).toBe(hex('0003 000c 00000007 0004 6b636174 00').toString('hex'));
    const reader = new Reader(hex(bytes));
    expect(decodeRequestHeader(reader)).toEqual(header);
    expect(decodeClientId(reader, true)).toBe('kcat');
  });

  it('answer ApiVersions with header v0 even where it is flexible', () => {
    expect(written((writer) => encodeResponseHeader(writer, header, true))).toBe('0000000700');
    expect(written((writer) => encodeResponseHeader(writer, { ...header, apiKey: 18 }, true))).toBe('00000007');
  });
});

describe('reader', () => {
  it.each([
    ['a string longer than the frame', (reader: Reader) => reader.string(), '0010 61'],
    ['a null where a string is required', (reader: Reader) => reader.string(), 'ffff'],
    ['a list longer than the frame could hold', (reader: Reader) => reader.listLength(), '7fffffff 00'],
    ['a compact list longer than the frame could hold', (reader: Reader) => reader.compactListLength(), 'ffffff7f'],
    ['a varint without an end', (reader: Reader) => reader.uvarint(), 'ffffffffffff'],
    ['a varint past 32 bits', (reader: Reader) => reader.uvarint(), 'ffffffff7f'],
    ['a tagged field that runs past the frame', (reader: Reader) => reader.skipTaggedFields(), '01 00 05 00'],
    ['bytes after the end', (reader: Reader) => reader.expectEnd(), '00'],
  ])('refuses %s', (_, read, bytes) => {
    expect(() => read(new Reader(hex(bytes)))).toThrow(ProtocolError);
  });

  it('clamps Long.MAX to the largest safe integer, and the writer turns it back', () => {
    expect(new Reader(hex('7fffffffffffffff')).int64()).toBe(Number.MAX_SAFE_INTEGER);
    expect(written((writer) => writer.int64(Number.MAX_SAFE_INTEGER))).toBe('7fffffffffffffff');
  });

  it('reads int64 and varints as Node and BigInt do', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(), (value, small) => {
        const expected = Buffer.alloc(8);
        expected.writeBigInt64BE(BigInt(value));
        if (value < Number.MAX_SAFE_INTEGER)
          expect(written((writer) => writer.int64(value))).toBe(expected.toString('hex'));
        expect(new Reader(expected).int64()).toBe(value);
        expect(new Reader(hex(written((writer) => writer.uvarint(small)))).uvarint()).toBe(small);
      }),
    );
  });
});

describe('writer', () => {
  it('passes large bytes on without copying them, in order', () => {
    const large = Buffer.alloc(8192, 1);
    const writer = new Writer(4);
    writer.beginFrame();
    writer.compactBytes(large);
    writer.string('after');
    const frame = writer.finishFrame();
    expect(frame.some((part) => part === large)).toBe(true);
    const whole = Buffer.concat(frame.filter(Buffer.isBuffer));
    expect(whole.readInt32BE(0)).toBe(whole.length - 4);
    expect(whole.subarray(-5).toString()).toBe('after');
  });

  it('refuses a string that its length field cannot say', () => {
    expect(() => new Writer().string('x'.repeat(32_768))).toThrow(ProtocolError);
    expect(() => new Writer().uuid('not a uuid')).toThrow(ProtocolError);
  });
});
