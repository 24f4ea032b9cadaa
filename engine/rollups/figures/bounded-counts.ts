import { TOP_LIMIT, type TopCounts } from './records.ts';

/** Distinct values that one dimension of one window tells apart; what comes after them is counted as `other`. */
const MAX_VALUES = 1_000;

/** Counts by value in bounded space: exact for the first `MAX_VALUES` values, `other` for the rest. */
export class BoundedCounts {
  readonly #counts = new Map<string, number>();
  #other = 0;

  add(value: string, count = 1): void {
    const held = this.#counts.get(value);
    if (held === undefined && this.#counts.size >= MAX_VALUES) this.#other += count;
    else this.#counts.set(value, (held ?? 0) + count);
  }

  /** The `TOP_LIMIT` most frequent values, equal counts in the values' order; the rest in `other`. */
  top(): TopCounts {
    if (this.#counts.size <= TOP_LIMIT) return { values: Object.fromEntries(this.#counts), other: this.#other };
    const sorted = [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const rest = sorted.slice(TOP_LIMIT).reduce((sum, [, count]) => sum + count, 0);
    return { values: Object.fromEntries(sorted.slice(0, TOP_LIMIT)), other: this.#other + rest };
  }

  encode(): EncodedCounts {
    return [this.#other, ...this.#counts];
  }

  static decode([other, ...counts]: EncodedCounts): BoundedCounts {
    const decoded = new BoundedCounts();
    decoded.#other = other;
    for (const [value, count] of counts) decoded.add(value, count);
    return decoded;
  }
}

export type EncodedCounts = [number, ...Array<[string, number]>];
