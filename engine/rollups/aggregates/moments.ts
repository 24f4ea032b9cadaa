import type { Accumulator } from './accumulator.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { PartialAggregate } from './partial.ts';

/**
 * Number, sum, least and greatest of values: behind sum, average, minimum and maximum. `n`, `min` and `max` are exact.
 * The sum is of 64-bit floats: whole numbers are exact to 2^53, fractions may differ in the last digits with the order
 * they came in.
 */
export class Moments implements Accumulator<Moments> {
  n = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.n++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  merge(other: Moments): void {
    this.n += other.n;
    this.sum += other.sum;
    if (other.min < this.min) this.min = other.min;
    if (other.max > this.max) this.max = other.max;
  }

  partial(): PartialAggregate {
    const { n, sum, min, max } = this;
    return n === 0 ? { n, sum } : { n, sum, min, max };
  }

  encode(writer: ByteWriter): void {
    writer.count(this.n);
    writer.float(this.sum);
    writer.float(this.min);
    writer.float(this.max);
  }

  static decode(reader: ByteReader): Moments {
    const moments = new Moments();
    moments.n = reader.count();
    moments.sum = reader.float();
    moments.min = reader.float();
    moments.max = reader.float();
    return moments;
  }

  get bytes(): number {
    return 56;
  }
}
