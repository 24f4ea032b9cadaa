import { batchBaseOffset, batchLastOffset, batchMaxTimestamp } from '../records/batch.ts';
import { decodeRecords } from '../records/record.ts';
import { type ScannedBatch, scanBatches } from './batch-scan.ts';
import type { Segment } from './segment.ts';

export interface FoundTimestamp {
  readonly timestamp: number;
  readonly offset: number;
}

/** First record at or after the timestamp, in offset order, among those from `startOffset` to before `endOffset`. */
export function findTimestamp(
  segments: readonly Segment[],
  timestamp: number,
  startOffset: number,
  endOffset: number,
): FoundTimestamp | undefined {
  for (const segment of segments) {
    if (segment.maxTimestamp < timestamp) continue;
    const from = segment.offsets.positionFor(Math.max(segment.times.offsetBefore(timestamp), startOffset));
    for (const batch of scanBatches(segment.file, from, segment.sizeBytes)) {
      if (batchBaseOffset(batch.bytes, batch.at) >= endOffset) return undefined;
      if (batchMaxTimestamp(batch.bytes, batch.at) < timestamp || batchLastOffset(batch.bytes, batch.at) < startOffset)
        continue;
      const found = firstRecord(batch, (offset, at) => offset >= startOffset && offset < endOffset && at >= timestamp);
      if (found) return found;
    }
  }
  return undefined;
}

/** The first record that carries the greatest timestamp of all (KIP-734). */
export function findMaxTimestamp(
  segments: readonly Segment[],
  startOffset: number,
  endOffset: number,
): FoundTimestamp | undefined {
  let latest: Segment | undefined;
  for (const segment of segments) if (segment.maxTimestamp > (latest?.maxTimestamp ?? -1)) latest = segment;
  if (!latest) return undefined;
  return findTimestamp([latest], latest.maxTimestamp, startOffset, endOffset);
}

/** Damaged compressed records count as a whole: the batch's first offset and greatest timestamp. */
function firstRecord(
  batch: ScannedBatch,
  wanted: (offset: number, timestamp: number) => boolean,
): FoundTimestamp | undefined {
  try {
    for (const { offset, timestamp } of decodeRecords(batch.bytes, batch.at))
      if (wanted(offset, timestamp)) return { offset, timestamp };
    return undefined;
  } catch {
    return { offset: batchBaseOffset(batch.bytes, batch.at), timestamp: batchMaxTimestamp(batch.bytes, batch.at) };
  }
}
