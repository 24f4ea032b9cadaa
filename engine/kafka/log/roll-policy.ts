import type { LogConfig } from './log-config.ts';
import { OFFSET_ENTRY_BYTES } from './offset-index.ts';
import { TIME_ENTRY_BYTES } from './time-index.ts';

const MAX_RELATIVE_OFFSET = 0x7fffffff;

/** What the segment will be once everything appended so far is written: appends are decided ahead of the disk. */
export interface PlannedSegment {
  readonly baseOffset: number;
  readonly sizeBytes: number;
  /** Greatest timestamp of its first batch; undefined while it is empty. */
  readonly firstTimestamp: number | undefined;
  readonly createdMs: number;
  /** Share of segment.jitter.ms by which it rolls early, drawn once for each segment: 0 up to 1. */
  readonly jitter: number;
}

export interface ComingBatch {
  readonly sizeBytes: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
}

/**
 * Kafka's rules for beginning a new segment before a batch: the batch would pass segment.bytes; segment.ms has gone by, on the clock of
 * the records (from the segment's first to this batch) or, without timestamps, on ours; an index would be full; the offset is too far.
 */
export function shouldRoll(segment: PlannedSegment, batch: ComingBatch, config: LogConfig, nowMs: number): boolean {
  if (segment.sizeBytes === 0) return batch.lastOffset - segment.baseOffset > MAX_RELATIVE_OFFSET;
  return (
    segment.sizeBytes + batch.sizeBytes > config.segmentBytes ||
    waitedMs(segment, batch, nowMs) > segmentMs(segment, config) ||
    indexEntriesAtMost(segment.sizeBytes, config) >= indexCapacity(config) ||
    batch.lastOffset - segment.baseOffset > MAX_RELATIVE_OFFSET
  );
}

function segmentMs({ jitter }: PlannedSegment, config: LogConfig): number {
  return config.segmentMs - Math.floor(jitter * Math.min(config.segmentJitterMs, config.segmentMs));
}

function waitedMs(segment: PlannedSegment, batch: ComingBatch, nowMs: number): number {
  if (segment.firstTimestamp !== undefined && segment.firstTimestamp >= 0)
    return batch.maxTimestamp - segment.firstTimestamp;
  return nowMs - segment.createdMs;
}

/** An entry needs more than index.interval.bytes of batches before it, so the size bounds how many there can be. */
function indexEntriesAtMost(sizeBytes: number, config: LogConfig): number {
  return Math.floor(sizeBytes / (config.indexIntervalBytes + 1));
}

/** One entry of the time index stays free for the last timestamp, noted when the segment is sealed. */
function indexCapacity(config: LogConfig): number {
  return Math.min(
    Math.floor(config.segmentIndexBytes / OFFSET_ENTRY_BYTES),
    Math.floor(config.segmentIndexBytes / TIME_ENTRY_BYTES) - 1,
  );
}
