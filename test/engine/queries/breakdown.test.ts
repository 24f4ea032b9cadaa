import { afterAll, beforeAll, expect, test } from 'vitest';
import { getBreakdown, type Page } from '../../../engine/queries/breakdown.ts';
import type { Dimension, Filter } from '../../../engine/queries/filters.ts';
import { getPropertyKeys } from '../../../engine/queries/properties.ts';
import { is, openTestStore, scopeOf, type TestStore } from './dataset.ts';

let store: TestStore;
const DAY = { from: '2026-06-10', to: '2026-06-10' };

/** Three visits of three visitors: s1 / -> /a -> /b (Google), s2 /a only (Google), s3 /b -> / (Direct) with two events. */
beforeAll(async () => {
  store = await openTestStore();
  const one = { visitor: 'v1', session: 's1' };
  const two = { visitor: 'v2', session: 's2', country: 'FR' };
  const three = { visitor: 'v3', session: 's3', country: '' };
  await store.insert([
    { ...one, ts: '2026-06-10 08:00:00.000', path: '/', referrer_source: 'Google' },
    { ...one, ts: '2026-06-10 08:01:00.000', path: '/', name: 'page_leave', engaged_ms: 40_000 },
    { ...one, ts: '2026-06-10 08:01:00.000', path: '/a' },
    { ...one, ts: '2026-06-10 08:02:00.000', path: '/b' },
    { ...two, ts: '2026-06-10 09:00:00.000', path: '/a', referrer_source: 'Google' },
    { ...three, ts: '2026-06-10 10:00:00.000', path: '/b' },
    { ...three, ts: '2026-06-10 10:00:20.000', path: '/' },
    { ...three, ts: '2026-06-10 10:00:30.000', path: '/', name: 'Buy', props: { item: 'tent', price: '200' } },
    { ...three, ts: '2026-06-10 10:00:40.000', path: '/', name: 'Buy', props: { item: 'rope' } },
  ]);
  // From an access log: a picture, asked for by somebody who saw no page.
  const picture = { visitor: 'v4', session: 's4', path: '/logo.png', name: 'request' };
  await store.insert([{ ...picture, ts: '2026-06-10 11:00:00.000' }]);
});
afterAll(() => store.close());

async function list(dimension: Dimension, page: Partial<Page> = {}, filters: Filter[] = []) {
  const answer = await getBreakdown(store.client, scopeOf(DAY, { filters }), dimension, {
    limit: 9,
    offset: 0,
    search: '',
    ...page,
  });
  return { ...answer, pairs: answer.rows.map((row) => [row.value, row.visitors]) };
}

test('sources: of the visit, with its bounces and length', async () => {
  const { rows, values } = await list('source');
  expect(values).toBe(2);
  expect(rows[0]).toEqual({
    value: 'Google',
    visitors: 2,
    visits: 2,
    pageviews: 4,
    events: 0,
    bounce_rate: 0.5,
    visit_duration: 60,
  });
  expect(rows[1]).toMatchObject({ value: '', visitors: 1, events: 2, bounce_rate: 0, visit_duration: 40 });
});

test('pages: views and engaged time a view', async () => {
  const { rows } = await list('page');
  expect(rows.map((row) => [row.value, row.visitors, row.pageviews])).toEqual([
    ['/', 2, 2],
    ['/a', 2, 2],
    ['/b', 2, 2],
  ]);
  expect(rows[0]!.time_on_page).toBe(20);
});

test('entry and exit pages', async () => {
  expect((await list('entry_page')).pairs).toEqual([
    ['/', 1],
    ['/b', 1],
    ['/a', 1],
  ]);
  expect((await list('exit_page')).pairs).toEqual([
    ['/b', 1],
    ['/', 1],
    ['/a', 1],
  ]);
});

test('countries, the unknown one included', async () => {
  expect((await list('country')).pairs).toEqual([
    ['DE', 1],
    ['', 1],
    ['FR', 1],
  ]);
});

test("events: the site's own only", async () => {
  const { rows } = await list('event');
  expect(rows).toMatchObject([{ value: 'Buy', visitors: 1, visits: 1, events: 2 }]);
});

test('properties: their names, and the values of one', async () => {
  const scope = scopeOf(DAY, { filters: [is('event', 'Buy')] });
  expect(await getPropertyKeys(store.client, scope)).toEqual([
    { key: 'item', visitors: 1, events: 2 },
    { key: 'price', visitors: 1, events: 1 },
  ]);
  expect((await list('prop:item', {}, [is('event', 'Buy')])).pairs).toEqual([
    ['rope', 1],
    ['tent', 1],
  ]);
});

test('paging and search: how many there are in all stays told', async () => {
  const second = await list('page', { limit: 1, offset: 1 });
  expect(second.pairs).toEqual([['/a', 2]]);
  expect(second.values).toBe(3);
  const found = await list('source', { search: 'OOG' });
  expect(found.pairs).toEqual([['Google', 2]]);
  expect(found.values).toBe(1);
});

test('a filter on a page narrows the other lists to the visits that saw it', async () => {
  expect((await list('country', {}, [is('page', '/a')])).pairs).toEqual([
    ['DE', 1],
    ['FR', 1],
  ]);
});

test('requests that are no page views count where they are asked for, and nowhere else', async () => {
  for (const dimension of ['page', 'event', 'source', 'country'] as const) {
    const { rows } = await list(dimension);
    expect(rows.reduce((sum, row) => sum + (row.value === '/logo.png' || row.value === 'request' ? 1 : 0), 0)).toBe(0);
  }
  const asked: Filter[] = [is('event', 'request')];
  expect((await list('page', {}, asked)).pairs).toEqual([['/logo.png', 1]]);
});

test('pages where an event happened, with a filter by that event', async () => {
  expect((await list('page', {}, [is('event', 'Buy')])).pairs).toEqual([['/', 1]]);
});
