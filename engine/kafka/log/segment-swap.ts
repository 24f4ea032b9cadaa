import { readdirSync } from 'node:fs';
import { batchLastOffset } from '../records/batch.ts';
import { scanBatches } from './batch-scan.ts';
import { CLEANED_SUFFIX, LOG_SUFFIX, parseFileName, SWAP_SUFFIX } from './file-names.ts';
import type { FilePool } from './file-pool.ts';
import { Segment } from './segment.ts';

/*
 * A cleaned segment takes the place of the run of segments it was made from, in steps that a crash may stop anywhere:
 *   1. `.cleaned` (whole and synced) becomes `.swap`: from here on it counts, before it did not
 *   2. the old segments go, oldest first, so that what is left of them is always the newest part of the run
 *   3. `.swap` loses its suffix
 */

/** Does the three steps and opens the segment. */
export function swapIn(dir: string, cleaned: Segment, old: readonly Segment[], pool: FilePool): Segment {
  cleaned.close();
  Segment.rename(dir, cleaned.baseOffset, CLEANED_SUFFIX, SWAP_SUFFIX);
  for (const segment of old) segment.unlink();
  Segment.rename(dir, cleaned.baseOffset, SWAP_SUFFIX, '');
  return Segment.existing(dir, cleaned.baseOffset, pool);
}

/** On start: takes steps 2 and 3 for swaps that a crash interrupted. Old segments that begin within the range of the swap are those it replaces. */
export function finishSwaps(dir: string, pool: FilePool): void {
  for (const name of readdirSync(dir)) {
    const parsed = parseFileName(name);
    if (parsed?.suffix !== LOG_SUFFIX + SWAP_SUFFIX) continue;
    const base = parsed.offset;
    const file = pool.file(`${dir}/${name}`);
    let end = base + 1;
    for (const batch of scanBatches(file, 0, Number.MAX_SAFE_INTEGER)) end = batchLastOffset(batch.bytes, batch.at) + 1;
    file.close();
    for (const old of segmentsBetween(dir, base, end)) Segment.existing(dir, old, pool).unlink();
    Segment.rename(dir, base, SWAP_SUFFIX, '');
  }
}

function segmentsBetween(dir: string, from: number, to: number): number[] {
  return readdirSync(dir)
    .map(parseFileName)
    .filter((parsed) => parsed?.suffix === LOG_SUFFIX && parsed.offset >= from && parsed.offset < to)
    .map((parsed) => parsed!.offset)
    .sort((a, b) => a - b);
}
