import {
  BATCH_HEADER_BYTES,
  type BatchAttributes,
  computeBatchCrc,
  LENGTH_OVERHEAD_BYTES,
  MAGIC_V2,
  packAttributes,
} from './batch.ts';
import { compress } from './compression.ts';
import { writeInt64 } from './int64.ts';
import { encodedRecordBytes, encodeRecord, type PlacedRecord, type RecordHeader } from './record.ts';

/** Header fields of a batch about to be built. `lastOffsetDelta` is given because compaction leaves gaps. */
export interface BatchFields {
  readonly baseOffset: number;
  readonly leaderEpoch: number;
  readonly attributes: Partial<BatchAttributes>;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** Encodes a whole batch. */
export function buildBatch(fields: BatchFields, records: readonly PlacedRecord[]): Buffer {
  let bodyBytes = 0;
  for (const record of records) bodyBytes += encodedRecordBytes(record);
  const plain = Buffer.allocUnsafe(BATCH_HEADER_BYTES + bodyBytes);
  let at = BATCH_HEADER_BYTES;
  for (const record of records) at = encodeRecord(plain, record, at);
  const codec = records.length === 0 ? 0 : (fields.attributes.codec ?? 0);
  const batch =
    codec === 0
      ? plain
      : Buffer.concat([plain.subarray(0, BATCH_HEADER_BYTES), compress(codec, plain.subarray(BATCH_HEADER_BYTES))]);
  writeHeader(batch, { ...fields, attributes: { ...fields.attributes, codec } }, records.length);
  return batch;
}

function writeHeader(batch: Buffer, fields: BatchFields, recordCount: number): void {
  writeInt64(batch, fields.baseOffset, 0);
  batch.writeInt32BE(batch.length - LENGTH_OVERHEAD_BYTES, 8);
  batch.writeInt32BE(fields.leaderEpoch, 12);
  batch.writeInt8(MAGIC_V2, 16);
  batch.writeInt16BE(packAttributes(fields.attributes), 21);
  batch.writeInt32BE(fields.lastOffsetDelta, 23);
  writeInt64(batch, fields.baseTimestamp, 27);
  writeInt64(batch, fields.maxTimestamp, 35);
  writeInt64(batch, fields.producerId, 43);
  batch.writeInt16BE(fields.producerEpoch, 51);
  batch.writeInt32BE(fields.baseSequence, 53);
  batch.writeInt32BE(recordCount, 57);
  batch.writeUInt32BE(computeBatchCrc(batch), 17);
}

export interface NewRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: readonly RecordHeader[];
  /** Default: the batch's own timestamp. */
  readonly timestamp?: number;
}

/** Whose transaction a batch is part of. */
export interface BatchProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** A batch of our own making for internal topics, without sequence numbers; the log gives it its offset. `records` is not empty. */
export function buildRecords(
  records: readonly NewRecord[],
  timestampMs: number,
  codec = 0,
  producer?: BatchProducer,
): Buffer {
  const baseTimestamp = records[0]?.timestamp ?? timestampMs;
  let maxTimestamp = baseTimestamp;
  const placed = records.map((record, offsetDelta): PlacedRecord => {
    const timestamp = record.timestamp ?? timestampMs;
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    return {
      offsetDelta,
      timestampDelta: timestamp - baseTimestamp,
      key: record.key,
      value: record.value,
      headers: record.headers ?? [],
    };
  });
  const fields: BatchFields = {
    baseOffset: 0,
    leaderEpoch: -1,
    attributes: { codec, transactional: producer !== undefined },
    lastOffsetDelta: records.length - 1,
    baseTimestamp,
    maxTimestamp,
    producerId: producer?.producerId ?? -1,
    producerEpoch: producer?.producerEpoch ?? -1,
    baseSequence: -1,
  };
  return buildBatch(fields, placed);
}
