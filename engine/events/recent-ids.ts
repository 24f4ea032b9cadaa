import { hash64, hashHigh, hashLow } from './hash64.ts';

/**
 * The last `capacity` distinct ids, in typed arrays: 8 bytes an id and 4 a table slot, no garbage. An id is kept as a
 * 64-bit hash: among 100,000 ids a new one meets an equal hash by chance once in 10^14 events.
 * The oldest id goes first, in the order ids were added; so two copies fed with the same ids hold the same ids.
 */
export class RecentIds {
  readonly #capacity: number;
  /** Ring of hashes, two words each, written at `#added % capacity`. */
  readonly #ring: Uint32Array;
  /** Open addressing with linear probing: ring slot + 1, 0 where free. At most half full. */
  readonly #table: Int32Array;
  readonly #mask: number;
  #added = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#ring = new Uint32Array(capacity * 2);
    const tableSize = 2 ** Math.ceil(Math.log2(capacity * 2));
    this.#table = new Int32Array(tableSize);
    this.#mask = tableSize - 1;
  }

  get size(): number {
    return Math.min(this.#added, this.#capacity);
  }

  /** Takes the id up; false if it is one of those held already (its age stays as it is). */
  add(id: string): boolean {
    hash64(id);
    return this.#addHash(hashHigh, hashLow);
  }

  #addHash(high: number, low: number): boolean {
    let cell = low & this.#mask;
    for (let slot = this.#table[cell]!; slot !== 0; slot = this.#table[cell]!) {
      const at = (slot - 1) * 2;
      if (this.#ring[at] === high && this.#ring[at + 1] === low) return false;
      cell = (cell + 1) & this.#mask;
    }
    const ringSlot = this.#added % this.#capacity;
    if (this.#added >= this.#capacity) {
      this.#forget(ringSlot);
      // Closing the gap may have moved the free cell that was found.
      cell = low & this.#mask;
      while (this.#table[cell] !== 0) cell = (cell + 1) & this.#mask;
    }
    this.#ring[ringSlot * 2] = high;
    this.#ring[ringSlot * 2 + 1] = low;
    this.#table[cell] = ringSlot + 1;
    this.#added++;
    return true;
  }

  /** Frees the table's cell of a ring slot and moves up what was displaced by it (Knuth, TAOCP 6.4, algorithm R). */
  #forget(ringSlot: number): void {
    let gap = this.#ring[ringSlot * 2 + 1]! & this.#mask;
    while (this.#table[gap] !== ringSlot + 1) gap = (gap + 1) & this.#mask;
    let cell = (gap + 1) & this.#mask;
    for (let slot = this.#table[cell]!; slot !== 0; slot = this.#table[cell]!) {
      const home = this.#ring[(slot - 1) * 2 + 1]! & this.#mask;
      const distanceFromHome = (cell - home) & this.#mask;
      const distanceFromGap = (cell - gap) & this.#mask;
      if (distanceFromHome >= distanceFromGap) {
        this.#table[gap] = slot;
        gap = cell;
      }
      cell = (cell + 1) & this.#mask;
    }
    this.#table[gap] = 0;
  }

  /** The hashes, oldest first, 8 bytes each. */
  encode(): Buffer {
    const { size } = this;
    const bytes = Buffer.allocUnsafe(size * 8);
    for (let index = 0; index < size; index++) {
      const at = ((this.#added - size + index) % this.#capacity) * 2;
      bytes.writeUInt32LE(this.#ring[at]!, index * 8);
      bytes.writeUInt32LE(this.#ring[at + 1]!, index * 8 + 4);
    }
    return bytes;
  }

  static decode(capacity: number, bytes: Buffer): RecentIds {
    const ids = new RecentIds(capacity);
    for (let at = 0; at + 8 <= bytes.length; at += 8) ids.#addHash(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
    return ids;
  }
}
