import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32c } from '../records/crc.ts';
import type { MetadataRecord } from './metadata-image.ts';

/**
 * The decisions of the cluster on disk: one line a decision, `<crc32c in hex> <JSON array of records>`, forced to disk
 * before it counts. A decision's records share a line, so that a crash keeps all of them or none.
 */
export class MetadataLog {
  readonly #file: FileHandle;
  #end: number;

  private constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.#end = end;
  }

  /**
   * Opens or creates `cluster-metadata.log` in a folder. A last line that a crash left torn was never answered for and is cut
   * off; a damaged line with others behind it is an error, since cutting there would lose decisions.
   */
  static async open(dir: string): Promise<{ log: MetadataLog; decisions: MetadataRecord[][] }> {
    const path = join(dir, 'cluster-metadata.log');
    const text = await readFile(path).catch(emptyIfMissing);
    const { decisions, end } = parse(text, path);
    const file = await open(path, text.length === 0 ? 'w' : 'r+');
    if (end < text.length) await file.truncate(end);
    if (text.length === 0) await syncFolder(dir);
    return { log: new MetadataLog(file, end), decisions };
  }

  /** Writes a fresh log that holds one decision, in place of what was there. */
  static async rewrite(dir: string, records: readonly MetadataRecord[]): Promise<void> {
    const path = join(dir, 'cluster-metadata.log');
    const file = await open(`${path}.new`, 'w');
    await file.writeFile(line(records));
    await file.sync();
    await file.close();
    await rename(`${path}.new`, path);
    await syncFolder(dirname(path));
  }

  /** Resolves once the records are on disk. One call at a time. */
  async append(records: readonly MetadataRecord[]): Promise<void> {
    const bytes = line(records);
    await this.#file.write(bytes, 0, bytes.length, this.#end);
    await this.#file.datasync();
    this.#end += bytes.length;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function line(records: readonly MetadataRecord[]): Buffer {
  const json = Buffer.from(JSON.stringify(records));
  return Buffer.concat([Buffer.from(`${checksum(json)} `), json, Buffer.from('\n')]);
}

const checksum = (bytes: Buffer): string => crc32c(bytes).toString(16).padStart(8, '0');

function parse(text: Buffer, path: string): { decisions: MetadataRecord[][]; end: number } {
  const decisions: MetadataRecord[][] = [];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf(0x0a, start);
    const end = newline < 0 ? text.length : newline;
    const json = text.subarray(start + 9, end);
    const isWhole = newline >= 0 && text.toString('latin1', start, start + 8) === checksum(json);
    if (!isWhole) {
      if (newline >= 0 && newline + 1 < text.length) {
        throw new Error(`${path} is damaged at byte ${start}: restore it from a copy, or move the folder away`);
      }
      break;
    }
    decisions.push(JSON.parse(json.toString()));
    start = end + 1;
  }
  return { decisions, end: start };
}

function emptyIfMissing(error: NodeJS.ErrnoException): Buffer {
  if (error.code === 'ENOENT') return Buffer.alloc(0);
  throw error;
}

/** Makes a new name in a folder survive a power loss. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
