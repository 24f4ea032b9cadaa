import { Reader } from '../../protocol/reader.ts';
import { Writer } from '../../protocol/writer.ts';
import type { CommittedOffset } from './group-offsets.ts';

/*
 * Committed offsets in __consumer_offsets as Kafka writes them, behind an int16 version:
 *   OffsetCommitKey 1      group string | topic string | partition int32
 *   OffsetCommitValue 3    offset int64 | leaderEpoch int32 | metadata string | commitTimestamp int64
 */
const OFFSET_VALUE_VERSION = 3;

export function encodeOffset(committed: CommittedOffset): Buffer {
  const writer = new Writer(64);
  writer.int16(OFFSET_VALUE_VERSION);
  writer.int64(committed.offset);
  writer.int32(committed.leaderEpoch);
  writer.string(committed.metadata);
  writer.int64(committed.commitTimestampMs);
  return Buffer.concat(writer.finish());
}

/** Versions 0 to 3; undefined for newer ones. */
export function decodeOffset(value: Buffer): CommittedOffset | undefined {
  const reader = new Reader(value);
  const version = reader.int16();
  if (version > OFFSET_VALUE_VERSION) return undefined;
  const offset = reader.int64();
  const leaderEpoch = version >= 3 ? reader.int32() : -1;
  return { offset, leaderEpoch, metadata: reader.string(), commitTimestampMs: reader.int64() };
}
