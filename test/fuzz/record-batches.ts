import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  BATCH_HEADER_BYTES,
  computeBatchCrc,
  LENGTH_OVERHEAD_BYTES,
  packAttributes,
} from '../../engine/kafka/records/batch.ts';
import type { BatchFields } from '../../engine/kafka/records/build-batch.ts';
import { CODEC } from '../../engine/kafka/records/compression.ts';
import { batchOf as batchOfNow } from '../engine/kafka/requests.ts';

/** The same frames come again on another day. */
const TIMESTAMP = Date.UTC(2025, 0, 1);
const STAMPED = { baseTimestamp: TIMESTAMP, maxTimestamp: TIMESTAMP };

/** A batch of one record for each value, always of the same bytes. */
export const batchOf = (values: readonly string[], fields: Partial<BatchFields> = {}): Buffer =>
  batchOfNow(values, { ...STAMPED, ...fields });

/** What a bomb unpacks to: over the broker's own bound of 128 MB. */
const UNPACKED_BYTES = 200 * 1024 * 1024;
/** The smallest record there is: no key, no value, no headers. */
const EMPTY_RECORD = Buffer.from([0x0c, 0, 0, 0, 0x01, 0x01, 0]);
/** As many of them as fit the bound. */
const EMPTY_RECORDS = 15_000_000;
/** A tombstone with the key "k"; a million is as many as a batch may hold. */
const TOMBSTONE = Buffer.from([0x0e, 0, 0, 0, 0x02, 0x6b, 0x01, 0]);
const TOMBSTONES = 1_000_000;

/** Record batches that are small on the wire and huge once unpacked, each with a right checksum. Made once: packing takes seconds. */
export function bombs(): readonly Buffer[] {
  made ??= makeBombs();
  return made;
}

let made: readonly Buffer[] | undefined;

function makeBombs(): Buffer[] {
  const zeros = Buffer.alloc(UNPACKED_BYTES);
  const records = Buffer.alloc(EMPTY_RECORDS * EMPTY_RECORD.length, EMPTY_RECORD);
  return [
    packedBatch(CODEC.gzip, gzipSync(zeros, { level: 1 }), 1),
    packedBatch(CODEC.zstd, zstdCompressSync(zeros), 1),
    packedBatch(CODEC.snappy, snappyZeros(UNPACKED_BYTES), 1),
    packedBatch(CODEC.lz4, lz4Zeros(UNPACKED_BYTES), 1),
    packedBatch(CODEC.zstd, zstdCompressSync(records), EMPTY_RECORDS),
    packedBatch(CODEC.zstd, zstdCompressSync(Buffer.alloc(TOMBSTONES * TOMBSTONE.length, TOMBSTONE)), TOMBSTONES),
  ];
}

/** A batch whose body is as given, whatever it says. */
export function packedBatch(codec: number, body: Buffer, recordCount: number): Buffer {
  const batch = Buffer.concat([batchOf(['x']).subarray(0, BATCH_HEADER_BYTES), body]);
  batch.writeInt32BE(batch.length - LENGTH_OVERHEAD_BYTES, 8);
  batch.writeInt16BE(packAttributes({ codec }), 21);
  batch.writeInt32BE(recordCount - 1, 23);
  batch.writeInt32BE(recordCount, 57);
  batch.writeUInt32BE(computeBatchCrc(batch), 17);
  return batch;
}

/** Snappy: the plain length, one zero as literal, then copies of 64 bytes from one byte back. */
function snappyZeros(bytes: number): Buffer {
  const copies = Math.min(Math.floor(bytes / 64), 300_000);
  const length: number[] = [];
  for (let rest = copies * 64 + 1; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([...length, 0, 0]), Buffer.alloc(copies * 3, Buffer.from([0xfe, 1, 0]))]);
}

/** LZ4: one zero as literal, then a match of one byte back whose length goes on and on, 255 with every byte. */
function lz4Zeros(bytes: number): Buffer {
  const block = Buffer.concat([
    Buffer.from([0x1f, 0, 1, 0]),
    Buffer.alloc(Math.floor(bytes / 255), 255),
    Buffer.from([0, 0x10, 0]),
  ]);
  const frame = Buffer.alloc(7 + 4 + block.length + 4);
  frame.writeUInt32LE(0x184d2204, 0);
  frame[4] = 0x60;
  frame[5] = 0x70;
  frame.writeUInt32LE(block.length, 7);
  block.copy(frame, 11);
  return frame;
}
