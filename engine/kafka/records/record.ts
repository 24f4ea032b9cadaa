import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchBaseTimestamp,
  batchCodec,
  batchMaxTimestamp,
  batchRecordCount,
  batchSizeBytes,
  isLogAppendTime,
} from './batch.ts';
import { decompress } from './compression.ts';
import { type Cursor, readVarlong, varlongBytes, writeVarlong } from './varint.ts';

export interface RecordHeader {
  readonly key: Buffer;
  readonly value: Buffer | null;
}

/** One record of a batch. Keys and values are views of the batch (or of its decompressed body): copy what must outlive it. */
export interface LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** null is a tombstone in a compacted topic. */
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}

/** Most records that a batch is opened for: packed well, a few KB can hold many millions of empty ones. */
const MAX_RECORDS = 1_000_000;

/** Decodes the records of the batch at `at`. Throws RangeError when they do not parse, or are over a million. */
export function* decodeRecords(bytes: Buffer, at = 0): Generator<LogRecord> {
  const count = batchRecordCount(bytes, at);
  if (count === 0) return;
  if (count > MAX_RECORDS) throw new RangeError(`a batch of ${count} records, ${MAX_RECORDS} at most`);
  const packed = bytes.subarray(at + BATCH_HEADER_BYTES, at + batchSizeBytes(bytes, at));
  const body = decompress(batchCodec(bytes, at), packed);
  const baseOffset = batchBaseOffset(bytes, at);
  const baseTimestamp = batchBaseTimestamp(bytes, at);
  const appendTime = isLogAppendTime(bytes, at) ? batchMaxTimestamp(bytes, at) : undefined;
  const cursor: Cursor = { at: 0 };
  for (let i = 0; i < count; i++) yield decodeRecord(body, cursor, baseOffset, baseTimestamp, appendTime);
}

/*
 * length varint | attributes int8 | timestampDelta varlong | offsetDelta varint | keyLength varint | key
 * | valueLength varint | value | headersCount varint | headers: keyLength varint, key, valueLength varint, value
 */
function decodeRecord(
  body: Buffer,
  cursor: Cursor,
  baseOffset: number,
  baseTimestamp: number,
  appendTime: number | undefined,
): LogRecord {
  const length = readVarlong(body, cursor);
  const end = cursor.at + length;
  if (length < 0 || end > body.length) throw new RangeError('a record runs past the end of its batch');
  cursor.at++;
  const timestamp = baseTimestamp + readVarlong(body, cursor);
  const offset = baseOffset + readVarlong(body, cursor);
  const key = readBytes(body, cursor, end);
  const value = readBytes(body, cursor, end);
  const headerCount = readVarlong(body, cursor);
  const headers: RecordHeader[] = [];
  for (let i = 0; i < headerCount; i++) {
    const name = readBytes(body, cursor, end);
    if (name === null) throw new RangeError('a record header without a key');
    headers.push({ key: name, value: readBytes(body, cursor, end) });
  }
  if (cursor.at !== end) throw new RangeError('a record does not end where its length says');
  return { offset, timestamp: appendTime ?? timestamp, key, value, headers };
}

function readBytes(body: Buffer, cursor: Cursor, end: number): Buffer | null {
  const length = readVarlong(body, cursor);
  if (length < 0) return null;
  if (cursor.at + length > end) throw new RangeError('a field runs past the end of its record');
  const bytes = body.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  return bytes;
}

/** What an encoder needs of a record: its place relative to the batch. */
export interface PlacedRecord {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}

/** Size of the record with its own length in front. */
export function encodedRecordBytes(record: PlacedRecord): number {
  const body = recordBodyBytes(record);
  return varlongBytes(body) + body;
}

/** Writes the record at `at` and returns where it ended. */
export function encodeRecord(bytes: Buffer, record: PlacedRecord, at: number): number {
  let position = writeVarlong(bytes, recordBodyBytes(record), at);
  bytes[position++] = 0;
  position = writeVarlong(bytes, record.timestampDelta, position);
  position = writeVarlong(bytes, record.offsetDelta, position);
  position = writeBytes(bytes, record.key, position);
  position = writeBytes(bytes, record.value, position);
  position = writeVarlong(bytes, record.headers.length, position);
  for (const header of record.headers) {
    position = writeBytes(bytes, header.key, position);
    position = writeBytes(bytes, header.value, position);
  }
  return position;
}

function recordBodyBytes(record: PlacedRecord): number {
  let size = 1 + varlongBytes(record.timestampDelta) + varlongBytes(record.offsetDelta);
  size += fieldBytes(record.key) + fieldBytes(record.value) + varlongBytes(record.headers.length);
  for (const header of record.headers) size += fieldBytes(header.key) + fieldBytes(header.value);
  return size;
}

function fieldBytes(field: Buffer | null): number {
  return field === null ? 1 : varlongBytes(field.length) + field.length;
}

function writeBytes(bytes: Buffer, field: Buffer | null, at: number): number {
  if (field === null) return writeVarlong(bytes, -1, at);
  const start = writeVarlong(bytes, field.length, at);
  bytes.set(field, start);
  return start + field.length;
}
