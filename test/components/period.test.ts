import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, dayCount, today, weekday } from '../../components/period/calendar.ts';
import {
  type Comparison,
  comparisonOf,
  intervalOf,
  type PeriodChoice,
  type PeriodKey,
  rangeOf,
  shifted,
} from '../../components/period/period.ts';

const TODAY = '2026-03-15';
const choice = (period: PeriodKey, date: string | null = null): PeriodChoice => ({
  period,
  date,
  from: null,
  to: null,
});
const range = (period: PeriodKey, date: string | null = null) => rangeOf(choice(period, date), TODAY, '2025-02-01');
const compared = (period: PeriodKey, compare: Comparison, matchWeekday = false) =>
  comparisonOf(range(period), { period, compare, matchWeekday, compareFrom: null, compareTo: null });

describe('the calendar', () => {
  test('months end where they end', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
    expect(addMonths('2026-03-15', -3)).toBe('2025-12-15');
  });

  test('adding days and counting them agree', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4000, max: 4000 }), (days) => {
        const end = addDays(TODAY, Math.abs(days));
        expect(dayCount(TODAY, end)).toBe(Math.abs(days) + 1);
      }),
    );
  });

  test('today depends on where one is', () => {
    const instant = Date.parse('2026-03-15T23:30:00Z');
    expect(today(instant, 'UTC')).toBe('2026-03-15');
    expect(today(instant, 'Europe/Berlin')).toBe('2026-03-16');
    expect(today(instant, 'America/New_York')).toBe('2026-03-15');
  });
});

describe('periods', () => {
  test.each([
    ['day', null, '2026-03-15', '2026-03-15'],
    ['day', '2026-03-14', '2026-03-14', '2026-03-14'],
    ['7d', null, '2026-03-09', '2026-03-15'],
    ['28d', null, '2026-02-16', '2026-03-15'],
    ['30d', null, '2026-02-14', '2026-03-15'],
    ['91d', null, '2025-12-15', '2026-03-15'],
    ['month', null, '2026-03-01', '2026-03-31'],
    ['month', '2026-02-01', '2026-02-01', '2026-02-28'],
    ['year', null, '2026-01-01', '2026-12-31'],
    ['6mo', null, '2025-10-01', '2026-03-31'],
    ['12mo', null, '2025-04-01', '2026-03-31'],
    ['all', null, '2025-02-01', '2026-03-15'],
  ] as const)('%s of %s is %s to %s', (period, date, from, to) => {
    expect(range(period, date)).toEqual({ from, to });
  });

  test('realtime is the last 30 minutes', () => {
    expect(range('realtime')).toEqual({ minutes: 30 });
  });

  test('the arrows go to the neighbours and never into the future', () => {
    expect(shifted(choice('day'), -1, TODAY)).toEqual(choice('day', '2026-03-14'));
    expect(shifted(choice('day', '2026-03-14'), 1, TODAY)).toEqual(choice('day'));
    expect(shifted(choice('day'), 1, TODAY)).toBeNull();
    expect(shifted(choice('7d'), -1, TODAY)).toEqual(choice('7d', '2026-03-08'));
    expect(shifted(choice('month'), -1, TODAY)).toEqual(choice('month', '2026-02-01'));
    expect(shifted(choice('month', '2026-02-01'), 1, TODAY)).toEqual(choice('month'));
    expect(shifted(choice('year'), -1, TODAY)).toEqual(choice('year', '2025-01-01'));
    expect(shifted(choice('all'), -1, TODAY)).toBeNull();
    expect(shifted(choice('realtime'), -1, TODAY)).toBeNull();
    const custom: PeriodChoice = { period: 'custom', date: null, from: '2026-03-01', to: '2026-03-05' };
    expect(shifted(custom, -1, TODAY)).toEqual({ ...custom, from: '2026-02-24', to: '2026-02-28' });
  });

  test('there and back again', () => {
    const steady = fc.constantFrom<PeriodKey>('day', '7d', '28d', '30d', '91d', 'month', 'year');
    fc.assert(
      fc.property(steady, fc.integer({ min: 1, max: 6 }), (period, steps) => {
        let at = choice(period);
        for (let step = 0; step < steps; step += 1) at = shifted(at, -1, TODAY)!;
        for (let step = 0; step < steps; step += 1) at = shifted(at, 1, TODAY)!;
        expect(rangeOf(at, TODAY, null)).toEqual(rangeOf(choice(period), TODAY, null));
      }),
    );
  });
});

describe('comparison', () => {
  test('is with as many days before, with the month before, or with a year before', () => {
    expect(compared('7d', 'previous')).toEqual({ from: '2026-03-02', to: '2026-03-08' });
    expect(compared('month', 'previous')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(compared('year', 'previous')).toEqual({ from: '2025-01-01', to: '2025-12-31' });
    expect(compared('7d', 'year')).toEqual({ from: '2025-03-09', to: '2025-03-15' });
    expect(compared('7d', 'off')).toBeNull();
    expect(compared('all', 'previous')).toBeNull();
    expect(compared('realtime', 'previous')).toBeNull();
  });

  test('matching the weekday begins on the same one, at most three days off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PeriodKey>('day', '7d', '28d', '30d', '91d'),
        fc.constantFrom<Comparison>('previous', 'year'),
        (period, compare) => {
          const plain = compared(period, compare)!;
          const matched = compared(period, compare, true)!;
          const from = (range(period) as { from: string }).from;
          expect(weekday(matched.from)).toBe(weekday(from));
          expect(Math.abs(dayCount(plain.from, matched.from) - 1)).toBeLessThanOrEqual(3);
          expect(dayCount(matched.from, matched.to)).toBe(dayCount(plain.from, plain.to));
        },
      ),
    );
  });
});

test('an interval that does not suit the range gives way to one that does', () => {
  expect(intervalOf({ from: TODAY, to: TODAY }, null)).toBe('hour');
  expect(intervalOf({ from: TODAY, to: TODAY }, 'minute')).toBe('minute');
  expect(intervalOf({ from: '2026-01-01', to: TODAY }, 'hour')).toBe('day');
  expect(intervalOf({ minutes: 30 }, 'month')).toBe('minute');
  expect(intervalOf({ from: '2020-01-01', to: TODAY }, null)).toBe('month');
});
