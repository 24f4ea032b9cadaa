import type { Interval } from '../../engine/queries/range.ts';

/** Dates as the screen writes them: day before month, 24 hours, in the zone that is asked for. */
const LOCALE = 'en-GB';
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
    if (formats.size >= 64) formats.clear();
    formats.set(key, known);
  }
  return known;
}

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { day: 'numeric', month: 'short' } as const;

/** 14:05 */
export function formatTime(ms: number, zone: string): string {
  return format(zone, TIME).format(ms);
}

/** 14:05:09 */
export function formatClock(ms: number, zone: string): string {
  return format(zone, { ...TIME, second: '2-digit' }).format(ms);
}

/** `2026-03-01` as 1 Mar 2026. */
export function formatDate(date: string): string {
  return format('UTC', { ...DAY, year: 'numeric' }).format(Date.parse(date));
}

/** Both ends of a range, the year once where it is the same. */
export function formatDates(from: string, to: string): string {
  if (from === to) return format('UTC', { weekday: 'short', ...DAY, year: 'numeric' }).format(Date.parse(from));
  const first = format('UTC', from.slice(0, 4) === to.slice(0, 4) ? DAY : { ...DAY, year: 'numeric' });
  return `${first.format(Date.parse(from))} – ${formatDate(to)}`;
}

/** `2026-03-01` as March 2026. */
export function formatMonth(date: string): string {
  return format('UTC', { month: 'long', year: 'numeric' }).format(Date.parse(date));
}

/** A bucket on the chart's axis: short. */
export function formatTick(start: number, interval: Interval, zone: string, manyDays: boolean): string {
  if (interval === 'month') return format(zone, { month: 'short', year: '2-digit' }).format(start);
  if (interval === 'day' || interval === 'week') return format(zone, DAY).format(start);
  return manyDays ? format(zone, { ...DAY, ...TIME }).format(start) : formatTime(start, zone);
}

/** A bucket in a tooltip or a table: whole. */
export function formatBucket(start: number, interval: Interval, zone: string): string {
  if (interval === 'month') return format(zone, { month: 'long', year: 'numeric' }).format(start);
  if (interval === 'week') return `Week of ${format(zone, { ...DAY, year: 'numeric' }).format(start)}`;
  if (interval === 'day') return format(zone, { weekday: 'short', ...DAY, year: 'numeric' }).format(start);
  return format(zone, { weekday: 'short', ...DAY, ...TIME }).format(start);
}
