import type { PartialAggregate } from '../aggregates/partial.ts';
import { mergePartials } from '../aggregates/value.ts';
import type { MetricDraft } from '../definitions/definition.ts';
import type { WindowRow } from './row.ts';

/** A row of all partitions. */
export type MergedRow = WindowRow & {
  /** Partitions' rows in it. */
  parts: number;
};

/**
 * The rows of several partitions (one each of a window and its dimension values) as the rows of the whole: at most
 * `limit` a window, those with the highest n, and the rest in "other". Rows of the sliding window that ends now are one
 * window.
 */
export function mergeRows(definition: MetricDraft, rows: readonly WindowRow[]): MergedRow[] {
  const windows = new Map<string, WindowRow[]>();
  for (const row of rows) push(windows, row.now ? 'now' : `${row.start}/${row.end}`, row);
  return [...windows.values()].flatMap((inWindow) => mergeWindow(definition, inWindow));
}

function mergeWindow(definition: MetricDraft, rows: readonly WindowRow[]): MergedRow[] {
  const start = Math.min(...rows.map((row) => row.start));
  const end = Math.max(...rows.map((row) => row.end));
  const closed = rows.every((row) => row.closed);
  const now = rows.every((row) => row.now);
  const groups = new Map<string, WindowRow[]>();
  for (const row of rows) push(groups, row.other ? OTHER : JSON.stringify(row.dims), row);
  const others = groups.get(OTHER) ?? [];
  groups.delete(OTHER);
  const merged = [...groups.values()].map((same) => ({
    dims: same[0]!.dims,
    parts: same,
    partial: mergeOf(definition, same),
  }));
  merged.sort((a, b) => b.partial.n - a.partial.n || (JSON.stringify(a.dims) < JSON.stringify(b.dims) ? -1 : 1));
  const kept = merged.slice(0, definition.limit).map(({ dims, parts, partial }): MergedRow => {
    return { start, end, now, closed, dims, other: false, partial, parts: parts.length };
  });
  const rest = [...others, ...merged.slice(definition.limit).flatMap(({ parts }) => parts)];
  if (rest.length === 0) return kept;
  const partial = mergeOf(definition, rest);
  return [...kept, { start, end, now, closed, dims: [], other: true, partial, parts: rest.length }];
}

/** No dimension values are written so. */
const OTHER = 'other';

function mergeOf(definition: MetricDraft, rows: readonly WindowRow[]): PartialAggregate {
  return mergePartials(
    definition,
    rows.map(({ partial }) => partial),
  );
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
