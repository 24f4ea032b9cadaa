import type { StoreClient } from '../clickhouse/client.ts';
import { bucketSql, bucketStarts, type Interval, type Span } from './range.ts';
import { IS_ACTION, IS_VIEW, type Scope, scopeSql } from './scope.ts';

/** docs/metrics.md defines each. Rates are 0 to 1, durations seconds; null where nothing is there to divide by. */
export interface Figures {
  visitors: number;
  visits: number;
  pageviews: number;
  /** Custom events; with a filter on `event`, the events it lets through. */
  events: number;
  views_per_visit: number | null;
  bounce_rate: number | null;
  visit_duration: number | null;
}

export interface Point extends Figures {
  /** Start of the bucket, ms; may lie before the range, which then holds only its end. */
  start: number;
  /** `partial`: not over, or cut by the range. `future`: not begun. */
  state: 'whole' | 'partial' | 'future';
}

export interface Series {
  totals: Figures;
  points: Point[];
}

interface VisitRow {
  bucket: number;
  is_total: number;
  visitors: number;
  visits: number;
  pageviews: number;
  events: number;
  bounce_rate: number | null;
  visit_duration: number | null;
}

const VISIT_FIGURES = `
  uniqExact(visitor) AS visitors, count() AS visits, sum(matched_views) AS pageviews,
  sum(matched_actions) AS events, avg(views <= 1 AND actions = 0) AS bounce_rate,
  avg(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) / 1000 AS visit_duration`;

/** The totals alone. */
export async function getTotals(store: StoreClient, scope: Scope): Promise<Figures> {
  const { params, visits } = scopeSql(scope);
  const rows = await store.rows<VisitRow>(`SELECT ${VISIT_FIGURES} FROM (${visits})`, params);
  return figuresOf(rows[0]);
}

/** The totals and the figures of each bucket. A visit belongs to the bucket in which it began. */
export async function getSeries(store: StoreClient, scope: Scope, interval: Interval): Promise<Series> {
  const starts = bucketStarts(scope.span, interval);
  const { params, visits, events } = scopeSql(scope);
  const visitsQuery = `
    SELECT ${bucketSql('greatest(started, fromUnixTimestamp64Milli({from:Int64}))', interval)} AS bucket,
      grouping(bucket) AS is_total, ${VISIT_FIGURES}
    FROM (${visits}) GROUP BY GROUPING SETS ((bucket), ())`;
  const eventsQuery = `
    SELECT ${bucketSql('ts', interval)} AS bucket, uniqExact(visitor_id) AS visitors,
      countIf(${IS_VIEW}) AS pageviews, countIf(${IS_ACTION}) AS events
    ${events} GROUP BY bucket`;
  const [visitRows, eventRows] = await Promise.all([
    store.rows<VisitRow>(visitsQuery, params),
    store.rows<VisitRow>(eventsQuery, params),
  ]);
  const total = visitRows.find((row) => Number(row.is_total) === 1);
  const byVisit = new Map(
    visitRows.filter((row) => Number(row.is_total) === 0).map((row) => [Number(row.bucket), row]),
  );
  const byEvent = new Map(eventRows.map((row) => [Number(row.bucket), row]));
  const points = starts.map((start, index) => {
    const bucket = Math.floor(start / 1000);
    const end = starts[index + 1] ?? scope.span.to;
    const row = { ...byVisit.get(bucket), ...pick(byEvent.get(bucket)) };
    return { start, state: stateOf(start, end, scope.span), ...figuresOf(row) };
  });
  return { totals: figuresOf(total), points };
}

/** Of a bucket's event row only what is counted by when each event happened. */
function pick(row: VisitRow | undefined): Partial<VisitRow> {
  return row
    ? { visitors: row.visitors, pageviews: row.pageviews, events: row.events }
    : { visitors: 0, pageviews: 0, events: 0 };
}

function figuresOf(row: Partial<VisitRow> | undefined): Figures {
  const visits = Number(row?.visits ?? 0);
  const pageviews = Number(row?.pageviews ?? 0);
  const perVisit = (value: number | null | undefined): number | null =>
    visits === 0 || value === null || value === undefined ? null : Number(value);
  return {
    visitors: Number(row?.visitors ?? 0),
    visits,
    pageviews,
    events: Number(row?.events ?? 0),
    views_per_visit: perVisit(visits === 0 ? null : pageviews / visits),
    bounce_rate: perVisit(row?.bounce_rate),
    visit_duration: perVisit(row?.visit_duration),
  };
}

function stateOf(start: number, end: number, span: Span): Point['state'] {
  if (start > span.now) return 'future';
  return start < span.from || end > span.to || end > span.now ? 'partial' : 'whole';
}
