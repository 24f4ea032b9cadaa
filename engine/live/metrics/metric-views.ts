import type { MetricValue } from '../../rollups/aggregates/value.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';

/** One row of a window, merged over the partitions. */
export interface MetricRow extends MetricValue {
  /** Values of the definition's dimensions; empty in the row "other". */
  dims: string[];
  other: boolean;
}

/** One window: [start, end), ms. */
export interface MetricWindowView {
  start: number;
  end: number;
  /** Past its end by the out-of-orderness; a late event may still correct it. */
  closed: boolean;
  rows: MetricRow[];
}

/** What a reader has to know of a definition to show it. */
export type MetricFace = Pick<
  MetricDefinition,
  'id' | 'revision' | 'name' | 'description' | 'unit' | 'aggregate' | 'dimensions' | 'window'
>;

export interface MetricFreshness {
  /** Lowest watermark over the partitions that have one, ms; null before the first event. */
  watermark: number | null;
  /** Events that came too late for the metric. */
  late: number;
  /** The past is being read: windows that began before the definition do not hold everything yet. */
  filling: boolean;
}

/** A metric as a client sees it: its recent windows, oldest first, and the sliding window that ends now. */
export interface MetricView {
  metric: MetricFace;
  windows: MetricWindowView[];
  /** Null where windows do not slide, and before the first event. */
  now: MetricWindowView | null;
  freshness: MetricFreshness;
}

/**
 * What changed: with `metric` everything is new (another revision). Else each window of `windows` replaces the one of the same
 * start and end or is a new one; windows beyond `WINDOWS_SHOWN` fall out at the front.
 */
export type MetricDelta = MetricView | Partial<Omit<MetricView, 'metric'>>;

/** Windows of a metric that are shown. */
export const WINDOWS_SHOWN = 300;
