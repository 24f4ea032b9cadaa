import { readIfPresent, writeFileAtomic } from './atomic-file.ts';

/** Kafka's checkpoint files: a version line (0), a count line, then one line an entry with fields parted by spaces. */
const VERSION = '0';

export function writeCheckpoint(path: string, rows: readonly (readonly (string | number)[])[], sync = false): void {
  const lines = rows.map((row) => row.join(' '));
  writeFileAtomic(path, `${[VERSION, rows.length, ...lines].join('\n')}\n`, sync);
}

/** Rows of a checkpoint; none when there is no file. A damaged one (which an atomic write never leaves) also counts as none. */
export function readCheckpoint(path: string): string[][] {
  const content = readIfPresent(path);
  if (content === undefined) return [];
  const [version, count, ...lines] = content.split('\n');
  const rows = lines.filter((line) => line !== '').map((line) => line.split(' '));
  return version === VERSION && Number(count) === rows.length ? rows : [];
}
