import { z } from 'zod';
import { instantOf, parseDate, wallClock } from './time-zone.ts';

export const INTERVALS = ['minute', 'hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

const A_DAY = 'is not a day such as 2026-03-01';
const MINUTES = 'is not a whole number from 1 to 1440';

/** Whole days of the reader's time zone, both ends included. */
export const dayRange = z
  .object({ from: z.iso.date(A_DAY), to: z.iso.date(A_DAY) })
  .refine(({ from, to }) => from <= to, {
    path: ['to'],
    message: 'is before "from"',
  });
/** The minutes up to now. */
export const minuteRange = z.object({ minutes: z.int(MINUTES).min(1, MINUTES).max(1440, MINUTES) });
export type Range = z.infer<typeof dayRange> | z.infer<typeof minuteRange>;

/** [from, to) in ms, in the reader's zone. `now` is where the incomplete part begins. */
export interface Span {
  from: number;
  to: number;
  zone: string;
  now: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function spanOf(wanted: Range, zone: string, now: number): Span {
  if ('minutes' in wanted) {
    const to = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    return { from: to - wanted.minutes * MINUTE_MS, to, zone, now };
  }
  const from = instantOf(parseDate(wanted.from), zone);
  return { from, to: instantOf(parseDate(wanted.to) + DAY_MS, zone), zone, now };
}

/** The chart is drawn from this many points at most; a finer interval is refused by name. */
export const MAX_BUCKETS = 2_000;

export class TooManyBuckets extends Error {
  constructor(interval: Interval) {
    super(`the range holds more than ${MAX_BUCKETS} points of one ${interval}: choose a longer interval`);
    this.name = 'TooManyBuckets';
  }
}

/** Starts (ms) of the buckets that touch the span, ascending; the first may begin before it. */
export function bucketStarts(span: Span, interval: Interval): number[] {
  const starts: number[] = [];
  for (let at = bucketStart(span.from, span.zone, interval); at < span.to; at = nextBucket(at, span.zone, interval)) {
    if (starts.length >= MAX_BUCKETS) throw new TooManyBuckets(interval);
    starts.push(at);
  }
  return starts;
}

export function bucketStart(instant: number, zone: string, interval: Interval): number {
  const local = wallClock(Math.floor(instant / 1000) * 1000, zone);
  if (interval === 'minute' || interval === 'hour') {
    const size = interval === 'minute' ? MINUTE_MS : 60 * MINUTE_MS;
    return Math.floor(instant / 1000) * 1000 - (local % size);
  }
  const day = local - (local % DAY_MS);
  const date = new Date(day);
  if (interval === 'week') return instantOf(day - ((date.getUTCDay() + 6) % 7) * DAY_MS, zone);
  if (interval === 'month') return instantOf(day - (date.getUTCDate() - 1) * DAY_MS, zone);
  return instantOf(day, zone);
}

/** Start of the bucket after the one that begins at `start`. */
export function nextBucket(start: number, zone: string, interval: Interval): number {
  if (interval === 'minute') return start + MINUTE_MS;
  if (interval === 'hour') return start + 60 * MINUTE_MS;
  const local = wallClock(start, zone);
  const date = new Date(local);
  if (interval === 'month') return instantOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1), zone);
  return instantOf(local - (local % DAY_MS) + (interval === 'week' ? 7 : 1) * DAY_MS, zone);
}

/** ClickHouse's expression for the start of the bucket that `column` falls in, seconds since the epoch. */
export function bucketSql(column: string, interval: Interval): string {
  const zone = '{zone:String}';
  const start = {
    minute: `toStartOfMinute(${column}, ${zone})`,
    hour: `toStartOfHour(${column}, ${zone})`,
    day: `toStartOfDay(${column}, ${zone})`,
    week: `toDateTime(toStartOfWeek(${column}, 1, ${zone}), ${zone})`,
    month: `toDateTime(toStartOfMonth(${column}, ${zone}), ${zone})`,
  }[interval];
  return `toUnixTimestamp(${start})`;
}
