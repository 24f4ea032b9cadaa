import { crc32c } from './crc.ts';
import { readInt64, writeInt64 } from './int64.ts';

/*
 * RecordBatch, magic 2 (KIP-98), read and patched in place: `at` is where the batch begins in the buffer.
 *
 *    0 baseOffset int64 | 8 batchLength int32 | 12 partitionLeaderEpoch int32 | 16 magic int8 | 17 crc uint32
 *   21 attributes int16 | 23 lastOffsetDelta int32 | 27 baseTimestamp int64 | 35 maxTimestamp int64
 *   43 producerId int64 | 51 producerEpoch int16 | 53 baseSequence int32 | 57 recordCount int32 | 61 records
 *
 * The CRC covers byte 21 to the end, so baseOffset and partitionLeaderEpoch are patched for free.
 */

/** Bytes of a batch before its records. */
export const BATCH_HEADER_BYTES = 61;
/** baseOffset and batchLength: what batchLength does not count. */
export const LENGTH_OVERHEAD_BYTES = 12;
/** Bytes that hold the magic byte and everything before it, the same in every message format. */
export const MAGIC_END_BYTES = 17;
export const MAGIC_V2 = 2;
export const NO_PRODUCER_ID = -1;

const CODEC_MASK = 0x07;
const LOG_APPEND_TIME_BIT = 0x08;
const TRANSACTIONAL_BIT = 0x10;
const CONTROL_BIT = 0x20;
const DELETE_HORIZON_BIT = 0x40;

export function batchBaseOffset(bytes: Buffer, at = 0): number {
  return readInt64(bytes, at);
}

/** Size of the whole batch, header included. */
export function batchSizeBytes(bytes: Buffer, at = 0): number {
  return LENGTH_OVERHEAD_BYTES + bytes.readInt32BE(at + 8);
}

export function batchLeaderEpoch(bytes: Buffer, at = 0): number {
  return bytes.readInt32BE(at + 12);
}

export function batchMagic(bytes: Buffer, at = 0): number {
  return bytes.readInt8(at + 16);
}

export function batchCrc(bytes: Buffer, at = 0): number {
  return bytes.readUInt32BE(at + 17);
}

export function batchAttributes(bytes: Buffer, at = 0): number {
  return bytes.readInt16BE(at + 21);
}

/** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 are nobody's. */
export function batchCodec(bytes: Buffer, at = 0): number {
  return batchAttributes(bytes, at) & CODEC_MASK;
}

export function isLogAppendTime(bytes: Buffer, at = 0): boolean {
  return (batchAttributes(bytes, at) & LOG_APPEND_TIME_BIT) !== 0;
}

export function isTransactional(bytes: Buffer, at = 0): boolean {
  return (batchAttributes(bytes, at) & TRANSACTIONAL_BIT) !== 0;
}

export function isControl(bytes: Buffer, at = 0): boolean {
  return (batchAttributes(bytes, at) & CONTROL_BIT) !== 0;
}

/** Its baseTimestamp is then the time from which its tombstones may go (KIP-534). */
export function hasDeleteHorizon(bytes: Buffer, at = 0): boolean {
  return (batchAttributes(bytes, at) & DELETE_HORIZON_BIT) !== 0;
}

export function batchLastOffsetDelta(bytes: Buffer, at = 0): number {
  return bytes.readInt32BE(at + 23);
}

export function batchLastOffset(bytes: Buffer, at = 0): number {
  return batchBaseOffset(bytes, at) + batchLastOffsetDelta(bytes, at);
}

export function batchBaseTimestamp(bytes: Buffer, at = 0): number {
  return readInt64(bytes, at + 27);
}

export function batchMaxTimestamp(bytes: Buffer, at = 0): number {
  return readInt64(bytes, at + 35);
}

export function batchProducerId(bytes: Buffer, at = 0): number {
  return readInt64(bytes, at + 43);
}

export function batchProducerEpoch(bytes: Buffer, at = 0): number {
  return bytes.readInt16BE(at + 51);
}

export function batchBaseSequence(bytes: Buffer, at = 0): number {
  return bytes.readInt32BE(at + 53);
}

/** Sequences wrap from 2^31-1 to 0. */
export function batchLastSequence(bytes: Buffer, at = 0): number {
  return advanceSequence(batchBaseSequence(bytes, at), batchLastOffsetDelta(bytes, at));
}

export function advanceSequence(sequence: number, by: number): number {
  const sum = sequence + by;
  return sum > 0x7fffffff ? sum - 0x80000000 : sum;
}

export function batchRecordCount(bytes: Buffer, at = 0): number {
  return bytes.readInt32BE(at + 57);
}

/** The CRC that the batch should carry; `at + size` must lie within the buffer. */
export function computeBatchCrc(bytes: Buffer, at = 0): number {
  return crc32c(bytes.subarray(at + 21, at + batchSizeBytes(bytes, at)));
}

/** Gives the batch its place in the log; needs no new CRC. */
export function placeBatch(bytes: Buffer, at: number, baseOffset: number, leaderEpoch: number): void {
  writeInt64(bytes, baseOffset, at);
  bytes.writeInt32BE(leaderEpoch, at + 12);
}

/** message.timestamp.type=LogAppendTime: every record then counts as stamped with maxTimestamp. Recomputes the CRC. */
export function stampLogAppendTime(bytes: Buffer, at: number, timestampMs: number): void {
  bytes.writeInt16BE(batchAttributes(bytes, at) | LOG_APPEND_TIME_BIT, at + 21);
  writeInt64(bytes, timestampMs, at + 35);
  bytes.writeUInt32BE(computeBatchCrc(bytes, at), at + 17);
}

export interface BatchAttributes {
  readonly codec: number;
  readonly logAppendTime: boolean;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly deleteHorizon: boolean;
}

export function packAttributes(attributes: Partial<BatchAttributes>): number {
  return (
    (attributes.codec ?? 0) |
    (attributes.logAppendTime ? LOG_APPEND_TIME_BIT : 0) |
    (attributes.transactional ? TRANSACTIONAL_BIT : 0) |
    (attributes.control ? CONTROL_BIT : 0) |
    (attributes.deleteHorizon ? DELETE_HORIZON_BIT : 0)
  );
}
