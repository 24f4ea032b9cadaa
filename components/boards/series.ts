import type { MetricRow, MetricView, MetricWindowView } from '../../engine/live/metrics/metric-views.ts';
import { quantileName, rowName } from './metric-format.ts';

/** A line of a chart. */
export interface Series {
  key: string;
  name: string;
  /** In the order of their times; null where the window has no such row. */
  values: Array<number | null>;
}

export interface SeriesSet {
  /** Ends of the windows, ms, oldest first. */
  times: number[];
  series: Series[];
  /** Lines that were left out because there were more than `MAX_SERIES`. */
  more: number;
}

export const MAX_SERIES = 6;

/**
 * Lines of a metric over its windows: one for each quantile of a metric without dimensions, else one for each row. With
 * more rows than `MAX_SERIES` those with the highest last values are drawn.
 */
export function seriesOf(view: MetricView, prefix = ''): SeriesSet {
  const windows = shownWindows(view);
  const times = windows.map(({ end }) => end);
  const { aggregate, dimensions } = view.metric;
  const label = (name: string): string => [prefix, name].filter(Boolean).join(' · ') || view.metric.name;
  if (aggregate.kind === 'quantile' && dimensions.length === 0) {
    const series = aggregate.quantiles.map((quantile, index) => ({
      key: `${view.metric.id}/${quantile}`,
      name: label(quantileName(quantile)),
      values: windows.map(({ rows }) => rows[0]?.quantiles?.[index]?.value ?? null),
    }));
    return { times, series, more: 0 };
  }
  const names = new Map<string, string>();
  for (const { rows } of windows) for (const row of rows) names.set(rowKey(row), rowName(row.dims, row.other));
  const rank = rankOf(windows);
  const ranked = [...names.keys()].toSorted((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0));
  const kept = ranked.slice(0, MAX_SERIES);
  // In the order of their names: a line keeps its colour as the ranks change.
  const series = kept.sort().map((key) => ({
    key: `${view.metric.id}/${key}`,
    name: label(names.get(key)!),
    values: windows.map(({ rows }) => rows.find((row) => rowKey(row) === key)?.value ?? null),
  }));
  return { times, series, more: ranked.length - kept.length };
}

/** What is over, and the window that slides: one that still fills would only look like a fall. */
function shownWindows({ windows, now }: MetricView): MetricWindowView[] {
  const closed = windows.filter((window) => window.closed && (now === null || window.end < now.end));
  if (now) return [...closed, now];
  return closed.length > 0 ? closed : [...windows];
}

export function rowKey({ dims, other }: Pick<MetricRow, 'dims' | 'other'>): string {
  return other ? 'other' : JSON.stringify(dims);
}

/** The highest value of each row over the last windows. */
function rankOf(windows: readonly MetricWindowView[]): Map<string, number> {
  const rank = new Map<string, number>();
  for (const { rows } of windows.slice(-10)) {
    for (const row of rows) {
      const key = rowKey(row);
      rank.set(key, Math.max(rank.get(key) ?? 0, row.value ?? 0));
    }
  }
  return rank;
}

/** The window that a number stands for: the sliding one, else the last one that is closed, else the last. */
export function currentWindow(view: MetricView): MetricWindowView | null {
  return view.now ?? view.windows.findLast(({ closed }) => closed) ?? view.windows.at(-1) ?? null;
}

/** Rows of the current window, highest first; a top list's rows where the metric is one. */
export function currentRows(view: MetricView): Array<{ key: string; name: string; value: number | null }> {
  const window = currentWindow(view);
  if (!window) return [];
  if (view.metric.aggregate.kind === 'top') {
    return (window.rows[0]?.top ?? []).map(({ value, count }) => ({
      key: value,
      name: value || '(none)',
      value: count,
    }));
  }
  return window.rows
    .map((row) => ({ key: rowKey(row), name: rowName(row.dims, row.other), value: row.value }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}

/** A step of a funnel. */
export interface FunnelStep {
  name: string;
  value: number;
  /** Of the first step and of the one before, 0 to 1; null where that one is 0. */
  ofFirst: number | null;
  ofBefore: number | null;
}

/** The steps in their order; a step that nobody took is 0. */
export function funnelOf(view: MetricView, steps: readonly string[]): FunnelStep[] {
  const rows = currentWindow(view)?.rows ?? [];
  const values = steps.map((step) => rows.find(({ dims }) => dims[0] === step)?.value ?? 0);
  const share = (value: number, of: number): number | null => (of === 0 ? null : value / of);
  return steps.map((name, index) => ({
    name: rowName([name], false),
    value: values[index]!,
    ofFirst: share(values[index]!, values[0]!),
    ofBefore: index === 0 ? null : share(values[index]!, values[index - 1]!),
  }));
}
