import type { Accumulator } from './accumulator.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { PartialAggregate } from './partial.ts';

/** A quantile is off by at most this share of its value. */
export const SKETCH_RELATIVE_ERROR = 0.01;
const GAMMA = (1 + SKETCH_RELATIVE_ERROR) / (1 - SKETCH_RELATIVE_ERROR);
const PER_LOG = 1 / Math.log(GAMMA);
/** Smaller than this, either side of 0, is 0. */
const LEAST = 1e-9;
/** Larger than this is this. */
const GREATEST = 1e15;

/**
 * The bucket of a value: 0 for 0, else k + `SHIFT` for values in (gamma^(k-1), gamma^k], negative for negative values.
 * Between `LEAST` and `GREATEST` there are 2,764 a side, which bounds a sketch without ever giving up its accuracy.
 */
export function bucketOf(value: number): number {
  const size = Math.abs(value);
  if (size < LEAST) return 0;
  const bucket = Math.ceil(Math.log(Math.min(size, GREATEST)) * PER_LOG) + SHIFT;
  return value < 0 ? -bucket : bucket;
}
const SHIFT = 1 - Math.floor(Math.log(LEAST) * PER_LOG);

/** The value that stands for all of a bucket: off by at most `SKETCH_RELATIVE_ERROR` of any of them. */
function valueOfBucket(bucket: number): number {
  if (bucket === 0) return 0;
  const size = (2 * GAMMA ** (Math.abs(bucket) - SHIFT)) / (GAMMA + 1);
  return bucket < 0 ? -size : size;
}

/**
 * Quantiles with a relative error of 1 % for values between 1e-9 and 1e15 in size (Masson, Rim, Lee: DDSketch, 2019).
 * Counts by bucket in one array from the lowest to the highest bucket seen; at most 5,529 buckets, 22 KB, with up to
 * 4,294,967,295 values each.
 */
export class DdSketch implements Accumulator<DdSketch> {
  n = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Bucket of the first count. */
  #first = 0;
  #counts = NONE;

  /** Counts a value whose bucket is known. */
  add(value: number, bucket: number): void {
    this.n++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.#cover(bucket, bucket);
    this.#counts[bucket - this.#first]!++;
  }

  /** Makes the array reach over the buckets `low` to `high`, with some room, so that it rarely grows. */
  #cover(low: number, high: number): void {
    const old = this.#counts;
    if (low >= this.#first && high < this.#first + old.length) return;
    const from = old.length === 0 ? low : Math.min(low, this.#first);
    const to = old.length === 0 ? high + 1 : Math.max(high + 1, this.#first + old.length);
    const room = old.length === 0 ? 0 : Math.min(64, (to - from) >> 2);
    const first = from < this.#first ? from - room : from;
    this.#counts = new Uint32Array((to > this.#first + old.length ? to + room : to) - first);
    this.#counts.set(old, old.length === 0 ? 0 : this.#first - first);
    this.#first = first;
  }

  merge(other: DdSketch): void {
    this.n += other.n;
    this.sum += other.sum;
    if (other.min < this.min) this.min = other.min;
    if (other.max > this.max) this.max = other.max;
    if (other.#counts.length === 0) return;
    this.#cover(other.#first, other.#first + other.#counts.length - 1);
    const shift = other.#first - this.#first;
    for (let at = 0; at < other.#counts.length; at++) this.#counts[at + shift]! += other.#counts[at]!;
  }

  /** The value with the rank floor(q * (n - 1)), counted from 0; null where there are none. */
  quantile(q: number): number | null {
    if (this.n === 0) return null;
    const rank = Math.floor(q * (this.n - 1));
    let seen = 0;
    for (let at = 0; at < this.#counts.length; at++) {
      seen += this.#counts[at]!;
      if (seen > rank) return Math.min(this.max, Math.max(this.min, valueOfBucket(at + this.#first)));
    }
    return this.max;
  }

  partial(): PartialAggregate {
    const { n, sum, min, max } = this;
    const writer = new ByteWriter();
    this.encode(writer);
    const sketch = writer.finish().toString('base64');
    return n === 0 ? { n, sum, sketch } : { n, sum, min, max, sketch };
  }

  static fromPartial(partial: PartialAggregate): DdSketch {
    return partial.sketch ? DdSketch.decode(new ByteReader(Buffer.from(partial.sketch, 'base64'))) : new DdSketch();
  }

  /** Buckets that are not empty: how far from the one before, and the count. */
  encode(writer: ByteWriter): void {
    writer.count(this.n);
    writer.float(this.sum);
    writer.float(this.min);
    writer.float(this.max);
    let filled = 0;
    for (const count of this.#counts) if (count > 0) filled++;
    writer.count(filled);
    let before = 0;
    for (let at = 0; at < this.#counts.length; at++) {
      if (this.#counts[at] === 0) continue;
      writer.integer(at + this.#first - before);
      writer.count(this.#counts[at]!);
      before = at + this.#first;
    }
  }

  static decode(reader: ByteReader): DdSketch {
    const decoded = new DdSketch();
    decoded.n = reader.count();
    decoded.sum = reader.float();
    decoded.min = reader.float();
    decoded.max = reader.float();
    let bucket = 0;
    for (let left = reader.count(); left > 0; left--) {
      bucket += reader.integer();
      decoded.#cover(bucket, bucket);
      decoded.#counts[bucket - decoded.#first] = reader.count();
    }
    return decoded;
  }

  get bytes(): number {
    return 240 + this.#counts.byteLength;
  }
}

const NONE = new Uint32Array(0);
