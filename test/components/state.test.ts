import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFilter, parseFilter, toggleValue } from '../../components/filters/filter.ts';
import { COMPARISONS, PERIOD_KEYS } from '../../components/period/period.ts';
import { type DashboardState, FIRST_STATE, formatState, METRICS, parseState } from '../../components/state/state.ts';
import type { Filter } from '../../engine/queries/filters.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const filters: fc.Arbitrary<Filter> = fc.record({
  dimension: fc.oneof(
    fc.constantFrom('page', 'source', 'country', 'utm_medium' as const),
    text.filter((name) => name.length > 0).map((name): `prop:${string}` => `prop:${name}`),
  ),
  operator: fc.constantFrom('is', 'is_not', 'contains', 'contains_not' as const),
  values: fc.array(text, { minLength: 1, maxLength: 3 }),
});
const dates = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const states: fc.Arbitrary<DashboardState> = fc.record({
  site: fc.option(fc.stringMatching(/^[a-z0-9.-]{1,20}$/), { nil: null }),
  period: fc.constantFrom(...PERIOD_KEYS.filter((period) => period !== 'custom')),
  date: fc.option(dates, { nil: null }),
  from: fc.constant(null),
  to: fc.constant(null),
  compare: fc.constantFrom(...COMPARISONS.filter((comparison) => comparison !== 'custom')),
  compareFrom: fc.constant(null),
  compareTo: fc.constant(null),
  matchWeekday: fc.boolean(),
  interval: fc.option(fc.constantFrom('minute', 'hour', 'day', 'week', 'month' as const), { nil: null }),
  metric: fc.constantFrom(...METRICS),
  filters: fc.array(filters, { maxLength: 4 }),
  bots: fc.boolean(),
  view: fc.constantFrom('chart', 'table' as const),
  tabs: fc.dictionary(fc.constantFrom('sources', 'pages'), fc.constantFrom('utm_medium', 'exit_page'), {
    noNullPrototype: true,
  }),
  details: fc.option(fc.constantFrom('page', 'source'), { nil: null }),
});

describe('the URL', () => {
  test('holds the whole state', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parseState(new URLSearchParams(formatState(state)))).toEqual(state);
      }),
    );
  });

  test('is empty for the first state, and readable for others', () => {
    expect(formatState(FIRST_STATE)).toBe('');
    const state: DashboardState = {
      ...FIRST_STATE,
      site: 'demo',
      filters: [{ dimension: 'page', operator: 'is', values: ['/x', '/y'] }],
    };
    expect(formatState(state)).toBe('site=demo&f=page:is:/x|/y');
  });

  test('holds a custom range and comparison', () => {
    const query =
      'period=custom&from=2026-01-02&to=2026-01-05&compare=custom&compare_from=2025-01-02&compare_to=2025-01-05';
    expect(formatState(parseState(new URLSearchParams(query)))).toBe(query);
  });

  test('that makes no sense is the first state', () => {
    const query =
      'period=fortnight&date=yesterday&compare=custom&metric=love&f=page&f=nothing:is:x&interval=aeon&period=custom&from=2026-02-02';
    expect(parseState(new URLSearchParams(query))).toEqual(FIRST_STATE);
    const reversed = 'period=custom&from=2026-02-02&to=2026-01-01';
    expect(parseState(new URLSearchParams(reversed)).period).toBe(FIRST_STATE.period);
  });
});

describe('filters', () => {
  test('as text and back', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(formatFilter(filter))).toEqual(filter);
      }),
    );
  });

  test('a click adds, a click on the same takes away, a click on another value of the dimension replaces', () => {
    const one = toggleValue([], 'source', 'Google');
    expect(one).toEqual([{ dimension: 'source', operator: 'is', values: ['Google'] }]);
    expect(toggleValue(one, 'source', 'Google')).toEqual([]);
    expect(toggleValue(one, 'source', 'Bing')).toEqual([{ dimension: 'source', operator: 'is', values: ['Bing'] }]);
    expect(toggleValue(one, 'country', 'DE')).toHaveLength(2);
  });
});
