import type { PlacedEvent } from '../../events/event.ts';
import type { WindowRow } from './row.ts';

/**
 * The windows of one revision of a metric in one partition: a pure fold of placed events, read out with the time of
 * day.
 *
 * An event counts iff `received_at - ts <= lateness_s * 1000`: its own row decides, so that ClickHouse can repeat it.
 * The partition's clock is the highest `received_at`, moved on by `advance` while the log is quiet. A window's state is
 * let go once the clock is past its end, the lateness and a minute of slack.
 */
export interface MetricWindows {
  /** Counts an event of any site or name: what the metric does not count is passed over. */
  add(event: PlacedEvent): void;
  /** Moves the clock on (never back), closes windows and lets go of those that are over. */
  advance(clockMs: number): void;
  /**
   * Rows that changed since they were taken last, as of `nowMs`. A sliding window that has become empty comes once more
   * with n 0. Of overlapping windows those that ended and the one that ends next.
   */
  takeChanged(nowMs: number): WindowRow[];
  /** Everything held is to be taken once more: a restore, or a write that failed. */
  markChanged(): void;
  /** Rows of closed windows to store: once after the window closed, again after each correction. */
  takeClosed(): WindowRow[];
  /** Rows of `takeClosed` that could not be stored. */
  giveBack(rows: readonly WindowRow[]): void;
  /** Rows that wait for `takeClosed` though their window's state is gone. Whoever sees it grow stops adding. */
  readonly unstored: number;
  /**
   * Keeps every window that began at or before `untilMs` until `merge`: those have events from before the state began,
   * which a backfill is still to bring. They are emitted, and not stored, meanwhile.
   */
  hold(untilMs: number): void;
  /** Adds what `earlier` counted of the events before this state's first one, and ends `hold`. `earlier` is used up. */
  merge(earlier: MetricWindows): void;
  /** The state as bytes, for `decodeMetricWindows`. Rows not stored yet are in it, what was emitted is not. */
  encode(): Buffer;
  /** Estimate of the memory held. */
  readonly bytes: number;
  /** Highest `received_at` or `advance`, ms; 0 before the first. */
  readonly clock: number;
  /** Events that the metric would have counted, had they come in time. */
  readonly late: number;
  /** Events in time whose window was gone: their `received_at` was over a minute behind the clock. */
  readonly missed: number;
  /** Events not counted as a bound of the state was reached; the values are lower bounds then. */
  readonly dropped: number;
}
