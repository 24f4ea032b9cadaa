import type { Accumulator } from './accumulator.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { PartialAggregate } from './partial.ts';

const FIRST_CELLS = 8;

/**
 * Exact number of distinct members (visitors, sessions), each a 64-bit hash in a typed array: 11 to 22 bytes a member.
 * Open addressing with linear probing, at most three quarters full. The hash 0 marks a free cell and is kept as 1.
 */
export class MemberSet implements Accumulator<MemberSet> {
  #size = 0;
  /** Two words a cell: high, low. */
  #cells = new Uint32Array(FIRST_CELLS * 2);

  get size(): number {
    return this.#size;
  }

  add(high: number, low: number): void {
    const cell = this.#probe(high, low);
    const cells = this.#cells;
    if ((cells[cell * 2]! | cells[cell * 2 + 1]!) !== 0) return;
    cells[cell * 2] = high;
    cells[cell * 2 + 1] = (high | low) === 0 ? 1 : low;
    this.#size++;
    if (this.#size * 8 > cells.length * 3) this.#reserve(this.#size + 1);
  }

  has(high: number, low: number): boolean {
    const cell = this.#probe(high, low);
    return (this.#cells[cell * 2]! | this.#cells[cell * 2 + 1]!) !== 0;
  }

  /** The cell that the member has or would have. */
  #probe(high: number, low: number): number {
    const kept = (high | low) === 0 ? 1 : low;
    const cells = this.#cells;
    const mask = cells.length / 2 - 1;
    let cell = kept & mask;
    for (;;) {
      const heldHigh = cells[cell * 2]!;
      const heldLow = cells[cell * 2 + 1]!;
      if ((heldHigh | heldLow) === 0 || (heldLow === kept && heldHigh === high)) return cell;
      cell = (cell + 1) & mask;
    }
  }

  /**
   * Makes room for `size` members. Called with the total before members are added in another table's order: in a
   * smaller table that order would fill one region at a time, and each probe would walk through it.
   */
  #reserve(size: number): void {
    const old = this.#cells;
    let length = old.length;
    while (size * 8 > length * 3) length *= 2;
    if (length === old.length) return;
    this.#cells = new Uint32Array(length);
    this.#size = 0;
    for (let at = 0; at < old.length; at += 2) if ((old[at]! | old[at + 1]!) !== 0) this.add(old[at]!, old[at + 1]!);
  }

  merge(other: MemberSet): void {
    const cells = other.#cells;
    this.#reserve(this.#size + other.#size);
    for (let at = 0; at < cells.length; at += 2) {
      if ((cells[at]! | cells[at + 1]!) !== 0) this.add(cells[at]!, cells[at + 1]!);
    }
  }

  partial(): PartialAggregate {
    return { n: this.#size };
  }

  encode(writer: ByteWriter): void {
    writer.count(this.#size);
    const cells = this.#cells;
    for (let at = 0; at < cells.length; at += 2) {
      if ((cells[at]! | cells[at + 1]!) === 0) continue;
      writer.word(cells[at]!);
      writer.word(cells[at + 1]!);
    }
  }

  static decode(reader: ByteReader): MemberSet {
    const set = new MemberSet();
    const size = reader.count();
    set.#reserve(size);
    for (let left = size; left > 0; left--) set.add(reader.word(), reader.word());
    return set;
  }

  get bytes(): number {
    return 160 + this.#cells.byteLength;
  }
}
