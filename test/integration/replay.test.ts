import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_REPLAYS } from '../../engine/live/hub.ts';
import type { PlayMessage, SnapshotMessage } from '../../engine/live/protocol.ts';
import { silentLog } from '../../engine/log.ts';
import { startWeb, type Web } from '../../engine/web/server.ts';
import { freePorts } from '../free-ports.ts';
import { until } from '../until.ts';
import { LiveClient } from './live-client.ts';
import { type LogBroker, startLogBroker } from './log-broker.ts';

/** The past of the live feed: the real log, replayed to real WebSocket clients. */
let dataDir: string;
let broker: LogBroker;
let web: Web;
const clients: LiveClient[] = [];
/** Ids in the order in which they were acknowledged, and when. */
const clicks: Array<{ id: string; at: number }> = [];
const SITE = 'past';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-replay-'));
  const [port] = (await freePorts(1)) as [number];
  broker = await startLogBroker(dataDir, port);
  web = await startWeb({
    ...{ host: '127.0.0.1', port: 0, dataDir: join(dataDir, 'web'), brokers: [`127.0.0.1:${port}`] },
    ...{ clickhouseUrl: 'http://127.0.0.1:1', sites: null, geoipPath: null, log: silentLog },
  });
  const watcher = await connect().subscribe(['events'], SITE);
  await watcher.until(() => watcher.of('snapshot').length > 0);
  for (let batch = 0; batch < 30; batch++) {
    await click(4);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

afterAll(async () => {
  for (const client of clients) client.close();
  await web?.close();
  await broker?.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

function connect(): LiveClient {
  const client = new LiveClient(web.url);
  clients.push(client);
  return client;
}

async function click(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => {
    return { id: randomUUID(), name: 'pageview', url: `https://${SITE}.test/`, visitor: randomUUID() };
  });
  const response = await fetch(`${web.url}/api/collect`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
    body: JSON.stringify({ site: SITE, events }),
  });
  expect(await response.json()).toMatchObject({ accepted: count });
  for (const { id } of events) clicks.push({ id, at: Date.now() });
}

const plays = (client: LiveClient): PlayMessage[] => client.of('play');
const lastSnapshot = (client: LiveClient): SnapshotMessage => client.of('snapshot').at(-1)!;

test('standing still shows the figures as they were at that time', async () => {
  const half = clicks[clicks.length / 2 - 1]!.at;
  const client = await connect().subscribe(['figures', 'events'], SITE, { at: half, speed: 0 });
  await client.until(() => client.of('snapshot').length > 0);
  const { figures, events, at } = lastSnapshot(client);
  expect(at).toBe(half);
  const known = new Set(clicks.slice(0, clicks.length / 2).map(({ id }) => id));
  // A batch that was acknowledged in the same moment may be on either side of it.
  expect(Math.abs(figures!.counters.events30m - known.size)).toBeLessThanOrEqual(4);
  expect(figures!.counters.visitors30m).toBe(figures!.counters.events30m);
  expect(figures!.minutes.reduce((sum, bar) => sum + bar.events, 0)).toBe(figures!.counters.events30m);
  expect(events!.filter(({ id }) => known.has(id)).length).toBeGreaterThanOrEqual(events!.length - 4);
  expect(plays(client).at(-1)).toMatchObject({ state: 'paused', speed: 0, progress: 1 });
  expect(plays(client).at(-1)!.oldest).toBeLessThanOrEqual(clicks[0]!.at);
});

test('plays every event again once, in the order of each partition, then hands over to the live feed', async () => {
  // All of them in the past: the live feed takes over a moment before the present.
  await until('the clicks to be over', () => Date.now() > clicks.at(-1)!.at + 2_500);
  const from = clicks[0]!.at - 1_000;
  const client = await connect().subscribe(['figures', 'events'], SITE, { at: from, speed: 4 });
  await client.until(() => client.of('snapshot').length > 0);
  expect(lastSnapshot(client).events).toEqual([]);
  await client.until(() => client.of('snapshot').length > 1, 60_000);
  const handover = client.messages.findLastIndex((message) => message.type === 'snapshot');
  const replayed = client.messages
    .slice(0, handover)
    .flatMap((message) => (message.type === 'delta' ? (message.events ?? []) : []));
  const ids = replayed.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids)).toEqual(new Set(clicks.map(({ id }) => id)));
  for (const events of Map.groupBy(replayed, ({ partition }) => partition).values()) {
    expect(events.map(({ offset }) => offset)).toEqual(events.map(({ offset }) => offset).sort((a, b) => a - b));
  }
  const before = client.messages
    .slice(0, handover)
    .findLast((message) => message.type === 'delta' && message.figures?.counters);
  expect(before).toMatchObject({ figures: { counters: { events30m: clicks.length } } });
  // Live again: what happens now is shown.
  await click(1);
  await client.until(() => client.events().some(({ id }) => id === clicks.at(-1)!.id));
});

test('is paused and goes on, without a new snapshot', async () => {
  const client = await connect().subscribe(['events'], SITE, { at: clicks[0]!.at - 500, speed: 1 });
  await client.until(() => client.events().length > 0);
  await client.subscribe(['events'], SITE, { speed: 0 });
  await client.until(() => plays(client).at(-1)?.state === 'paused');
  const shown = client.events().length;
  const pausedAt = plays(client).at(-1)!.at;
  await client.subscribe(['events'], SITE, { speed: 60 });
  await client.until(() => plays(client).at(-1)?.speed === 60);
  expect(plays(client).at(-1)!.at - pausedAt).toBeLessThan(10_000);
  await client.until(() => client.events().length > shown);
  expect(client.of('snapshot').length).toBeLessThanOrEqual(2);
});

test('is refused to more clients than the server replays for, who stay live', async () => {
  const crowd: LiveClient[] = [];
  for (let n = 0; n < MAX_REPLAYS + 4; n++) {
    crowd.push(await connect().subscribe(['events'], SITE, { at: clicks[0]!.at, speed: 0 }));
  }
  await Promise.all(crowd.map((client) => client.until(() => client.of('snapshot').length > 0)));
  const refused = crowd.filter((client) => client.of('error').some(({ code }) => code === 'too-many-replays'));
  expect(refused.length).toBeGreaterThanOrEqual(4);
  for (const client of refused) expect(lastSnapshot(client).at).toBeGreaterThan(clicks.at(-1)!.at);
  for (const client of crowd) client.close();
});
