import type { StoreClient } from '../clickhouse/client.ts';
import type { PartialAggregate } from '../rollups/aggregates/partial.ts';
import { emptyValue, type MetricValue, metricValue } from '../rollups/aggregates/value.ts';
import type { MetricDefinition } from '../rollups/definitions/definition.ts';
import { formulaRows } from '../rollups/windows/formula-rows.ts';
import { mergeRows } from '../rollups/windows/merge-rows.ts';

/** [from, to) of window starts, ms. */
export interface MetricSpan {
  from: number;
  to: number;
}

/** One row of one closed window, all partitions merged. Windows in which nothing was counted have no row. */
export interface MetricRow extends MetricValue {
  start: number;
  end: number;
  dims: string[];
  other: boolean;
}

/** Rows of partitions that one question reads; a span with more is refused. */
export const MAX_ROWS = 200_000;

/** The span holds more than can be answered at once. */
export class TooManyRows extends Error {
  constructor() {
    super(`the span holds more than ${MAX_ROWS} rows: ask for a shorter one, or for certain dimension values`);
    this.name = 'TooManyRows';
  }
}

interface Row {
  start: number;
  end: number;
  other: boolean;
  dims: string[];
  partial: string;
}

/**
 * The history of a metric's revision from weir.metric_windows, by start and dimension values. A formula is computed from
 * its inputs (`find` answers the site's live metrics by id). `dims`: only rows with these dimension values. Throws
 * `TooManyRows`, `StoreError`.
 */
export async function getMetricRows(
  store: StoreClient,
  definition: MetricDefinition,
  span: MetricSpan,
  find: (id: string) => MetricDefinition | undefined,
  dims: readonly string[] | null = null,
): Promise<MetricRow[]> {
  const { aggregate } = definition;
  if (aggregate.kind === 'formula') return rowsOfFormula(store, definition, span, find, dims);
  const { site, id, created_at: createdAt, revision } = definition;
  const rows = await store.rows<Row>(
    `SELECT toUnixTimestamp64Milli(window_start) AS start, toUnixTimestamp64Milli(window_end) AS end, other, dims, partial
     FROM weir.metric_windows FINAL
     WHERE site = {site:String} AND id = {id:String} AND created_at = fromUnixTimestamp64Milli({createdAt:Int64})
       AND revision = {revision:UInt32}
       AND window_start >= fromUnixTimestamp64Milli({from:Int64}) AND window_start < fromUnixTimestamp64Milli({to:Int64})
       ${dims ? 'AND dims = {dims:Array(String)} AND NOT other' : ''}
     ORDER BY window_start, window_end LIMIT ${MAX_ROWS + 1}`,
    { site, id, createdAt, revision, from: span.from, to: span.to, dims: dims ?? [] },
  );
  if (rows.length > MAX_ROWS) throw new TooManyRows();
  const windows = rows.map((row) => ({
    start: Number(row.start),
    end: Number(row.end),
    now: false,
    closed: true,
    dims: row.dims,
    other: row.other,
    partial: JSON.parse(row.partial) as PartialAggregate,
  }));
  return mergeRows(definition, windows).map(({ start, end, dims: values, other, partial }) => {
    return { start, end, dims: values, other, ...metricValue(definition, partial) };
  });
}

/** Names a row of a window among others. */
export function rowKey({ start, end, dims, other }: Pick<MetricRow, 'start' | 'end' | 'dims' | 'other'>): string {
  return `${start}/${end}/${other ? 'other' : JSON.stringify(dims)}`;
}

async function rowsOfFormula(
  store: StoreClient,
  { aggregate }: MetricDefinition,
  span: MetricSpan,
  find: (id: string) => MetricDefinition | undefined,
  dims: readonly string[] | null,
): Promise<MetricRow[]> {
  if (aggregate.kind !== 'formula') return [];
  const inputs = await Promise.all(
    Object.entries(aggregate.inputs).map(async ([name, id]) => {
      const definition = find(id);
      const rows = definition ? await getMetricRows(store, definition, span, find, dims) : [];
      const empty = definition && definition.aggregate.kind !== 'formula' ? emptyValue(definition).value : null;
      return [name, { rows: rows.map((row) => ({ ...row, now: false, closed: true })), empty }] as const;
    }),
  );
  const counted = new Map<string, number>();
  for (const row of inputs.flatMap(([, { rows }]) => rows)) {
    counted.set(rowKey(row), Math.max(row.n, counted.get(rowKey(row)) ?? 0));
  }
  return formulaRows(aggregate.expression, new Map(inputs)).map(({ start, end, dims: values, other, value }) => {
    const row = { start, end, dims: values, other };
    return { ...row, value, n: counted.get(rowKey(row)) ?? 0 };
  });
}
