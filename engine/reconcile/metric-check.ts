import type { StoreClient } from '../clickhouse/client.ts';
import { SKETCH_RELATIVE_ERROR } from '../rollups/aggregates/dd-sketch.ts';
import { HLL_STANDARD_ERROR } from '../rollups/aggregates/hyperloglog.ts';
import type { PartialAggregate } from '../rollups/aggregates/partial.ts';
import { metricValue } from '../rollups/aggregates/value.ts';
import type { MetricDefinition } from '../rollups/definitions/definition.ts';
import { type WindowSqlRow, windowStatement } from '../rollups/windows/window-sql.ts';

/** A window's row where the stream and ClickHouse differ; null where one of them has none. */
export interface WindowDifference {
  partition: number;
  start: number;
  dims: string[];
  stream: string | null;
  clickhouse: string | null;
}

export interface MetricCheck {
  id: string;
  revision: number;
  /** Rows compared, and those that differ. */
  rows: number;
  differences: WindowDifference[];
  /** Why nothing was compared; null where something was. */
  skipped: string | null;
}

interface StoredRow {
  partition: number;
  start: number;
  end: number;
  dims: string[];
  other: boolean;
  partial: string;
  offset: number;
}

/** What is compared: windows in [fromMs, toMs) over offsets before each partition's end. */
export interface CheckScope {
  fromMs: number;
  toMs: number;
  topicId: string;
  before: ReadonlyMap<number, number>;
  /** Windows that are compared at most, spread over all; null for every one. */
  sample: number | null;
}

/** A visit ends after half an hour without an event; ClickHouse counts those that go on too. */
const SESSION_REST_MS = 3_600_000;
/** Sketches may be off by chance: so many standard errors are no difference. */
const SIGMAS = 5;

/** Holds a metric's stored windows against ClickHouse's own computation over weir.events. Throws `StoreError`. */
export async function checkMetric(
  store: StoreClient,
  definition: MetricDefinition,
  scope: CheckScope,
): Promise<MetricCheck> {
  const { id, revision, window } = definition;
  const result: MetricCheck = { id, revision, rows: 0, differences: [], skipped: null };
  const toMs = window.kind === 'session' ? scope.toMs - SESSION_REST_MS : scope.toMs;
  const starts = sampled(await windowStarts(store, definition, { ...scope, toMs }), scope.sample);
  if (starts.length === 0) return { ...result, skipped: 'no window is over yet' };
  for (const [first, last] of spansOf(starts, scope.sample === null)) {
    const stored = await storedRows(store, definition, first, last);
    const computed = await computedRows(store, definition, { ...scope, fromMs: first, toMs: last });
    compare(definition, stored, computed, scope.before, result);
  }
  return result;
}

const OWN = `site = {site:String} AND id = {id:String} AND created_at = fromUnixTimestamp64Milli({createdAt:Int64})
  AND revision = {revision:UInt32}
  AND window_start >= fromUnixTimestamp64Milli({from:Int64}) AND window_start < fromUnixTimestamp64Milli({to:Int64})`;

const ownParams = ({ site, id, created_at: createdAt, revision }: MetricDefinition, from: number, to: number) => {
  return { site, id, createdAt, revision, from, to };
};

async function windowStarts(
  store: StoreClient,
  definition: MetricDefinition,
  { fromMs, toMs }: CheckScope,
): Promise<number[]> {
  const rows = await store.rows<{ start: number }>(
    `SELECT DISTINCT toUnixTimestamp64Milli(window_start) AS start FROM weir.metric_windows
     WHERE ${OWN} AND window_end < fromUnixTimestamp64Milli({to:Int64}) ORDER BY start`,
    ownParams(definition, fromMs, toMs),
  );
  return rows.map(({ start }) => start);
}

/** At most so many, evenly spread, the newest with them. */
function sampled(starts: readonly number[], most: number | null): number[] {
  if (most === null || starts.length <= most) return [...starts];
  return Array.from(
    { length: most },
    (_, index) => starts[starts.length - 1 - Math.floor((index * starts.length) / most)]!,
  ).toReversed();
}

/** Spans to ask for: all at once, or one of each window that was drawn. */
function spansOf(starts: readonly number[], all: boolean): Array<[number, number]> {
  return all ? [[starts[0]!, starts.at(-1)! + 1]] : starts.map((start) => [start, start + 1]);
}

function storedRows(store: StoreClient, definition: MetricDefinition, from: number, to: number): Promise<StoredRow[]> {
  return store.rows<StoredRow>(
    `SELECT partition, toUnixTimestamp64Milli(window_start) AS start, toUnixTimestamp64Milli(window_end) AS end, dims, other,
       partial, offset
     FROM weir.metric_windows FINAL WHERE ${OWN}`,
    ownParams(definition, from, to),
  );
}

async function computedRows(
  store: StoreClient,
  definition: MetricDefinition,
  scope: CheckScope,
): Promise<WindowSqlRow[]> {
  const { sql, params } = windowStatement(definition, scope);
  return store.rows<WindowSqlRow>(sql, params);
}

function compare(
  definition: MetricDefinition,
  stored: readonly StoredRow[],
  computed: readonly WindowSqlRow[],
  before: ReadonlyMap<number, number>,
  result: MetricCheck,
): void {
  const keyOf = ({
    partition,
    start,
    dims,
    other,
  }: {
    partition: number;
    start: number;
    dims: string[];
    other: boolean | number;
  }) => `${partition}/${start}/${other ? 'other' : JSON.stringify(dims)}`;
  const byKey = new Map(computed.map((row) => [keyOf(row), row]));
  for (const row of stored) {
    const other = byKey.get(keyOf(row));
    byKey.delete(keyOf(row));
    // Corrected by an event that came after the offsets that are compared.
    if (row.offset >= (before.get(row.partition) ?? 0)) continue;
    result.rows++;
    const partial = JSON.parse(row.partial) as PartialAggregate;
    if (other && agrees(definition, partial, other)) continue;
    const { partition, start, dims } = row;
    result.differences.push({
      partition,
      start,
      dims,
      stream: describe(partial),
      clickhouse: other ? describe(other) : null,
    });
  }
  for (const row of byKey.values()) {
    const { partition, start, dims } = row;
    result.rows++;
    result.differences.push({ partition, start, dims, stream: null, clickhouse: describe(row) });
  }
}

function agrees(definition: MetricDefinition, partial: PartialAggregate, row: WindowSqlRow): boolean {
  const { aggregate, window } = definition;
  if (window.kind === 'session') return partial.n === row.n && close(partial.sum, row.sum, 1e-9);
  switch (aggregate.kind) {
    case 'unique':
      return partial.n === row.members;
    case 'distinct':
      return (
        partial.n === row.n &&
        close(metricValue(definition, partial).value ?? 0, row.members, SIGMAS * HLL_STANDARD_ERROR)
      );
    case 'quantile': {
      const quantiles = metricValue(definition, partial).quantiles ?? [];
      const near = quantiles.every(({ value }, index) =>
        close(value ?? 0, row.quantiles?.[index], SKETCH_RELATIVE_ERROR * 1.01),
      );
      return partial.n === row.n && near;
    }
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
      return (
        partial.n === row.n && close(partial.sum, row.sum, 1e-9) && partial.min === row.min && partial.max === row.max
      );
    default:
      return partial.n === row.n;
  }
}

function close(a = 0, b = 0, relative: number): boolean {
  return Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)) + 1e-9;
}

function describe({ n, sum, min, max }: { n: number; sum?: number; min?: number; max?: number }): string {
  return JSON.stringify({ n, sum, min, max });
}
