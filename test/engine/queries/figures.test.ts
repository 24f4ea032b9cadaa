import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Figures, getSeries, getTotals } from '../../../engine/queries/figures.ts';
import type { Filter } from '../../../engine/queries/filters.ts';
import { getFreshness } from '../../../engine/queries/freshness.ts';
import { getSites } from '../../../engine/queries/sites.ts';
import { is, openTestStore, scopeOf, type TestStore } from './dataset.ts';

let store: TestStore;
const DAY = { from: '2026-06-10', to: '2026-06-10' };
const NEXT_DAY = { from: '2026-06-11', to: '2026-06-11' };

/**
 * 10 June: s1 (ann, from Google) sees / and /pricing, signs up and leaves: 0 to 300 s. s2 (bob) sees / once and leaves
 * after 60 s: a bounce. s3 (bob again, later, by a campaign) sees /docs and clicks out at once: 10 s, no bounce. s4 is a
 * bot. s5 (eve) starts at 23:50 UTC, sees /blog, and at 00:10 on the 11th /pricing: 1,200 s, over midnight.
 */
beforeAll(async () => {
  store = await openTestStore();
  const ann = { visitor: 'ann', session: 's1' };
  const bob = { visitor: 'bob', session: 's2' };
  const back = { visitor: 'bob', session: 's3', country: 'FR' };
  const eve = { visitor: 'eve', session: 's5', browser: 'Chrome' };
  await store.insert([
    { ...ann, ts: '2026-06-10 08:00:00.000', path: '/', referrer_source: 'Google' },
    { ...ann, ts: '2026-06-10 08:02:00.000', path: '/pricing' },
    { ...ann, ts: '2026-06-10 08:03:00.000', path: '/pricing', name: 'Signup', props: { plan: 'team', seats: '12' } },
    { ...ann, ts: '2026-06-10 08:05:00.000', path: '/pricing', name: 'page_leave', engaged_ms: 90_000 },
    { ...bob, ts: '2026-06-10 09:00:00.000', path: '/' },
    { ...bob, ts: '2026-06-10 09:01:00.000', path: '/', name: 'page_leave', engaged_ms: 30_000 },
    { ...back, ts: '2026-06-10 15:00:00.000', path: '/docs', utm_source: 'newsletter', utm_campaign: 'june' },
    { ...back, ts: '2026-06-10 15:00:10.000', path: '/docs', name: 'outbound_click', props: { url: 'https://x.org' } },
    { visitor: 'crawler', session: 's4', ts: '2026-06-10 10:00:00.000', is_bot: true },
    { ...eve, ts: '2026-06-10 23:50:00.000', path: '/blog', referrer_source: 'Hacker News' },
    { ...eve, ts: '2026-06-11 00:10:00.000', path: '/pricing' },
    { visitor: 'zoe', session: 's9', ts: '2026-06-10 08:00:00.000', site: 'b' },
  ]);
});
afterAll(() => store.close());

describe('totals', () => {
  test('of a day: visitors, visits, views, bounces and durations counted by hand', async () => {
    expect(await getTotals(store.client, scopeOf(DAY))).toEqual({
      visitors: 3,
      visits: 4,
      pageviews: 5,
      events: 2,
      views_per_visit: 5 / 4,
      bounce_rate: 1 / 4,
      visit_duration: (300 + 60 + 10 + 1200) / 4,
    });
  });

  test('of a day without events are zero, and rates are not made up', async () => {
    const totals = await getTotals(store.client, scopeOf({ from: '2026-01-01', to: '2026-01-01' }));
    expect(totals).toMatchObject({ visitors: 0, visits: 0, pageviews: 0, bounce_rate: null, visit_duration: null });
  });

  test('count bots only when asked to', async () => {
    const totals = await getTotals(store.client, scopeOf(DAY, { bots: true }));
    expect(totals).toMatchObject({ visitors: 4, visits: 5, pageviews: 6 });
  });

  test('a visit over midnight counts on both days and is as long as it is', async () => {
    const totals = await getTotals(store.client, scopeOf(NEXT_DAY));
    expect(totals).toMatchObject({ visitors: 1, visits: 1, pageviews: 1, bounce_rate: 0, visit_duration: 1200 });
  });

  test('a day begins where the reader is', async () => {
    // In Berlin (UTC+2) the 11th begins at 22:00 UTC: both of eve's views are on it.
    const totals = await getTotals(store.client, scopeOf(NEXT_DAY, { zone: 'Europe/Berlin' }));
    expect(totals).toMatchObject({ visitors: 1, visits: 1, pageviews: 2 });
    const inKolkata = await getTotals(store.client, scopeOf(DAY, { zone: 'Asia/Kolkata' }));
    // UTC+5:30: the 10th there ends at 18:30 UTC.
    expect(inKolkata).toMatchObject({ visitors: 2, visits: 3, pageviews: 4 });
  });
});

describe('filters', () => {
  const totals = (...filters: Filter[]): Promise<Figures> => getTotals(store.client, scopeOf(DAY, { filters }));

  test('by page: its views, and the visits that saw it', async () => {
    expect(await totals(is('page', '/pricing'))).toMatchObject({ visitors: 1, visits: 1, pageviews: 1, events: 1 });
    expect(await totals(is('page', '/', '/docs'))).toMatchObject({ visitors: 2, visits: 3, pageviews: 3 });
  });

  test('by a fact of the visit: all of its events, those without a referrer of their own too', async () => {
    expect(await totals(is('source', 'Google'))).toMatchObject({ visitors: 1, visits: 1, pageviews: 2, events: 1 });
  });

  test('a campaign is a source where there is no referrer', async () => {
    expect(await totals(is('source', 'newsletter'))).toMatchObject({ visitors: 1, visits: 1, pageviews: 1 });
    expect(await totals(is('source', ''))).toMatchObject({ visitors: 1, visits: 1, pageviews: 1 });
  });

  test('by entry and exit page', async () => {
    expect(await totals(is('entry_page', '/'))).toMatchObject({ visits: 2 });
    expect(await totals(is('exit_page', '/pricing'))).toMatchObject({ visits: 2, pageviews: 3 });
  });

  test('is not, contains, does not contain', async () => {
    expect(await totals({ dimension: 'country', operator: 'is_not', values: ['DE'] })).toMatchObject({ visits: 1 });
    expect(await totals({ dimension: 'page', operator: 'contains', values: ['PRIC', 'blo'] })).toMatchObject({
      pageviews: 2,
    });
    expect(await totals({ dimension: 'browser', operator: 'contains_not', values: ['fire'] })).toMatchObject({
      visits: 1,
    });
  });

  test('by event and property, numbers too', async () => {
    expect(await totals(is('event', 'Signup'))).toMatchObject({ visitors: 1, pageviews: 0, events: 1 });
    expect(await totals(is('prop:plan', 'team'))).toMatchObject({ events: 1 });
    expect(await totals({ dimension: 'prop:seats', operator: 'at_least', values: ['12'] })).toMatchObject({
      events: 1,
    });
    expect(await totals({ dimension: 'prop:seats', operator: 'at_least', values: ['12.5'] })).toMatchObject({
      events: 0,
    });
  });

  test('several must hold together', async () => {
    expect(await totals(is('country', 'DE'), is('page', '/'))).toMatchObject({ visitors: 2, pageviews: 2 });
    expect(await totals(is('country', 'FR'), is('page', '/'))).toMatchObject({ visitors: 0, pageviews: 0 });
  });

  test('a value is data and never SQL', async () => {
    const hostile = "') OR 1=1 --";
    expect(await totals(is('page', hostile))).toMatchObject({ visitors: 0 });
    expect(await totals(is(`prop:${hostile}`, hostile))).toMatchObject({ visitors: 0 });
  });
});

describe('series', () => {
  test('by hour: visitors where they are, a visit where it began', async () => {
    const { totals, points } = await getSeries(store.client, scopeOf(DAY), 'hour');
    expect(totals.visitors).toBe(3);
    expect(points).toHaveLength(24);
    expect(points.map((point) => point.visits).reduce((sum, visits) => sum + visits)).toBe(4);
    expect(points[8]).toMatchObject({ visitors: 1, visits: 1, pageviews: 2, visit_duration: 300, state: 'whole' });
    expect(points[9]).toMatchObject({ visitors: 1, bounce_rate: 1 });
    expect(points[12]).toMatchObject({ visitors: 0, visits: 0, bounce_rate: null });
  });

  test('a visit from the day before belongs to the first bucket', async () => {
    const { points } = await getSeries(store.client, scopeOf(NEXT_DAY), 'hour');
    expect(points[0]).toMatchObject({ visits: 1, pageviews: 1, visit_duration: 1200 });
  });

  test('tells whole, partial and future buckets apart', async () => {
    const now = '2026-06-10T09:30:00Z';
    const { points } = await getSeries(store.client, scopeOf(DAY, { now }), 'hour');
    expect(points.slice(8, 11).map((point) => point.state)).toEqual(['whole', 'partial', 'future']);
  });

  test('by month in a zone: one bucket holds both days', async () => {
    const year = { from: '2026-01-01', to: '2026-12-31' };
    const { points } = await getSeries(store.client, scopeOf(year, { zone: 'America/New_York' }), 'month');
    expect(points).toHaveLength(12);
    expect(points[5]).toMatchObject({ visitors: 3, visits: 4, pageviews: 6 });
  });

  test('the last minutes up to now', async () => {
    const scope = scopeOf({ minutes: 30 }, { now: '2026-06-10T08:10:00Z' });
    const { totals, points } = await getSeries(store.client, scope, 'minute');
    expect(points).toHaveLength(30);
    expect(totals).toMatchObject({ visitors: 1, pageviews: 2 });
  });
});

test('sites: each that has an event, with its first and newest', async () => {
  const sites = await getSites(store.client);
  expect(sites.map(({ site, events }) => [site, events])).toEqual([
    ['a', 11],
    ['b', 1],
  ]);
  expect(sites[0]!.firstEvent).toBe(Date.parse('2026-06-10T08:00:00Z'));
});

test('freshness: the newest event received, and the offsets that ClickHouse holds', async () => {
  const freshness = await getFreshness(store.client, 'a', 1);
  expect(freshness).toEqual({ receivedAt: Date.parse('2026-06-11T00:10:00Z'), offsets: { 0: 12 }, at: 1 });
  expect((await getFreshness(store.client, 'nobody', 1)).receivedAt).toBeNull();
});
