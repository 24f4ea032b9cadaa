import type { Accumulator } from './accumulator.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { PartialAggregate } from './partial.ts';

/** Values told apart for a list of `k`: exact up to so many, and the error is at most n divided by it. */
export function capacityFor(k: number): number {
  return Math.max(200, k * 10);
}

/**
 * The most frequent values in bounded space (Misra and Gries, 1982; merged and cut as in Agarwal et al., Mergeable
 * Summaries, 2012). Exact while there are at most `capacity` distinct values. Beyond, a count is too low by at most
 * `error`, which is at most n / capacity; and so often a value that is not held may have been there. Holds at most
 * twice `capacity` values.
 */
export class FrequentValues implements Accumulator<FrequentValues> {
  n = 0;
  /** By how much each count may be too low. */
  error = 0;
  readonly #capacity: number;
  readonly #counts = new Map<string, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(value: string): void {
    this.n++;
    this.#count(value, 1);
    if (this.#counts.size > this.#capacity * 2) this.#cut();
  }

  #count(value: string, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }

  /** Takes the first count beyond `capacity` off every value and keeps those that have something left. */
  #cut(): void {
    const sorted = Float64Array.from(this.#counts.values()).sort();
    const off = sorted[sorted.length - this.#capacity - 1]!;
    this.error += off;
    for (const [value, count] of this.#counts) {
      if (count <= off) this.#counts.delete(value);
      else this.#counts.set(value, count - off);
    }
  }

  merge(other: FrequentValues): void {
    this.n += other.n;
    this.error += other.error;
    for (const [value, count] of other.#counts) this.#count(value, count);
    if (this.#counts.size > this.#capacity * 2) this.#cut();
  }

  /** The list, cut to `capacity`; how often a value that is not listed may have been there is `absent`. */
  partial(): PartialAggregate {
    const sorted = [...this.#counts].sort(mostFrequentFirst);
    const listed = sorted.slice(0, this.#capacity);
    const next = sorted[this.#capacity]?.[1] ?? 0;
    return { n: this.n, top: listed.map(([value, count]) => [value, count, this.error]), absent: this.error + next };
  }

  encode(writer: ByteWriter): void {
    writer.count(this.n);
    writer.count(this.error);
    writer.count(this.#counts.size);
    for (const [value, count] of this.#counts) {
      writer.text(value);
      writer.count(count);
    }
  }

  static decode(reader: ByteReader, capacity: number): FrequentValues {
    const decoded = new FrequentValues(capacity);
    decoded.n = reader.count();
    decoded.error = reader.count();
    for (let left = reader.count(); left > 0; left--) {
      const value = reader.text();
      decoded.#counts.set(value, reader.count());
    }
    return decoded;
  }

  get bytes(): number {
    return 120 + this.#counts.size * 80;
  }
}

/** Equal counts in the order of the values. */
export function mostFrequentFirst(
  a: readonly [string, number, ...unknown[]],
  b: readonly [string, number, ...unknown[]],
) {
  return b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
}
