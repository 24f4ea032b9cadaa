import { batchBaseOffset, batchLastOffset } from '../records/batch.ts';
import { batchAt, readBlock } from './batch-scan.ts';
import { LogError, storageError } from './log-error.ts';
import type { Segment } from './segment.ts';

/** Beyond what was asked for, since the index leads to a batch somewhat before the one wanted. */
const LEAD_BYTES = 8 * 1024;
const EMPTY = Buffer.alloc(0);

/**
 * Reads whole batches from disk, from the one that holds `offset` or, in a gap that the cleaner left, the next one. Stays within one segment.
 * When retention or the cleaner takes a segment away meanwhile it looks again at what `current` then says.
 */
export async function readSegments(
  current: () => readonly Segment[],
  offset: number,
  maxBytes: number,
  minOneBatch: boolean,
): Promise<Buffer> {
  for (;;) {
    const segments = current();
    try {
      for (const segment of segments) {
        const found = await readSegment(segment, offset, maxBytes, minOneBatch);
        if (found) return found;
      }
      return EMPTY;
    } catch (error) {
      if (error instanceof LogError) throw error;
      if (!segments.some((segment) => segment.file.unlinked)) throw storageError(error);
    }
  }
}

/** undefined when the segment ends before the offset. */
async function readSegment(
  segment: Segment,
  offset: number,
  maxBytes: number,
  minOneBatch: boolean,
): Promise<Buffer | undefined> {
  const end = segment.sizeBytes;
  let position = segment.offsets.positionFor(offset);
  while (position < end) {
    const block = await readBlock(segment.file, position, Math.min(maxBytes + LEAD_BYTES, end - position));
    const at = skipTo(block, offset);
    const size = batchAt(block, at);
    if (at < block.length && size === 0 && block.length - at >= LEAD_BYTES) throw damaged(segment, position + at);
    if (at + size <= block.length && size > 0) return take(block, at, size, maxBytes, minOneBatch);
    if (size > 0 && at === 0) {
      if (position + size > end) throw damaged(segment, position);
      if (!minOneBatch && size > maxBytes) return EMPTY;
      return readBlock(segment.file, position, size);
    }
    if (at === 0) throw damaged(segment, position);
    position += at;
  }
  return undefined;
}

/** Where the first batch begins that ends at or after the offset, or whose header is not whole in the block; behind the block where a large one is skipped. */
function skipTo(block: Buffer, offset: number): number {
  let at = 0;
  for (let size = batchAt(block, at); size > 0; size = batchAt(block, at)) {
    if (batchLastOffset(block, at) >= offset) break;
    at += size;
  }
  return at;
}

function take(block: Buffer, at: number, firstSize: number, maxBytes: number, minOneBatch: boolean): Buffer {
  if (firstSize > maxBytes) return minOneBatch ? block.subarray(at, at + firstSize) : EMPTY;
  let end = at;
  for (
    let size = firstSize;
    size > 0 && end + size <= block.length && end + size - at <= maxBytes;
    size = batchAt(block, end)
  ) {
    end += size;
  }
  return block.subarray(at, end);
}

/** What of the batches begins below the offset. */
export function batchesBelow(bytes: Buffer, endOffset: number): Buffer {
  let end = 0;
  for (
    let size = batchAt(bytes, end);
    size > 0 && batchBaseOffset(bytes, end) < endOffset;
    size = batchAt(bytes, end)
  ) {
    end += size;
  }
  return end >= bytes.length ? bytes : bytes.subarray(0, end);
}

function damaged(segment: Segment, position: number): LogError {
  return new LogError(
    'CORRUPT_MESSAGE',
    `${segment.file.path} is damaged at byte ${position}; restart the broker to check it`,
  );
}
