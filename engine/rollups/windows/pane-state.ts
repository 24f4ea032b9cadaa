import type { ByteReader } from '../aggregates/byte-reader.ts';
import type { ByteWriter } from '../aggregates/byte-writer.ts';
import type { PartialAggregate } from '../aggregates/partial.ts';

/**
 * What one row of a metric (its dimension values, or all events) has counted, by pane and, for sliding windows, by
 * second.
 */
export interface PaneState<Self> {
  /** Counts what is in view; whether any window's value changed. */
  add(pane: number, second: number): boolean;
  /** The window that begins with the pane; null where nothing was counted in it. */
  window(first: number): PartialAggregate | null;
  /** Lets go of panes before `oldest`, and of seconds before `fromSecond`. */
  dropBefore(oldest: number, fromSecond: number): void;
  /** The sliding window from `fromSecond` on; null where it is as it was when taken last. */
  takeNow(fromSecond: number): PartialAggregate | null;
  /** `takeNow` answers again. */
  markNow(): void;
  /** Panes with something in them. */
  filledPanes(): Iterable<number>;
  /**
   * Adds every pane to what `target` names for it, and with `seconds` every second to what it names for the second's
   * pane.
   */
  copyInto(target: (pane: number) => Self | null, seconds: boolean): void;
  /** The state is let go of: what it took of a budget is free again. */
  release(): void;
  encode(writer: ByteWriter): void;
  /** Estimate of the memory held. */
  readonly bytes: number;
}

/** Makes the states of one metric. */
export interface PaneStateKind<S extends PaneState<S>> {
  create(): S;
  decode(reader: ByteReader): S;
  /** Whether the event in view has what is counted; absent where every event has. */
  has?: () => boolean;
  /** Events that were not counted as a bound was reached. */
  readonly dropped: number;
}
