import type { Dimension, Filter } from '../../engine/queries/filters.ts';
import type { Interval, Range } from '../../engine/queries/range.ts';
import { formatFilter } from '../filters/filter.ts';
import { comparisonOf, intervalOf, rangeOf } from '../period/period.ts';
import type { DashboardState } from '../state/state.ts';

/** What the addresses of the query API are made from, beside the state: where and when the reader is. */
export interface Place {
  site: string;
  zone: string;
  /** `YYYY-MM-DD` in the zone. */
  today: string;
  /** Day of the site's first event. */
  firstDay: string | null;
}

export const SITES_ADDRESS = '/api/query/sites';

function scopeQuery(state: DashboardState, place: Place): URLSearchParams {
  const query = new URLSearchParams({ site: place.site, tz: place.zone });
  const range = rangeOf(state, place.today, place.firstDay);
  putRange(query, range);
  for (const filter of state.filters) query.append('f', formatFilter(filter));
  if (state.bots) query.set('bots', '1');
  return query;
}

function putRange(query: URLSearchParams, range: Range): void {
  if ('minutes' in range) {
    query.set('minutes', String(range.minutes));
  } else {
    query.set('from', range.from);
    query.set('to', range.to);
  }
}

export function shownInterval(state: DashboardState, place: Place): Interval {
  return intervalOf(rangeOf(state, place.today, place.firstDay), state.interval);
}

/** Totals and chart. */
export function figuresAddress(state: DashboardState, place: Place): string {
  const query = scopeQuery(state, place);
  const range = rangeOf(state, place.today, place.firstDay);
  query.set('interval', intervalOf(range, state.interval));
  const comparison = comparisonOf(range, state);
  if (comparison) {
    query.set('compare_from', comparison.from);
    query.set('compare_to', comparison.to);
  }
  return `/api/query/figures?${query}`;
}

export interface ListOptions {
  limit: number;
  offset?: number;
  search?: string;
  /** Conditions besides the state's. */
  also?: readonly Filter[];
}

/** The ranked values of a dimension. */
export function breakdownAddress(
  state: DashboardState,
  place: Place,
  dimension: Dimension,
  { limit, offset = 0, search = '', also = [] }: ListOptions,
): string {
  const query = scopeQuery(state, place);
  for (const filter of also) query.append('f', formatFilter(filter));
  query.set('dimension', dimension);
  query.set('limit', String(limit));
  if (offset > 0) query.set('offset', String(offset));
  if (search !== '') query.set('search', search);
  return `/api/query/breakdown?${query}`;
}

export function csvAddress(state: DashboardState, place: Place, dimension: Dimension): string {
  return `${breakdownAddress(state, place, dimension, { limit: 10_000 })}&format=csv`;
}

/** The properties that events of one name carry; null is of any name. */
export function propertiesAddress(state: DashboardState, place: Place, event: string | null): string {
  const query = scopeQuery(state, place);
  if (event !== null) query.append('f', formatFilter({ dimension: 'event', operator: 'is', values: [event] }));
  return `/api/query/properties?${query}`;
}

/** The newest records of a partition. */
export function messagesAddress(topic: string, partition: number): string {
  return `/api/query/messages?${new URLSearchParams({ topic, partition: String(partition), limit: '20' })}`;
}

/** The boards of a site. */
export function boardsAddress(site: string): string {
  return `/api/boards?${new URLSearchParams({ site })}`;
}

export function boardAddress(site: string, id: string): string {
  return `/api/boards/${encodeURIComponent(id)}?${new URLSearchParams({ site })}`;
}
