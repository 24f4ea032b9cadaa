/**
 * How many members were seen in the last `sizeS` seconds, to the second: a member counts in the second it was last seen
 * in, so the count is a sum that moves with each sight and each second. A ring of numbers.
 */
export class SeenSeconds {
  readonly #ring: Uint32Array;
  #from = 0;
  #total = 0;
  #changed = false;

  constructor(sizeS: number) {
    this.#ring = new Uint32Array(sizeS);
  }

  /** First second that counts. */
  get from(): number {
    return this.#from;
  }

  get bytes(): number {
    return this.#ring.byteLength;
  }

  /**
   * A member last seen in `before` (0: never) is seen in `second`, which is not before `from`. The window moves on to
   * it.
   */
  move(before: number, second: number): void {
    const { length } = this.#ring;
    if (second >= this.#from + length) this.dropBefore(second - length + 1);
    if (before >= this.#from && before > 0) {
      this.#ring[before % length]!--;
      this.#total--;
    }
    this.#ring[second % length]!++;
    this.#total++;
    this.#changed = true;
  }

  dropBefore(from: number): void {
    const { length } = this.#ring;
    const last = Math.min(from, this.#from + length);
    for (let second = this.#from; second < last; second++) {
      const count = this.#ring[second % length]!;
      if (count === 0) continue;
      this.#ring[second % length] = 0;
      this.#total -= count;
      this.#changed = true;
    }
    if (from > this.#from) this.#from = from;
  }

  /** The count; null where it is as it was when taken last. */
  take(): number | null {
    if (!this.#changed) return null;
    this.#changed = false;
    return this.#total;
  }

  mark(): void {
    this.#changed = true;
  }
}
