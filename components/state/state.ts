import type { Filter } from '../../engine/queries/filters.ts';
import type { Interval } from '../../engine/queries/range.ts';
import { formatFilter, parseFilter } from '../filters/filter.ts';
import { COMPARISONS, type ComparisonChoice, isPeriod, type PeriodChoice, type PeriodKey } from '../period/period.ts';

/** What the chart can show. */
export const METRICS = [
  'visitors',
  'visits',
  'pageviews',
  'views_per_visit',
  'bounce_rate',
  'visit_duration',
  'events',
] as const;
export type Metric = (typeof METRICS)[number];

const INTERVALS: readonly Interval[] = ['minute', 'hour', 'day', 'week', 'month'];

/** The cards. Where events are filtered for, their number is asked for and page views have no part in it. */
export function shownMetrics(filters: readonly Filter[]): readonly Metric[] {
  const aboutEvents = filters.some(({ dimension }) => dimension === 'event' || dimension.startsWith('prop:'));
  if (aboutEvents) return ['visitors', 'events', 'visits', 'visit_duration'];
  return METRICS.filter((metric) => metric !== 'events');
}

/** The chosen metric, or the first where the cards do not have it. */
export function shownMetric({ metric, filters }: Pick<DashboardState, 'metric' | 'filters'>): Metric {
  const shown = shownMetrics(filters);
  return shown.includes(metric) ? metric : shown[0]!;
}

/** Everything that the reader has chosen. The URL holds it whole; what is as at first is left out of it. */
export interface DashboardState extends PeriodChoice, ComparisonChoice {
  site: string | null;
  /** Null is the one that suits the period. */
  interval: Interval | null;
  metric: Metric;
  filters: Filter[];
  bots: boolean;
  view: 'chart' | 'table';
  /** Panel -> tab, where it is not the first. */
  tabs: Record<string, string>;
  /** The list shown in the details window. */
  details: string | null;
}

export const FIRST_STATE: DashboardState = {
  site: null,
  period: '30d',
  date: null,
  from: null,
  to: null,
  compare: 'previous',
  compareFrom: null,
  compareTo: null,
  matchWeekday: false,
  interval: null,
  metric: 'visitors',
  filters: [],
  bots: false,
  view: 'chart',
  tabs: {},
  details: null,
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TAB = 'tab.';

/** Reads the URL's query. What cannot be understood counts as not said. */
export function parseState(query: URLSearchParams): DashboardState {
  const one = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = query.get(name) as T | null;
    return value !== null && allowed.includes(value) ? value : fallback;
  };
  const date = (name: string): string | null => {
    const value = query.get(name);
    return value !== null && DATE.test(value) && !Number.isNaN(Date.parse(value)) ? value : null;
  };
  const state: DashboardState = {
    ...FIRST_STATE,
    site: query.get('site'),
    period: isPeriod(query.get('period')) ? (query.get('period') as PeriodKey) : FIRST_STATE.period,
    date: date('date'),
    from: date('from'),
    to: date('to'),
    compare: one('compare', COMPARISONS, FIRST_STATE.compare),
    compareFrom: date('compare_from'),
    compareTo: date('compare_to'),
    matchWeekday: query.get('match_weekday') === '1',
    interval: INTERVALS.find((interval) => interval === query.get('interval')) ?? null,
    metric: one('metric', METRICS, FIRST_STATE.metric),
    filters: query.getAll('f').flatMap((text) => parseFilter(text) ?? []),
    bots: query.get('bots') === '1',
    view: one('view', ['chart', 'table'], 'chart'),
    tabs: Object.fromEntries(
      [...query].filter(([name]) => name.startsWith(TAB)).map(([name, tab]) => [name.slice(TAB.length), tab]),
    ),
    details: query.get('details'),
  };
  return withoutHalves(state);
}

/** A custom range or comparison needs both of its ends, in order; nothing else has any. */
function withoutHalves(state: DashboardState): DashboardState {
  const whole = (from: string | null, to: string | null): boolean => from !== null && to !== null && from <= to;
  const { period, compare } = state;
  const next = { ...state };
  if (period !== 'custom' || !whole(state.from, state.to)) {
    Object.assign(next, { period: period === 'custom' ? FIRST_STATE.period : period, from: null, to: null });
  }
  if (compare !== 'custom' || !whole(state.compareFrom, state.compareTo)) {
    const other = compare === 'custom' ? FIRST_STATE.compare : compare;
    Object.assign(next, { compare: other, compareFrom: null, compareTo: null });
  }
  return next;
}

/** The URL's query for a state; `parseState` of it gives the state back. */
export function formatState(state: DashboardState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null, first: string | null = null): void => {
    if (value !== null && value !== first) query.set(name, value);
  };
  put('site', state.site);
  put('period', state.period, FIRST_STATE.period);
  put('date', state.date);
  if (state.period === 'custom') {
    put('from', state.from);
    put('to', state.to);
  }
  put('compare', state.compare, FIRST_STATE.compare);
  if (state.compare === 'custom') {
    put('compare_from', state.compareFrom);
    put('compare_to', state.compareTo);
  }
  put('match_weekday', state.matchWeekday ? '1' : null);
  put('interval', state.interval);
  put('metric', state.metric, FIRST_STATE.metric);
  for (const filter of state.filters) query.append('f', formatFilter(filter));
  put('bots', state.bots ? '1' : null);
  put('view', state.view, 'chart');
  for (const [panel, tab] of Object.entries(state.tabs)) query.set(TAB + panel, tab);
  put('details', state.details);
  const text = query.toString();
  // These four are legal in a query and far easier to read as they are.
  return text.replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%7C', '|');
}
