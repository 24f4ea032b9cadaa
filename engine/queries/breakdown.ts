import type { StoreClient } from '../clickhouse/client.ts';
import { PAGE_LEAVE } from '../events/event.ts';
import { type Dimension, isVisitDimension, type Params, type VisitDimension } from './filters.ts';
import { eventColumn, IS_ACTION, IS_VIEW, namesEvents, type Scope, scopeSql } from './scope.ts';

export interface BreakdownRow {
  /** Empty where the fact is unknown: no referrer, no known country. */
  value: string;
  visitors: number;
  visits: number;
  pageviews: number;
  events: number;
  /** Only of facts of a visit. */
  bounce_rate?: number | null;
  visit_duration?: number | null;
  /** Mean engaged seconds a view; only of `page`. */
  time_on_page?: number | null;
}

export interface Breakdown {
  rows: BreakdownRow[];
  /** How many values there are in all, for paging. */
  values: number;
}

export interface Page {
  /** 1 to 10,000. */
  limit: number;
  offset: number;
  /** Only values that contain this, whatever the case. */
  search: string;
}

/** Ranked by visitors, then by page views, then by name. */
const RANKED = 'ORDER BY visitors DESC, pageviews DESC, events DESC, value LIMIT {limit:UInt32} OFFSET {offset:UInt32}';

/** The values of one dimension with their figures. */
export async function getBreakdown(
  store: StoreClient,
  scope: Scope,
  dimension: Dimension,
  page: Page,
): Promise<Breakdown> {
  const paging = { limit: page.limit, offset: page.offset, search: page.search };
  const { sql, params } = isVisitDimension(dimension)
    ? byVisit(scope, dimension, page)
    : byEvent(scope, dimension, page);
  const rows = await store.rows<Record<string, string | number | null>>(sql, { ...params, ...paging });
  return { values: Number(rows[0]?.values ?? 0), rows: rows.map(rowOf) };
}

interface Query {
  sql: string;
  params: Params;
}

function byVisit(scope: Scope, dimension: VisitDimension, page: Page): Query {
  const { params, visits } = scopeSql(scope, [dimension]);
  // A visit without a page view has no entry or exit page: it is not a page of an empty name.
  const known = dimension === 'entry_page' || dimension === 'exit_page' ? 'views > 0' : 'true';
  const sql = `
    SELECT visit_${dimension} AS value, uniqExact(visitor) AS visitors, count() AS visits,
      sum(matched_views) AS pageviews, sum(matched_actions) AS events,
      avg(views <= 1 AND actions = 0) AS bounce_rate,
      avg(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) / 1000 AS visit_duration,
      count() OVER () AS values
    FROM (${visits})
    WHERE ${known} ${searchSql(`visit_${dimension}`, page)}
    GROUP BY value ${RANKED}`;
  return { sql, params };
}

function byEvent(scope: Scope, dimension: Dimension, page: Page): Query {
  const { params, events } = scopeSql(scope);
  const column = eventColumn(dimension, params, 'key');
  const counted = countedEvents(scope, dimension);
  // Time on page comes from the leaving event, which is no view of its own.
  const engaged =
    dimension === 'page' ? ', if(pageviews = 0, NULL, sum(engaged_ms) / 1000 / pageviews) AS time_on_page' : '';
  const sql = `
    SELECT ${column} AS value, uniqExactIf(visitor_id, ${counted}) AS visitors,
      uniqExactIf(session_id, ${counted}) AS visits, countIf(name = 'pageview') AS pageviews,
      countIf(${counted}) AS events ${engaged}, count() OVER () AS values
    ${events} AND ${column} != '' ${searchSql(column, page)}
    GROUP BY value HAVING events > 0 ${RANKED}`;
  return { sql, params };
}

/** Pages are ranked by their views: an event sent from a page does not make one, unless events are asked for. */
function countedEvents(scope: Scope, dimension: Dimension): string {
  if (dimension === 'event') return IS_ACTION;
  return dimension === 'page' && !namesEvents(scope) ? IS_VIEW : `name != '${PAGE_LEAVE}'`;
}

function searchSql(column: string, { search }: Page): string {
  return search === '' ? '' : `AND positionCaseInsensitiveUTF8(${column}, {search:String}) > 0`;
}

function rowOf(row: Record<string, string | number | null>): BreakdownRow {
  const optional = (name: 'bounce_rate' | 'visit_duration' | 'time_on_page'): object =>
    name in row ? { [name]: row[name] === null ? null : Number(row[name]) } : {};
  return {
    value: String(row.value),
    visitors: Number(row.visitors),
    visits: Number(row.visits),
    pageviews: Number(row.pageviews),
    events: Number(row.events),
    ...optional('bounce_rate'),
    ...optional('visit_duration'),
    ...optional('time_on_page'),
  };
}
