import type { PooledFile } from './file-pool.ts';

/** Room made with the first entry: most partitions of thousands never get one. */
const FIRST_ENTRIES = 64;
const EMPTY = Buffer.alloc(0);
/** An entry read from a file is looked at before the next one is read. */
const SCRATCH = Buffer.alloc(64);

/**
 * Entries of one size in a file, in ascending order. The active segment's are in memory and written behind; a sealed segment's stay on
 * disk, where a binary search costs some 15 reads of a few bytes from the page cache and no memory.
 */
export class IndexFile {
  readonly file: PooledFile;
  readonly #entryBytes: number;
  #memory: Buffer | undefined;
  #count: number;
  /** Entries that the file has as memory has them. */
  #persisted: number;
  /** Length of the file; undefined while there is none. */
  #fileBytes: number | undefined;

  constructor(file: PooledFile, entryBytes: number, fileBytes: number | undefined) {
    this.file = file;
    this.#entryBytes = entryBytes;
    this.#fileBytes = fileBytes;
    this.#count = Math.floor((fileBytes ?? 0) / entryBytes);
    this.#persisted = this.#count;
  }

  get isPresent(): boolean {
    return this.#fileBytes !== undefined;
  }

  /** Whether memory has entries that were never written. */
  get isChanged(): boolean {
    return this.#persisted < this.#count;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the entries into memory, so that more can be appended. */
  load(): void {
    if (this.#memory) return;
    const memory = this.#count === 0 ? EMPTY : Buffer.allocUnsafe(this.#count * 2 * this.#entryBytes);
    const got = this.#count === 0 ? 0 : this.file.read(memory.subarray(0, this.#count * this.#entryBytes), 0);
    this.#count = Math.floor(got / this.#entryBytes);
    this.#persisted = Math.min(this.#persisted, this.#count);
    this.#memory = memory;
  }

  /** The bytes of an entry, valid until the next call. */
  entry(slot: number): Buffer {
    const at = slot * this.#entryBytes;
    if (this.#memory) return this.#memory.subarray(at, at + this.#entryBytes);
    const entry = SCRATCH.subarray(0, this.#entryBytes);
    this.file.read(entry, at);
    return entry;
  }

  /** Room for one more entry, to be filled by the caller at once. */
  append(): Buffer {
    this.load();
    const at = this.#count * this.#entryBytes;
    if (at === this.#memory!.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#memory!.length * 2, FIRST_ENTRIES * this.#entryBytes));
      this.#memory!.copy(grown);
      this.#memory = grown;
    }
    this.#count++;
    return this.#memory!.subarray(at, at + this.#entryBytes);
  }

  /** Keeps the first `count` entries. */
  truncate(count: number): void {
    if (count >= this.#count) return;
    this.load();
    this.#count = count;
    this.#persisted = Math.min(this.#persisted, count);
  }

  /** Forgets every entry; the file follows at the next `persist`. */
  reset(): void {
    this.#memory = EMPTY;
    this.#count = 0;
    this.#persisted = 0;
  }

  /** Writes what the file lacks and cuts what it has too much; one that says the same already is not touched. */
  persist(): void {
    if (!this.#memory) return;
    const bytes = this.#count * this.#entryBytes;
    if (this.#persisted < this.#count) {
      const from = this.#persisted * this.#entryBytes;
      this.file.write(this.#memory.subarray(from, bytes), from);
      this.#persisted = this.#count;
      this.#fileBytes = Math.max(this.#fileBytes ?? 0, bytes);
    }
    if (this.#fileBytes === bytes) return;
    this.file.truncate(bytes);
    this.#fileBytes = bytes;
  }

  /** Persists and gives the memory back. */
  seal(): void {
    this.persist();
    this.#memory = undefined;
  }
}

/** Greatest slot whose entry is not above what `isAbove` looks for; -1 when all are. */
export function floorSlot(count: number, isAbove: (slot: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAbove(middle)) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
