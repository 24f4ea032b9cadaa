import type { PartialAggregate } from '../aggregates/partial.ts';

/** One row of one window in one partition: what is emitted and stored. Times are ms; the window is [start, end). */
export interface WindowRow {
  start: number;
  end: number;
  /** The sliding window that ends with the current second; `end` moves on. */
  now: boolean;
  /** The clock is 10 s past the window's end. An event that is on time may still correct it. */
  closed: boolean;
  /** Values of the definition's dimensions, in their order; empty in the row "other". */
  dims: string[];
  /** What came after the first `limit` values of the dimensions. */
  other: boolean;
  partial: PartialAggregate;
}
