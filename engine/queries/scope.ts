import { PAGE_LEAVE, PAGEVIEW, REQUEST } from '../events/event.ts';
import { conditionSql, type Filter, isVisitDimension, type Params, type VisitDimension } from './filters.ts';
import type { Span } from './range.ts';

/** What every question is about: one site, one span of time, the filters that must hold. */
export interface Scope {
  site: string;
  span: Span;
  filters: readonly Filter[];
  /** Count events flagged as a bot's too. */
  bots: boolean;
}

/**
 * How far outside the span a visit's other events are looked for, so that one under way at its edge keeps the source,
 * entry page and length it has as a whole. Longer visits are cut there.
 */
const VISIT_REACH_MS = 12 * 3_600_000;

/** SQL for "is a page view" and "is an event of the site's own or an outbound click". */
export const IS_VIEW = `name = '${PAGEVIEW}'`;
export const IS_ACTION = `name NOT IN ('${PAGEVIEW}', '${PAGE_LEAVE}')`;
/** Order of one visitor's events: their time, then the order in which the log has them. */
const ORDER = '(ts, kafka_offset)';

const FIRST_OF: Partial<Record<VisitDimension, string>> = {
  source: `if(referrer_source = '', utm_source, referrer_source)`,
};

/** Column of weir.events or an expression for each fact of one event. */
export function eventColumn(dimension: string, params: Params, name: string): string {
  if (dimension === 'page') return 'path';
  if (dimension === 'event') return 'name';
  if (dimension.startsWith('prop:')) {
    params[name] = dimension.slice('prop:'.length);
    return propSql(`{${name}:String}`);
  }
  return dimension;
}

/** A property's value as text; the empty string where the event has none of that name. */
export function propSql(key: string): string {
  return `props[${key}]`;
}

export interface ScopeSql {
  params: Params;
  /** `FROM ... WHERE ...` of the events in the span that every filter lets through. */
  events: string;
  /**
   * A subquery, one row a visit that has such an event: session_id, visitor, started, ended, views and actions (of the
   * whole visit), matched_views and matched_actions (in the span and let through by the filters), and `visit_X` for each dimension X
   * asked for. Its names differ from the columns' so that ClickHouse never takes one for the other.
   */
  visits: string;
}

/** The two sets that every figure is computed from. `dimensions` are columns wanted of `visits`. */
export function scopeSql(scope: Scope, dimensions: readonly VisitDimension[] = []): ScopeSql {
  const params: Params = {
    site: scope.site,
    from: scope.span.from,
    to: scope.span.to,
    zone: scope.span.zone,
    reach: VISIT_REACH_MS,
  };
  const conditions = { event: [] as string[], visit: [] as string[] };
  const columns = new Set<VisitDimension>(dimensions);
  scope.filters.forEach((filter, index) => {
    const name = `filter${index}`;
    if (isVisitDimension(filter.dimension)) {
      columns.add(filter.dimension);
      conditions.visit.push(conditionSql(`visit_${filter.dimension}`, filter, name, params));
    } else {
      const column = eventColumn(filter.dimension, params, `${name}_key`);
      conditions.event.push(conditionSql(column, filter, name, params));
    }
  });
  const visits = visitsSql(scope, conditions, [...columns]);
  const where = [
    ...baseConditions(scope),
    'ts >= fromUnixTimestamp64Milli({from:Int64})',
    'ts < fromUnixTimestamp64Milli({to:Int64})',
    ...conditions.event,
    ...(conditions.visit.length > 0 ? [`session_id IN (SELECT session_id FROM (${visits}))`] : []),
  ];
  return { params, visits, events: `FROM weir.events WHERE ${where.join(' AND ')}` };
}

/** Requests that are no page views are left out, unless the question is about certain events. */
function baseConditions(scope: Scope): string[] {
  const requests = namesEvents(scope) ? [] : [`name != '${REQUEST}'`];
  return ['site = {site:String}', ...(scope.bots ? [] : ['NOT is_bot']), ...requests];
}

/** Whether a filter says which events count. */
export function namesEvents({ filters }: Scope): boolean {
  return filters.some((filter) => filter.dimension === 'event');
}

function visitsSql(
  scope: Scope,
  conditions: { event: string[]; visit: string[] },
  columns: readonly VisitDimension[],
): string {
  const inSpan = [
    'ts >= fromUnixTimestamp64Milli({from:Int64})',
    'ts < fromUnixTimestamp64Milli({to:Int64})',
    ...conditions.event,
  ].join(' AND ');
  return `
    SELECT session_id, any(visitor_id) AS visitor, min(ts) AS started, max(ts) AS ended,
      countIf(${IS_VIEW}) AS views, countIf(${IS_ACTION}) AS actions,
      countIf(${inSpan}) AS matched_events, countIf(${IS_VIEW} AND ${inSpan}) AS matched_views,
      countIf(${IS_ACTION} AND ${inSpan}) AS matched_actions
      ${columns.map((column) => `, ${visitColumn(column)} AS visit_${column}`).join('')}
    FROM weir.events
    WHERE ${baseConditions(scope).join(' AND ')}
      AND ts >= fromUnixTimestamp64Milli({from:Int64} - {reach:Int64})
      AND ts < fromUnixTimestamp64Milli({to:Int64} + {reach:Int64})
    GROUP BY session_id
    HAVING ${['matched_events > 0', ...conditions.visit].join(' AND ')}`;
}

function visitColumn(column: VisitDimension): string {
  if (column === 'entry_page') return `argMinIf(path, ${ORDER}, ${IS_VIEW})`;
  if (column === 'exit_page') return `argMaxIf(path, ${ORDER}, ${IS_VIEW})`;
  return `argMin(${FIRST_OF[column] ?? column}, ${ORDER})`;
}
