import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { PartialAggregate } from './partial.ts';

/** What one window has counted. Merging in any order, and any grouping, gives the same value. */
export interface Accumulator<Self> {
  merge(other: Self): void;
  partial(): PartialAggregate;
  encode(writer: ByteWriter): void;
  /** Estimate of the memory held. */
  readonly bytes: number;
}

/** How an aggregate reads events into accumulators of its kind. */
export interface AccumulatorPlan<A extends Accumulator<A>> {
  create(): A;
  decode(reader: ByteReader): A;
  /** Whether the event in view has what the aggregate reads; absent where every event has. */
  has?: () => boolean;
  /** Counts the event in view, which `has` it. */
  add(to: A): void;
}
