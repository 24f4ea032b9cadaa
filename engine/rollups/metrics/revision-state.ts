import type { MetricDefinition } from '../definitions/definition.ts';
import type { MetricWindows } from '../windows/metric-windows.ts';
import type { WindowRow } from '../windows/row.ts';

/** What a partition's task holds of one revision of a metric. */
export interface RevisionState {
  readonly definition: MetricDefinition;
  readonly windows: MetricWindows;
  /** Offset at which the task took it up: what is before is brought by a backfill. */
  readonly since: number;
  /** Everything before `since` is counted in. */
  filled: boolean;
  /** Rows that the last write took: those with few go first. */
  rows: number;
  /** Changed since its rows were taken last. */
  changed: boolean;
  /** Everything before this offset was taken. */
  takenTo: number;
}

/** A row to be stored, with what the table wants to know beside it. */
export interface StoredRow {
  definition: MetricDefinition;
  partition: number;
  row: WindowRow;
  /** Last offset that is counted in. */
  offset: number;
  late: number;
}
