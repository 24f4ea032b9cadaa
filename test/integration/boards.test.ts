import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outbox } from '../../engine/demo/outbox.ts';
import { Random } from '../../engine/demo/random.ts';
import { buildCity } from '../../engine/demo/rides/city.ts';
import { RIDES_SHOWCASE } from '../../engine/demo/rides/definitions.ts';
import { RidesSimulation } from '../../engine/demo/rides/simulation.ts';
import { setUpShowcase } from '../../engine/demo/set-up.ts';
import { type Product, startProduct } from '../product.ts';
import { LiveClient } from './live-client.ts';

/** Metrics and boards as a demo makes them, on the whole product: what happens, and what the live feed says of it. */
let product: Product;
const clients: LiveClient[] = [];
const SITE = 'rides';

beforeAll(async () => {
  product = await startProduct();
}, 120_000);

afterAll(async () => {
  for (const client of clients) client.close();
  await product?.dispose();
});

async function call(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const url = new URL(`${path}?site=${SITE}`, product.webUrl);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : {} };
}

describe('boards', () => {
  const draft = { id: 'mine', name: 'Mine', tiles: [{ kind: 'number', title: 'Clicks', metric: 'clicks' }] };

  it('are made, changed, listed and deleted', async () => {
    expect((await call('POST', '/api/boards', draft)).status).toBe(201);
    expect((await call('POST', '/api/boards', draft)).status).toBe(409);
    expect((await call('PUT', '/api/boards/mine', { ...draft, name: 'Ours' })).body).toMatchObject({ name: 'Ours' });
    expect((await call('GET', '/api/boards')).body).toMatchObject({
      boards: [{ id: 'mine', name: 'Ours', site: SITE }],
    });
    expect((await call('DELETE', '/api/boards/mine')).status).toBe(204);
    expect((await call('GET', '/api/boards/mine')).status).toBe(404);
  });

  it('are refused with the field and the reason', async () => {
    const tiles = [
      { kind: 'line', title: 'x', metrics: [] },
      { kind: 'cake', title: 'y' },
    ];
    const { status, body } = await call('POST', '/api/boards', { ...draft, id: 'No Such', tiles });
    expect(status).toBe(400);
    expect(body.reason).toBe('invalid-board');
    const fields = (body.problems as Array<{ field: string }>).map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['id', 'tiles[0].metrics', 'tiles[1].kind']));
  });
});

describe('a demo', () => {
  it('sets up its metrics and boards, and finds them as they are the next time', async () => {
    await setUpShowcase(product.webUrl, SITE, RIDES_SHOWCASE);
    await setUpShowcase(product.webUrl, SITE, RIDES_SHOWCASE);
    const { metrics } = (await call('GET', '/api/metrics')).body as { metrics: Array<{ candidate: unknown }> };
    expect(metrics).toHaveLength(RIDES_SHOWCASE.metrics.length);
    expect(metrics.every(({ candidate }) => candidate === null)).toBe(true);
    expect((await call('GET', '/api/boards')).body).toMatchObject({ boards: [{ id: 'rides' }] });
  });

  it('is counted live, each event once, in every metric', async () => {
    const ids = RIDES_SHOWCASE.metrics.map(({ id }) => id);
    const client = new LiveClient(product.webUrl);
    clients.push(client);
    await client.follow(ids, SITE);
    await client.until(() => client.of('snapshot').length > 0);

    const startMs = Date.now() - 30_000;
    const simulation = new RidesSimulation({ city: buildCity(), random: new Random(5), rate: 60, startMs });
    const happenings = Array.from({ length: 300 }, (_, step) => simulation.advance(startMs + (step + 1) * 100)).flat();
    const outbox = new Outbox({ webUrl: product.webUrl, site: SITE, signal: new AbortController().signal });
    const events = happenings.map((event, index) => ({ ...event, id: `e${index}`, url: '/' }));
    await outbox.add(events);
    await outbox.add(events.slice(0, 100));
    await outbox.finish();
    expect(outbox.counts()).toMatchObject({ accepted: events.length + 100, rejected: 0, waiting: 0 });

    const named = (...names: string[]) => happenings.filter(({ name }) => names.includes(name));
    const riders = (name: string) => new Set(named(name).map(({ visitor }) => visitor)).size;
    const now = (id: string) => client.metrics()[id]?.now?.rows ?? [];
    const countOf = (id: string, dim: string) => now(id).find(({ dims }) => dims[0] === dim)?.value ?? 0;
    for (const step of ['app_opened', 'ride_requested', 'ride_accepted']) {
      await client.until(() => countOf('rides-funnel', step) === riders(step), 20_000);
    }
    await client.until(() => now('rides-requested')[0]?.value === named('ride_requested').length);
    const [{ value: share } = { value: null }] = now('rides-cancel-share');
    const cancelled = named('ride_cancelled').length;
    if (cancelled > 0) expect(share).toBeCloseTo((cancelled / named('ride_requested').length) * 100, 6);
    const etas = named('ride_accepted').map(({ props }) => Number(props.eta_s));
    const [eta] = now('rides-eta');
    const median = etas.sort((a, b) => a - b)[Math.floor((etas.length - 1) / 2)]!;
    expect(Math.abs(eta!.value! - median) / median).toBeLessThan(0.03);
  });
});
