import type { Interval, Range } from '../../engine/queries/range.ts';
import { addDays, addMonths, dayCount, monthEnd, monthStart, weekday, yearEnd, yearStart } from './calendar.ts';

export const PERIOD_KEYS = [
  'realtime',
  'day',
  '7d',
  '28d',
  '30d',
  '91d',
  'month',
  'year',
  '6mo',
  '12mo',
  'all',
  'custom',
] as const;
export type PeriodKey = (typeof PERIOD_KEYS)[number];

export function isPeriod(value: unknown): value is PeriodKey {
  return (PERIOD_KEYS as readonly unknown[]).includes(value);
}

/** Period `realtime`. */
export const REALTIME_MINUTES = 30;

export type DateRange = Extract<Range, { from: string }>;

export interface PeriodChoice {
  period: PeriodKey;
  /** The day that the period is about or ends with; null is today. */
  date: string | null;
  /** Only with period `custom`. */
  from: string | null;
  to: string | null;
}

const DAYS: Partial<Record<PeriodKey, number>> = { '7d': 7, '28d': 28, '30d': 30, '91d': 91 };
const MONTHS: Partial<Record<PeriodKey, number>> = { '6mo': 6, '12mo': 12 };

/** The days that a period means. `firstDay` is the site's first event: where `all` begins. */
export function rangeOf(chosen: PeriodChoice, today: string, firstDay: string | null): Range {
  const date = chosen.date ?? today;
  const { period } = chosen;
  if (period === 'realtime') return { minutes: REALTIME_MINUTES };
  if (period === 'day') return { from: date, to: date };
  if (period === 'month') return { from: monthStart(date), to: monthEnd(date) };
  if (period === 'year') return { from: yearStart(date), to: yearEnd(date) };
  if (period === 'custom') return { from: chosen.from!, to: chosen.to! };
  if (period === 'all') return { from: firstDay !== null && firstDay < today ? firstDay : today, to: today };
  const months = MONTHS[period];
  if (months) return { from: addMonths(monthStart(date), 1 - months), to: monthEnd(date) };
  return { from: addDays(date, 1 - DAYS[period]!), to: date };
}

/** The period as many steps away as `step` says: the arrow keys. Null where it would end in the future or has no neighbours. */
export function shifted(chosen: PeriodChoice, step: number, today: string): PeriodChoice | null {
  const range = rangeOf(chosen, today, null);
  if ('minutes' in range || chosen.period === 'all') return null;
  const date = chosen.date ?? today;
  const moved = (to: string): PeriodChoice | null =>
    to > today ? null : { period: chosen.period, date: to === today ? null : to, from: null, to: null };
  if (chosen.period === 'month' || chosen.period === 'year') {
    const first = chosen.period === 'month' ? monthStart(date) : yearStart(date);
    const start = addMonths(first, chosen.period === 'month' ? step : step * 12);
    if (start > today) return null;
    return moved(sameSpan(start, today, chosen.period) ? today : start);
  }
  const months = MONTHS[chosen.period];
  if (months) return movedMonths(addMonths(monthStart(date), step * months), today, moved);
  const days = dayCount(range.from, range.to);
  if (chosen.period !== 'custom') return moved(addDays(date, step * days));
  const from = addDays(range.from, step * days);
  return from > today ? null : { period: 'custom', date: null, from, to: addDays(range.to, step * days) };
}

function sameSpan(one: string, other: string, period: 'month' | 'year'): boolean {
  const length = period === 'month' ? 7 : 4;
  return one.slice(0, length) === other.slice(0, length);
}

function movedMonths<T>(start: string, today: string, moved: (to: string) => T): T | null {
  if (start > today) return null;
  return moved(start.slice(0, 7) === today.slice(0, 7) ? today : start);
}

export const COMPARISONS = ['off', 'previous', 'year', 'custom'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface ComparisonChoice {
  compare: Comparison;
  /** Only with comparison `custom`. */
  compareFrom: string | null;
  compareTo: string | null;
  /** Shift the comparison so that its first day is the same weekday. */
  matchWeekday: boolean;
}

/** What a range is compared with; null where nothing sensible is there to compare with. */
export function comparisonOf(range: Range, state: Pick<PeriodChoice, 'period'> & ComparisonChoice): DateRange | null {
  if ('minutes' in range || state.period === 'all' || state.compare === 'off') return null;
  if (state.compare === 'custom') return { from: state.compareFrom!, to: state.compareTo! };
  const days = dayCount(range.from, range.to);
  const from = state.compare === 'year' ? addMonths(range.from, -12) : previousStart(range, state.period, days);
  const start = state.matchWeekday ? sameWeekday(from, range.from) : from;
  const end =
    !state.matchWeekday && state.compare === 'previous' && (state.period === 'month' || state.period === 'year')
      ? addDays(range.from, -1)
      : addDays(start, days - 1);
  return { from: start, to: end };
}

/** A month is compared with the month before, a year with the year before, n days with the n days before. */
function previousStart(range: DateRange, period: PeriodKey, days: number): string {
  if (period === 'month') return addMonths(range.from, -1);
  if (period === 'year') return addMonths(range.from, -12);
  const months = MONTHS[period];
  return months ? addMonths(range.from, -months) : addDays(range.from, -days);
}

/** The day nearest to `date` that is the same weekday as `model`. */
function sameWeekday(date: string, model: string): string {
  const ahead = (weekday(model) - weekday(date) + 7) % 7;
  return addDays(date, ahead <= 3 ? ahead : ahead - 7);
}

/** Intervals that give a readable chart of the range; the first is what is shown unasked. */
export function intervalsFor(range: Range): [Interval, ...Interval[]] {
  if ('minutes' in range) return ['minute'];
  const days = dayCount(range.from, range.to);
  if (days === 1) return ['hour', 'minute'];
  if (days <= 14) return ['day', 'hour'];
  if (days <= 100) return ['day', 'week'];
  if (days <= 800) return ['month', 'week', 'day'];
  return ['month', 'week'];
}

export function intervalOf(range: Range, wanted: Interval | null): Interval {
  const allowed = intervalsFor(range);
  return wanted !== null && allowed.includes(wanted) ? wanted : allowed[0];
}
