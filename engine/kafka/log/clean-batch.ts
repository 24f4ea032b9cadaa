import {
  batchBaseOffset,
  batchBaseSequence,
  batchBaseTimestamp,
  batchCodec,
  batchLastOffsetDelta,
  batchLeaderEpoch,
  batchMaxTimestamp,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  hasDeleteHorizon,
  isControl,
  isLogAppendTime,
  isTransactional,
} from '../records/batch.ts';
import { type BatchFields, buildBatch } from '../records/build-batch.ts';
import { decodeRecords, type LogRecord } from '../records/record.ts';
import type { ScannedBatch } from './batch-scan.ts';
import type { CleanedTransactions } from './cleaned-transactions.ts';
import type { OffsetMap } from './offset-map.ts';

export interface CleanRules {
  readonly latest: OffsetMap;
  /** From here on the pass knows nothing: all is kept as it is. */
  readonly endOffset: number;
  readonly transactions: CleanedTransactions;
  readonly deleteRetentionMs: number;
  readonly nowMs: number;
  /** Whether the batch is the last of its producer: its header then stays, for the sequence numbers. */
  readonly isLastOfProducer: (batch: ScannedBatch) => boolean;
}

/**
 * What compaction leaves of a batch: its own bytes when nothing goes, a new batch with the same offsets, or undefined. The latest record of each
 * key of committed records stays. A tombstone stays until its delete horizon, which the first pass that meets it writes into the batch (KIP-534).
 */
export function cleanBatch(batch: ScannedBatch, rules: CleanRules): Buffer | undefined {
  const { bytes, at, sizeBytes } = batch;
  const whole = bytes.subarray(at, at + sizeBytes);
  const isBeyond = batchBaseOffset(bytes, at) >= rules.endOffset;
  if (isControl(bytes, at)) {
    const endsNothing = rules.transactions.endsNothing(batch, isBeyond);
    return endsNothing && !isBeyond ? spentMarker(batch, whole, rules) : whole;
  }
  if (isBeyond) return whole;
  if (rules.transactions.isAborted(batch)) return rules.isLastOfProducer(batch) ? emptyBatch(whole) : undefined;
  const records = readable(whole);
  if (!records) return whole;
  const horizonMs = hasDeleteHorizon(bytes, at) ? batchBaseTimestamp(bytes, at) : undefined;
  const expired = horizonMs !== undefined && horizonMs <= rules.nowMs;
  const kept = records.filter(({ key, value, offset }) => {
    // Without a key nothing can ever supersede it: Kafka's cleaner drops it too.
    if (key === null || rules.latest.isSuperseded(key, offset)) return false;
    return value !== null || !expired;
  });
  if (kept.length === 0) return rules.isLastOfProducer(batch) ? emptyBatch(whole) : undefined;
  const needsHorizon = horizonMs === undefined && kept.some((record) => record.value === null);
  if (kept.length === records.length && !needsHorizon) return whole;
  return rebuild(whole, kept, needsHorizon ? rules.nowMs + rules.deleteRetentionMs : horizonMs);
}

/** A marker whose transaction has no records left stays until its delete horizon, so that readers that are behind still meet it, as tombstones do. */
function spentMarker(batch: ScannedBatch, whole: Buffer, rules: CleanRules): Buffer | undefined {
  if (!hasDeleteHorizon(whole)) return rebuild(whole, [...decodeRecords(whole)], rules.nowMs + rules.deleteRetentionMs);
  const isExpired = batchBaseTimestamp(whole) <= rules.nowMs;
  return isExpired && !rules.isLastOfProducer(batch) ? undefined : whole;
}

/** undefined when the records do not parse: then nothing is known of their keys, and all stay. */
function readable(batch: Buffer): LogRecord[] | undefined {
  try {
    return [...decodeRecords(batch)];
  } catch {
    return undefined;
  }
}

/** The delete horizon stands where the base timestamp did; the records' timestamps are then counted from it. */
function rebuild(batch: Buffer, kept: readonly LogRecord[], horizonMs: number | undefined): Buffer {
  const baseOffset = batchBaseOffset(batch);
  const baseTimestamp = horizonMs ?? batchBaseTimestamp(batch);
  const codec = batchCodec(batch);
  const fields: BatchFields = {
    ...fieldsOf(batch),
    baseTimestamp,
    maxTimestamp: isLogAppendTime(batch)
      ? batchMaxTimestamp(batch)
      : kept.reduce((latest, record) => Math.max(latest, record.timestamp), -1),
    attributes: {
      codec,
      logAppendTime: isLogAppendTime(batch),
      transactional: isTransactional(batch),
      control: isControl(batch),
      deleteHorizon: horizonMs !== undefined,
    },
  };
  const placed = kept.map((record) => ({
    ...record,
    offsetDelta: record.offset - baseOffset,
    timestampDelta: record.timestamp - baseTimestamp,
  }));
  return buildBatch(fields, placed);
}

/** A header without records: it holds the producer's last sequence, and the offsets. */
function emptyBatch(batch: Buffer): Buffer {
  if (batchRecordCount(batch) === 0) return batch;
  const timestamp = batchMaxTimestamp(batch);
  return buildBatch(
    {
      ...fieldsOf(batch),
      baseTimestamp: timestamp,
      maxTimestamp: timestamp,
      attributes: { transactional: isTransactional(batch) },
    },
    [],
  );
}

function fieldsOf(batch: Buffer): Omit<BatchFields, 'attributes' | 'baseTimestamp' | 'maxTimestamp'> {
  return {
    baseOffset: batchBaseOffset(batch),
    leaderEpoch: batchLeaderEpoch(batch),
    lastOffsetDelta: batchLastOffsetDelta(batch),
    producerId: batchProducerId(batch),
    producerEpoch: batchProducerEpoch(batch),
    baseSequence: batchBaseSequence(batch),
  };
}
