import type { StoreClient } from '../clickhouse/client.ts';
import type { PlacedEvent } from '../events/event.ts';
import { metricValue } from '../rollups/aggregates/value.ts';
import type { MetricDraft } from '../rollups/definitions/definition.ts';
import { EventLens } from '../rollups/definitions/event-lens.ts';
import { mergeRows } from '../rollups/windows/merge-rows.ts';
import { createMetricWindows } from '../rollups/windows/open-windows.ts';
import type { WindowRow } from '../rollups/windows/row.ts';
import { partialOfSql, type WindowSqlRow, windowStatement } from '../rollups/windows/window-sql.ts';
import type { MetricRow, MetricSpan } from './metric-rows.ts';

/** What a metric would say of a span that is archived already. */
export interface MetricPreview extends MetricSpan {
  rows: MetricRow[];
  /** Only so many of the newest events were looked at; null where all were. */
  events: number | null;
}

/** Events that a preview of a sketch folds at most. */
const MAX_EVENTS = 20_000;
const FAR_FUTURE_MS = 7 * 86_400_000;
const ADDITIVE: readonly string[] = ['count', 'rate', 'sum', 'average', 'minimum', 'maximum', 'unique'];

/** The draft over the archived events of a span: by ClickHouse, or, for sketches and visits, by the metric's own fold. Throws `StoreError`. */
export async function previewMetric(store: StoreClient, draft: MetricDraft, span: MetricSpan): Promise<MetricPreview> {
  const additive = ADDITIVE.includes(draft.aggregate.kind) && draft.window.kind !== 'session';
  const { rows, events } = additive ? await byClickHouse(store, draft, span) : await byFold(store, draft, span);
  const merged = mergeRows(draft, rows).map(({ start, end, dims, other, partial }) => {
    return { start, end, dims, other, ...metricValue(draft, partial) };
  });
  return { ...span, rows: merged.filter(({ start }) => start >= span.from && start < span.to), events };
}

type Folded = { rows: WindowRow[]; events: number | null };

async function byClickHouse(store: StoreClient, draft: MetricDraft, { from, to }: MetricSpan): Promise<Folded> {
  const { sql, params } = windowStatement(draft, { fromMs: from, toMs: to });
  const found = await store.rows<WindowSqlRow>(sql, params);
  const rows = found.flatMap((row) => {
    const partial = partialOfSql(draft, row);
    const { start, end, dims } = row;
    return partial ? [{ start, end, dims, other: row.other === 1, now: false, closed: true, partial }] : [];
  });
  return { rows, events: null };
}

async function byFold(store: StoreClient, draft: MetricDraft, { from, to }: MetricSpan): Promise<Folded> {
  const found = await store.rows<PlacedEvent>(
    `SELECT * EXCEPT (ts, received_at, inserted_at, kafka_topic_id, kafka_partition, kafka_offset),
       toUnixTimestamp64Milli(ts) AS ts, toUnixTimestamp64Milli(received_at) AS received_at,
       kafka_partition AS partition, kafka_offset AS offset
     FROM weir.events
     WHERE site = {site:String} AND weir.events.ts >= fromUnixTimestamp64Milli({from:Int64})
       AND weir.events.ts < fromUnixTimestamp64Milli({to:Int64})
     ORDER BY weir.events.received_at DESC LIMIT ${MAX_EVENTS}`,
    { site: draft.site, from, to },
  );
  const windows = createMetricWindows(draft, new EventLens());
  for (const event of found.toReversed()) windows.add(event);
  windows.advance(Date.now() + FAR_FUTURE_MS);
  return { rows: windows.takeClosed(), events: found.length === MAX_EVENTS ? MAX_EVENTS : null };
}
