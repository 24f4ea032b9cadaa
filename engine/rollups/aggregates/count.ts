import type { Accumulator } from './accumulator.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { PartialAggregate } from './partial.ts';

/** Number of events: exact to 2^53. */
export class Count implements Accumulator<Count> {
  n = 0;

  merge(other: Count): void {
    this.n += other.n;
  }

  partial(): PartialAggregate {
    return { n: this.n };
  }

  encode(writer: ByteWriter): void {
    writer.count(this.n);
  }

  static decode(reader: ByteReader): Count {
    const count = new Count();
    count.n = reader.count();
    return count;
  }

  get bytes(): number {
    return 24;
  }
}
