import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFSET_ENTRY_BYTES } from '../../../engine/kafka/log/offset-index.ts';
import { decodeSnapshot } from '../../../engine/kafka/log/producer-snapshot.ts';
import { batchBaseOffset, batchLastOffset, batchSizeBytes } from '../../../engine/kafka/records/batch.ts';
import { checkIntegrity } from '../../../engine/kafka/records/validate.ts';

/** A folder as a dump tool reads it, without the broker: what it found, and what is not as it should be, one line each. */
export interface DumpedFolder {
  readonly segments: number;
  readonly batches: number;
  readonly faults: readonly string[];
}

/**
 * Reads every segment of an orderly closed log folder: each batch is whole by its CRC, offsets go up, and every entry of an offset index is the
 * last offset of the batch that begins where it points; producer snapshots can be read.
 */
export function dumpFolder(dataDir: string): DumpedFolder {
  const found = { segments: 0, batches: 0, faults: [] as string[] };
  for (const folder of readdirSync(dataDir, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    const dir = join(dataDir, folder.name);
    let end = -1;
    for (const file of readdirSync(dir).sort()) {
      const path = join(dir, file);
      if (file.endsWith('.snapshot') && !decodeSnapshot(readFileSync(path))) found.faults.push(`${path}: unreadable`);
      if (!file.endsWith('.log')) continue;
      const base = Number(file.slice(0, -'.log'.length));
      if (base < end) found.faults.push(`${path}: begins before ${end}, where the one before ends`);
      found.segments++;
      const segment = dumpSegment(path, base, found.faults);
      found.batches += segment.batches;
      end = segment.end;
    }
  }
  return found;
}

function dumpSegment(path: string, base: number, faults: string[]): { batches: number; end: number } {
  const bytes = readFileSync(path);
  const lastOffsets = new Map<number, number>();
  let end = base;
  let at = 0;
  while (at < bytes.length) {
    const fault = checkIntegrity(bytes, at, bytes.length);
    if (fault) {
      faults.push(`${path} at byte ${at}: ${fault.message}`);
      break;
    }
    if (batchBaseOffset(bytes, at) < end) faults.push(`${path} at byte ${at}: offset goes back below ${end}`);
    end = batchLastOffset(bytes, at) + 1;
    lastOffsets.set(at, end - 1);
    at += batchSizeBytes(bytes, at);
  }
  const index = readFileSync(path.replace(/\.log$/, '.index'));
  for (let entry = 0; entry + OFFSET_ENTRY_BYTES <= index.length; entry += OFFSET_ENTRY_BYTES) {
    const [relative, position] = [index.readInt32BE(entry), index.readInt32BE(entry + 4)];
    if (lastOffsets.get(position) !== base + relative) {
      faults.push(`${path}: the index says that ${base + relative} is at byte ${position}`);
      break;
    }
  }
  return { batches: lastOffsets.size, end };
}
