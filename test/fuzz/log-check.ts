import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchBaseOffset, batchLastOffset, batchSizeBytes } from '../../engine/kafka/records/batch.ts';
import { checkIntegrity } from '../../engine/kafka/records/validate.ts';

const OFFSET_ENTRY_BYTES = 8;

/** What is wrong with the logs of a closed broker: every batch whole, with the right checksum, offsets rising; every index entry at a batch. */
export function logFaults(dataDir: string): string[] {
  const faults: string[] = [];
  for (const folder of readdirSync(dataDir, { withFileTypes: true })) {
    if (!folder.isDirectory() || !/-\d+$/.test(folder.name)) continue;
    const dir = join(dataDir, folder.name);
    let nextOffset = 0;
    for (const file of readdirSync(dir)
      .filter((name) => name.endsWith('.log'))
      .sort()) {
      const path = join(dir, file);
      try {
        nextOffset = checkSegment(path, nextOffset);
      } catch (error) {
        faults.push(`${folder.name}/${file}: ${(error as Error).message}`);
      }
    }
  }
  return faults;
}

/** Returns the offset behind the segment's last batch. */
function checkSegment(path: string, firstAllowed: number): number {
  const bytes = readFileSync(path);
  const baseOffset = Number(path.match(/(\d+)\.log$/)![1]);
  const starts = new Map<number, number>();
  let next = Math.max(firstAllowed, baseOffset);
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    const problem = checkIntegrity(bytes, at, bytes.length);
    if (problem) throw new Error(`at byte ${at}: ${problem.message}`);
    if (batchBaseOffset(bytes, at) < next) throw new Error(`offset ${batchBaseOffset(bytes, at)} after ${next - 1}`);
    starts.set(at, batchLastOffset(bytes, at));
    next = batchLastOffset(bytes, at) + 1;
  }
  const index = readFileSync(path.replace(/\.log$/, '.index'));
  for (let at = 0; at + OFFSET_ENTRY_BYTES <= index.length; at += OFFSET_ENTRY_BYTES) {
    const [relative, position] = [index.readInt32BE(at), index.readInt32BE(at + 4)];
    // An entry points at a batch and names an offset in it; zeros fill a file that was given its room in advance.
    if (relative === 0 && position === 0) continue;
    if (starts.get(position) === undefined)
      throw new Error(`the index points into byte ${position}, where no batch begins`);
  }
  return next;
}
