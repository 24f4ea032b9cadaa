import {
  batchCodec,
  batchMaxTimestamp,
  batchSizeBytes,
  isControl,
  isLogAppendTime,
  isTransactional,
} from '../records/batch.ts';
import { recompress } from '../records/recompress.ts';
import { decodeRecords } from '../records/record.ts';
import { checkIntegrity, checkProduced, checkSize } from '../records/validate.ts';
import type { LogConfig } from './log-config.ts';
import { LogError, type RecordFault } from './log-error.ts';

interface BatchOrigin {
  readonly isClient: boolean;
  readonly inTransaction?: boolean;
}

/** The batches of one append, each checked: nothing of an append is taken unless all of it can be. */
export function splitAppend(records: Buffer, origin: BatchOrigin, config: LogConfig, nowMs: number): Buffer[] {
  const batches = origin.isClient
    ? [checkClientBatch(records, origin.inTransaction === true, config, nowMs)]
    : splitInternal(records, config);
  if (config.cleanupPolicy.compact) for (const batch of batches) if (!isControl(batch)) requireKeys(batch);
  return batches;
}

function checkClientBatch(records: Buffer, inTransaction: boolean, config: LogConfig, nowMs: number): Buffer {
  const problem = checkProduced(records, config.maxMessageBytes);
  if (problem) throw new LogError(problem.code, problem.message);
  if (isTransactional(records) && !inTransaction) {
    throw new LogError('INVALID_TXN_STATE', 'the partition is not part of an ongoing transaction');
  }
  if (config.messageTimestampType === 'CreateTime') checkTimestamps(records, config, nowMs);
  return config.compression === null ? records : inOwnCodec(records, config.compression, config.maxMessageBytes);
}

/** A batch in the codec of its topic. What a producer packed well may be too large in it. */
function inOwnCodec(batch: Buffer, { codec, level }: NonNullable<LogConfig['compression']>, maxBytes: number): Buffer {
  try {
    const packed = recompress(batch, codec, level);
    const problem = checkSize(packed, 0, maxBytes);
    if (problem) throw new LogError(problem.code, problem.message);
    return packed;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LogError('CORRUPT_MESSAGE', `records of codec ${batchCodec(batch)} cannot be unpacked`, { cause: error });
  }
}

/** The greatest timestamp stands for all: a batch from the future, or wholly from too long ago, is refused. -1 is no timestamp. */
function checkTimestamps(batch: Buffer, config: LogConfig, nowMs: number): void {
  if (isLogAppendTime(batch)) throw new LogError('INVALID_TIMESTAMP', 'only the broker stamps LogAppendTime');
  const timestamp = batchMaxTimestamp(batch);
  if (timestamp < 0) return;
  if (timestamp - nowMs > config.messageTimestampAfterMaxMs) {
    throw new LogError(
      'INVALID_TIMESTAMP',
      `timestamp ${timestamp} is over message.timestamp.after.max.ms ahead of ${nowMs}`,
    );
  }
  if (nowMs - timestamp > config.messageTimestampBeforeMaxMs) {
    throw new LogError(
      'INVALID_TIMESTAMP',
      `timestamp ${timestamp} is over message.timestamp.before.max.ms behind ${nowMs}`,
    );
  }
}

function splitInternal(records: Buffer, config: LogConfig): Buffer[] {
  const batches: Buffer[] = [];
  for (let at = 0; at < records.length; ) {
    // A marker must fit any topic: nothing would be readable behind an open transaction.
    const problem =
      checkIntegrity(records, at, records.length) ??
      (isControl(records, at) ? undefined : checkSize(records, at, config.maxMessageBytes));
    if (problem) throw new LogError(problem.code, problem.message);
    const end = at + batchSizeBytes(records, at);
    batches.push(records.subarray(at, end));
    at = end;
  }
  if (batches.length === 0) throw new LogError('CORRUPT_MESSAGE', 'an append without a record batch');
  return batches;
}

/** Records without a key that are told of: a batch of a few KB can unpack to millions. */
const MAX_TOLD_FAULTS = 1_000;

/** A compacted topic keeps the latest value of each key, so every record needs one; which have none is told (KIP-467). */
function requireKeys(batch: Buffer): void {
  const recordFaults = keylessRecords(batch);
  if (recordFaults.length === 0) return;
  const message = 'some of the records have no key, which a compacted topic requires';
  throw new LogError('INVALID_RECORD', message, { recordFaults });
}

function keylessRecords(batch: Buffer): RecordFault[] {
  const faults: RecordFault[] = [];
  let batchIndex = 0;
  try {
    for (const { key } of decodeRecords(batch)) {
      if (key === null) faults.push({ batchIndex, message: 'a compacted topic takes no record without a key' });
      if (faults.length === MAX_TOLD_FAULTS) break;
      batchIndex++;
    }
  } catch (error) {
    throw new LogError('INVALID_RECORD', `records of codec ${batchCodec(batch)} cannot be read`, { cause: error });
  }
  return faults;
}
