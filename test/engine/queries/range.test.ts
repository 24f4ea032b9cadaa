import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketStart,
  bucketStarts,
  INTERVALS,
  MAX_BUCKETS,
  nextBucket,
  spanOf,
  TooManyBuckets,
} from '../../../engine/queries/range.ts';
import { instantOf, isTimeZone, parseDate, wallClock } from '../../../engine/queries/time-zone.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
const HOUR = 3_600_000;
const zones = fc.constantFrom(...ZONES);
const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) }).map((ms) => ms - (ms % 1000));

describe('time zones', () => {
  test('clocks and instants agree wherever a clock shows a time once', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const back = instantOf(wallClock(instant, zone), zone);
        // Where the clock is put back it shows an hour twice, and the first is meant.
        expect([0, HOUR, HOUR / 2]).toContain(instant - back);
      }),
    );
  });

  test('a day of the change is 23 or 25 hours long', () => {
    const length = (date: string): number => {
      const { from, to } = spanOf({ from: date, to: date }, 'Europe/Berlin', 0);
      return (to - from) / HOUR;
    };
    expect(length('2026-03-29')).toBe(23);
    expect(length('2026-10-25')).toBe(25);
    expect(length('2026-06-10')).toBe(24);
  });

  test('names are checked', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Mars/Base')).toBe(false);
  });
});

describe('buckets', () => {
  test('follow each other without gaps, and each holds its own start', () => {
    fc.assert(
      fc.property(instants, zones, fc.constantFrom(...INTERVALS), (instant, zone, interval) => {
        const start = bucketStart(instant, zone, interval);
        const next = nextBucket(start, zone, interval);
        expect(start).toBeLessThanOrEqual(instant);
        expect(next).toBeGreaterThan(start);
        expect(bucketStart(start, zone, interval)).toBe(start);
      }),
    );
  });

  test('of a week begin on Monday, of a month on the first', () => {
    const span = spanOf({ from: '2026-06-10', to: '2026-07-10' }, 'Europe/Berlin', 0);
    const local = (start: number): string => new Date(wallClock(start, 'Europe/Berlin')).toISOString().slice(0, 16);
    expect(bucketStarts(span, 'week').map(local)[0]).toBe('2026-06-08T00:00');
    expect(bucketStarts(span, 'month').map(local)).toEqual(['2026-06-01T00:00', '2026-07-01T00:00']);
  });

  test('an hour that the clock skips is not there, one that it repeats is there twice', () => {
    const hours = (date: string): number =>
      bucketStarts(spanOf({ from: date, to: date }, 'Europe/Berlin', 0), 'hour').length;
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
  });

  test('too many are refused', () => {
    const span = spanOf({ from: '2026-01-01', to: '2026-12-31' }, 'UTC', parseDate('2026-06-01'));
    expect(bucketStarts(span, 'day').length).toBeLessThan(MAX_BUCKETS);
    expect(() => bucketStarts(span, 'minute')).toThrow(TooManyBuckets);
  });
});
