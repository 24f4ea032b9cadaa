import type { PooledFile } from './file-pool.ts';

const FIRST_ENTRIES = 64;

/**
 * Entries of one size in a file, in ascending order. The active segment's are in memory and written behind; a sealed segment's stay on
 * disk, where a binary search costs some 15 reads of a few bytes from the page cache and no memory.
 */
export class IndexFile {
  readonly file: PooledFile;
  readonly #entryBytes: number;
  readonly #scratch: Buffer;
  #memory: Buffer | undefined;
  #count: number;
  /** Entries that the file has as memory has them. */
  #persisted: number;

  constructor(file: PooledFile, entryBytes: number, sizeBytes: number) {
    this.file = file;
    this.#entryBytes = entryBytes;
    this.#scratch = Buffer.allocUnsafe(entryBytes);
    this.#count = Math.floor(sizeBytes / entryBytes);
    this.#persisted = this.#count;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the entries into memory, so that more can be appended. */
  load(): void {
    if (this.#memory) return;
    const memory = Buffer.allocUnsafe(Math.max(this.#count * 2, FIRST_ENTRIES) * this.#entryBytes);
    const got = this.#count === 0 ? 0 : this.file.read(memory.subarray(0, this.#count * this.#entryBytes), 0);
    this.#count = Math.floor(got / this.#entryBytes);
    this.#persisted = Math.min(this.#persisted, this.#count);
    this.#memory = memory;
  }

  /** The bytes of an entry, valid until the next call. */
  entry(slot: number): Buffer {
    const at = slot * this.#entryBytes;
    if (this.#memory) return this.#memory.subarray(at, at + this.#entryBytes);
    this.file.read(this.#scratch, at);
    return this.#scratch;
  }

  /** Room for one more entry, to be filled by the caller at once. */
  append(): Buffer {
    this.load();
    const at = this.#count * this.#entryBytes;
    if (at === this.#memory!.length) {
      const grown = Buffer.allocUnsafe(this.#memory!.length * 2);
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
    this.#memory = Buffer.allocUnsafe(FIRST_ENTRIES * this.#entryBytes);
    this.#count = 0;
    this.#persisted = 0;
  }

  /** Writes what the file lacks and cuts what it has too much. */
  persist(): void {
    if (!this.#memory) return;
    if (this.#persisted < this.#count) {
      const from = this.#persisted * this.#entryBytes;
      this.file.write(this.#memory.subarray(from, this.#count * this.#entryBytes), from);
      this.#persisted = this.#count;
    }
    this.file.truncate(this.#count * this.#entryBytes);
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
