const FIRST_CELLS = 8;
/** Odd, so that multiplying by it visits every cell of a table once. */
const STRIDE = 0x9e3779b1;

/**
 * Members (64-bit hashes) with a bit each for every pane of a ring and, where wanted, the second last seen in. All in
 * typed arrays: with two words of bits and a second 27 to 53 bytes a member. Open addressing, at most three quarters
 * full.
 */
export class MemberTable {
  /** Words of bits a member. */
  readonly words: number;
  readonly #withSeconds: boolean;
  #size = 0;
  #capacity = 0;
  /** high, low; both 0 where a cell is free. The hash 0 is kept as 1. */
  #keys = new Uint32Array(0);
  bits = new Uint32Array(0);
  /** Seconds since the epoch, to 2106. Empty where not wanted. */
  seconds = new Uint32Array(0);

  constructor(words: number, withSeconds: boolean) {
    this.words = words;
    this.#withSeconds = withSeconds;
    this.#allocate(FIRST_CELLS);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return 250 + this.#keys.byteLength + this.bits.byteLength + this.seconds.byteLength;
  }

  #allocate(capacity: number): void {
    this.#capacity = capacity;
    this.#keys = new Uint32Array(capacity * 2);
    this.bits = new Uint32Array(capacity * this.words);
    this.seconds = new Uint32Array(this.#withSeconds ? capacity : 0);
    this.#size = 0;
  }

  /** The member's cell; -1 where it has none. */
  find(high: number, low: number): number {
    const cell = this.#probe(high, low);
    return this.#isFree(cell) ? -1 : cell;
  }

  /** The cell that the member has or would have. */
  #probe(high: number, low: number): number {
    const kept = (high | low) === 0 ? 1 : low;
    const keys = this.#keys;
    const mask = this.#capacity - 1;
    let cell = kept & mask;
    for (;;) {
      const heldHigh = keys[cell * 2]!;
      const heldLow = keys[cell * 2 + 1]!;
      if ((heldHigh | heldLow) === 0 || (heldLow === kept && heldHigh === high)) return cell;
      cell = (cell + 1) & mask;
    }
  }

  #isFree(cell: number): boolean {
    return (this.#keys[cell * 2]! | this.#keys[cell * 2 + 1]!) === 0;
  }

  get isFull(): boolean {
    return (this.#size + 1) * 4 > this.#capacity * 3;
  }

  /** Gives a new member a cell, without bits. The table must not be full. */
  insert(high: number, low: number): number {
    const cell = this.#probe(high, low);
    this.#keys[cell * 2] = high;
    this.#keys[cell * 2 + 1] = (high | low) === 0 ? 1 : low;
    this.#size++;
    return cell;
  }

  /** Makes room for `size` members at least. */
  reserve(size: number): void {
    let capacity = this.#capacity;
    while (size * 4 > capacity * 3) capacity *= 2;
    if (capacity > this.#capacity) this.#rebuild(capacity, null);
  }

  /** Clears the bits of `cleared` in every member; lets go of those without bits that `keep` does not want. */
  clear(cleared: Uint32Array, keep: (cell: number) => boolean): void {
    const { bits, words } = this;
    let left = 0;
    for (let cell = 0; cell < this.#capacity; cell++) {
      if (this.#isFree(cell)) continue;
      for (let word = 0; word < words; word++) bits[cell * words + word]! &= ~cleared[word]!;
      if (this.hasBits(cell) || keep(cell)) left++;
    }
    if (left === this.#size) return;
    let capacity = FIRST_CELLS;
    while (left * 2 > capacity) capacity *= 2;
    this.#rebuild(capacity, keep);
  }

  hasBits(cell: number): boolean {
    for (let at = cell * this.words; at < (cell + 1) * this.words; at++) if (this.bits[at] !== 0) return true;
    return false;
  }

  #rebuild(capacity: number, keep: ((cell: number) => boolean) | null): void {
    const { bits, seconds, words } = this;
    const keys = this.#keys;
    const cells = this.#capacity;
    const kept: boolean[] | null = keep && Array.from({ length: cells }, (_, cell) => this.hasBits(cell) || keep(cell));
    this.#allocate(capacity);
    for (let cell = 0; cell < cells; cell++) {
      if ((keys[cell * 2]! | keys[cell * 2 + 1]!) === 0 || (kept && !kept[cell])) continue;
      const to = this.insert(keys[cell * 2]!, keys[cell * 2 + 1]!);
      for (let word = 0; word < words; word++) this.bits[to * words + word] = bits[cell * words + word]!;
      if (this.#withSeconds) this.seconds[to] = seconds[cell]!;
    }
  }

  /**
   * Every member, in an order that jumps through the table: added in the table's own order to a smaller one, members
   * would pile up in one region at a time.
   */
  forEach(visit: (cell: number, high: number, low: number) => void): void {
    const mask = this.#capacity - 1;
    for (let step = 0; step < this.#capacity; step++) {
      const cell = Math.imul(step, STRIDE) & mask;
      if (!this.#isFree(cell)) visit(cell, this.#keys[cell * 2]!, this.#keys[cell * 2 + 1]!);
    }
  }
}
