import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCollectHandler } from '../../../../engine/collect/http.ts';
import { createCollector } from '../../../../engine/collect/intake.ts';
import { startDemoTraffic } from '../../../../engine/demo/shop/traffic.ts';
import { type WeirEvent, weirEvent } from '../../../../engine/events/event.ts';
import { silentLog } from '../../../../engine/log.ts';
import { temporaryFolder } from '../../collect/temporary-folder.ts';

interface Web {
  webUrl: string;
  received: WeirEvent[];
  /** Requests that are answered 503 before the next one is taken. */
  refuse: number;
}

async function openWeb(sites: string[] | null = null): Promise<Web> {
  const received: WeirEvent[] = [];
  const keep = async (records: { value: string }[]): Promise<void> => {
    if (web.refuse > 0) {
      web.refuse--;
      throw new Error('away');
    }
    received.push(...records.map(({ value }) => weirEvent.parse(JSON.parse(value))));
  };
  const options = { producer: { send: keep }, dataDir: temporaryFolder(), sites, geoipPath: null, log: silentLog };
  const collector = await createCollector(options);
  const server = createServer(createCollectHandler(collector));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    collector.close();
    server.closeAllConnections();
    server.close();
  });
  const web: Web = { webUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, refuse: 0 };
  return web;
}

describe('startDemoTraffic', () => {
  it('sends live visitors of many countries and browsers, none refused', async () => {
    const { webUrl, received } = await openWeb();
    const stop = new AbortController();
    const traffic = startDemoTraffic({
      webUrl,
      site: 'shop',
      rate: 300,
      seed: 1,
      backfillDays: 0,
      signal: stop.signal,
    });
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(400);
    stop.abort();
    await traffic.done;
    expect(traffic.counts().live).toMatchObject({ accepted: received.length, rejected: 0 });
    expect(new Set(received.map(({ country }) => country)).size).toBeGreaterThan(5);
    expect(new Set(received.map(({ browser }) => browser)).size).toBeGreaterThan(3);
    expect(received.every(({ ts, received_at }) => received_at - ts < 5_000)).toBe(true);
  });

  it('is more traffic when it runs again, not a repeat of itself', async () => {
    const { webUrl, received } = await openWeb();
    for (const wanted of [20, 40]) {
      const stop = new AbortController();
      const traffic = startDemoTraffic({
        webUrl,
        site: 'shop',
        rate: 100,
        seed: 1,
        backfillDays: 0,
        signal: stop.signal,
      });
      await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(wanted);
      stop.abort();
      await traffic.done;
    }
    expect(new Set(received.map(({ id }) => id)).size).toBe(received.length);
  });

  it('fills days past in the order of time, each visit whole, and then is done', async () => {
    const { webUrl, received } = await openWeb();
    const { signal } = new AbortController();
    const traffic = startDemoTraffic({
      webUrl,
      site: 'shop',
      rate: 0,
      seed: 1,
      backfillDays: 3,
      visitsPerDay: 20,
      signal,
    });
    await traffic.done;
    expect(traffic.counts().backfill).toMatchObject({ accepted: received.length, rejected: 0 });
    const days = new Set(received.map(({ ts }) => new Date(ts).toISOString().slice(0, 10)));
    expect(days.size).toBeGreaterThanOrEqual(3);
    expect(received.every(({ ts }) => ts <= Date.now())).toBe(true);
  });

  it('sends again what was not acknowledged, under the same ids', async () => {
    const web = await openWeb();
    web.refuse = 3;
    const { signal } = new AbortController();
    const { webUrl } = web;
    const traffic = startDemoTraffic({
      webUrl,
      site: 'shop',
      rate: 0,
      seed: 1,
      backfillDays: 1,
      visitsPerDay: 5,
      signal,
    });
    await traffic.done;
    expect(traffic.counts().backfill.retries).toBe(3);
    expect(new Set(web.received.map(({ id }) => id)).size).toBe(web.received.length);
  });

  it('ends with the reason where the collector refuses its site', async () => {
    const { webUrl } = await openWeb(['other']);
    const { signal } = new AbortController();
    const traffic = startDemoTraffic({ webUrl, site: 'shop', rate: 20, seed: 1, backfillDays: 1, signal });
    await expect(traffic.done).rejects.toThrow('site-not-allowed');
  });
});
