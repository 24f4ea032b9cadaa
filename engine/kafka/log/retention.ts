import type { LogConfig } from './log-config.ts';

/** What retention looks at in a segment. */
export interface RetainedSegment {
  readonly baseOffset: number;
  readonly sizeBytes: number;
  /** Time of the newest record. */
  readonly newestMs: number;
}

/**
 * How many of the oldest segments go (Kafka's rules): those whose newest record is older than retention.ms; those without which the log is
 * still at least retention.bytes large; those wholly before the log start offset. The last, active one counts like the others by time
 * when it has records: the caller then begins a new one.
 */
export function expiredSegments(
  segments: readonly RetainedSegment[],
  config: LogConfig,
  logStartOffset: number,
  nowMs: number,
): number {
  const byDelete = config.cleanupPolicy.delete
    ? Math.max(byTime(segments, config, nowMs), bySize(segments, config))
    : 0;
  return Math.max(byDelete, segmentsBefore(segments, logStartOffset));
}

function byTime(segments: readonly RetainedSegment[], config: LogConfig, nowMs: number): number {
  if (config.retentionMs < 0) return 0;
  return prefix(
    segments,
    (segment, isLast) => !(isLast && segment.sizeBytes === 0) && nowMs - segment.newestMs > config.retentionMs,
  );
}

function bySize(segments: readonly RetainedSegment[], config: LogConfig): number {
  if (config.retentionBytes < 0) return 0;
  let over = -config.retentionBytes;
  for (const segment of segments) over += segment.sizeBytes;
  return prefix(segments, (segment, isLast) => {
    if (isLast || over < segment.sizeBytes) return false;
    over -= segment.sizeBytes;
    return true;
  });
}

/** How many of the oldest segments lie wholly before the offset; never the active one. */
export function segmentsBefore(segments: readonly RetainedSegment[], offset: number): number {
  let count = 0;
  while (count + 1 < segments.length && segments[count + 1]!.baseOffset <= offset) count++;
  return count;
}

function prefix(
  segments: readonly RetainedSegment[],
  goes: (segment: RetainedSegment, isLast: boolean) => boolean,
): number {
  let count = 0;
  while (count < segments.length && goes(segments[count]!, count === segments.length - 1)) count++;
  return count;
}
