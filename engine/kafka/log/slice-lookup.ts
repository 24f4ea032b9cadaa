import { batchBaseOffset, batchLastOffset } from '../records/batch.ts';
import { batchAt, readBlock } from './batch-scan.ts';
import { FileSlice } from './file-slice.ts';
import type { Segment } from './segment.ts';

/** Less than this is read into memory at once: a slice would cost more than the copy. */
export const MIN_SLICE_BYTES = 64 * 1024;
/** The search for a place reads this much a step: enough for the small batches between two index entries. */
const STEP_BYTES = 4 * 1024;

/** What a reader asks of a segment. */
export interface SliceWish {
  readonly offset: number;
  readonly maxBytes: number;
  /** Nothing at or above is served. */
  readonly endOffset: number;
  /** First offset that cannot be in this segment: the next one's base, or the high watermark. */
  readonly segmentEndOffset: number;
}

/**
 * A large run of whole batches that begins with `offset`, found without touching the log file: the place is known and the index says where a batch
 * ends at or before the limit. undefined where it takes a look into the file, or where the run would be small.
 */
export function knownSlice(segment: Segment, wish: SliceWish): FileSlice | undefined {
  const start = wish.offset === segment.baseOffset ? 0 : segment.places.positionOf(wish.offset);
  if (start === undefined) return undefined;
  const { maxBytes, endOffset, segmentEndOffset } = wish;
  const { sizeBytes } = segment;
  if (endOffset >= segmentEndOffset && sizeBytes <= start + maxBytes) {
    if (sizeBytes - start < MIN_SLICE_BYTES) return undefined;
    // Whoever has read up to the end comes back for what follows.
    segment.places.note(segmentEndOffset, sizeBytes);
    return new FileSlice(segment, { start, end: sizeBytes, endOffset: segmentEndOffset });
  }
  const boundary = segment.offsets.lastBefore(start + maxBytes, endOffset);
  if (boundary === undefined || boundary.position - start < MIN_SLICE_BYTES) return undefined;
  return new FileSlice(segment, { start, end: boundary.position, endOffset: boundary.offset });
}

/** Finds where the batch with `offset` begins (in a gap that the cleaner left, the next one) and notes it; false where the segment ends before. */
export async function findPlace(segment: Segment, offset: number): Promise<boolean> {
  let position = segment.offsets.positionFor(offset);
  while (position < segment.sizeBytes) {
    const block = await readBlock(segment.file, position, Math.min(STEP_BYTES, segment.sizeBytes - position));
    let at = 0;
    let size = batchAt(block, 0);
    if (size === 0) return false;
    for (; size > 0; size = batchAt(block, at)) {
      if (batchLastOffset(block, at) >= offset) {
        segment.places.note(offset, position + at);
        segment.places.note(batchBaseOffset(block, at), position + at);
        return true;
      }
      at += size;
    }
    position += at;
  }
  return false;
}
