import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EVENTS_TOPIC, ROLLUPS_TOPIC } from '../../engine/events/topics.ts';
import type { FiguresDelta } from '../../engine/live/protocol.ts';
import { silentLog } from '../../engine/log.ts';
import { type RollupRecord, recordKey } from '../../engine/rollups/figures/records.ts';
import { createAdmin, createProducer, type Producer } from '../../engine/stream/kafka-client.ts';
import { startWeb, type Web } from '../../engine/web/server.ts';
import { minuteRecord, rollingRecord, secondRecord } from '../engine/live/records.ts';
import { freePorts } from '../free-ports.ts';
import { LiveClient } from './live-client.ts';
import { type LogBroker, startLogBroker } from './log-broker.ts';

/** The live feed with the real broker below it, the real collector beside it and real WebSocket clients above it. */
let dataDir: string;
let broker: LogBroker;
let web: Web;
let rollups: Producer;
let port: number;
const clients: LiveClient[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-live-'));
  [port] = (await freePorts(1)) as [number];
  broker = await startLogBroker(dataDir, port);
  web = await openWeb();
  rollups = createProducer({ brokers: [`127.0.0.1:${port}`], clientId: 'test-rollups', log: silentLog });
  const client = await (await connect()).subscribe(['figures'], 'first');
  await client.until(() => client.of('snapshot').length > 0);
});

afterAll(async () => {
  for (const client of clients) client.close();
  await Promise.all([web?.close(), rollups?.close()]);
  await broker?.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

function openWeb(): Promise<Web> {
  return startWeb({
    ...{ host: '127.0.0.1', port: 0, dataDir: join(dataDir, 'web'), brokers: [`127.0.0.1:${port}`] },
    ...{ clickhouseUrl: 'http://127.0.0.1:1', sites: null, geoipPath: null, log: silentLog },
  });
}

async function connect(): Promise<LiveClient> {
  const client = new LiveClient(web.url);
  clients.push(client);
  return client;
}

/** Sends events through the collector; answers their ids once they are acknowledged. */
async function click(site: string, count = 1, props: Record<string, string> = {}): Promise<string[]> {
  const events = Array.from({ length: count }, (_, index) => {
    return { id: randomUUID(), name: 'pageview', url: `https://${site}.test/${index}`, visitor: randomUUID(), props };
  });
  const response = await fetch(`${web.url}/api/collect`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
    body: JSON.stringify({ site, events }),
  });
  expect(await response.json()).toMatchObject({ accepted: count });
  return events.map((event) => event.id);
}

async function roll(records: RollupRecord[]): Promise<void> {
  await rollups.send(
    ROLLUPS_TOPIC.name,
    records.map((record) => ({ key: recordKey(record), value: JSON.stringify(record), partition: record.partition })),
  );
}

describe('the event stream', () => {
  it('shows each acknowledged event once, at the very next offset after the snapshot', async () => {
    const before = await click('stitch', 5);
    const client = await (await connect()).subscribe(['events'], 'stitch');
    await client.until(() => client.of('snapshot').length > 0);
    const after: string[] = [];
    for (let batch = 0; batch < 40; batch++) after.push(...(await click('stitch', 10)));
    await client.until(() => client.events().length + client.skipped() >= after.length);
    const [snapshot] = client.of('snapshot');
    expect(new Set(snapshot!.events!.map((event) => event.id))).toEqual(new Set(before));
    const shown = client.events().map((event) => event.id);
    expect(shown.length + client.skipped()).toBe(after.length);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.every((id) => after.includes(id))).toBe(true);
    for (const event of client.events()) {
      expect(event.offset).toBeGreaterThanOrEqual(snapshot!.offsets.events![event.partition] ?? 0);
    }
  });

  it('is told of a click within 250 ms', async () => {
    const client = await (await connect()).subscribe(['events'], 'quick');
    await client.until(() => client.of('snapshot').length > 0);
    const tookMs: number[] = [];
    for (let round = 0; round < 20; round++) {
      const clickedAt = performance.now();
      const [id] = await click('quick');
      await client.until(() => client.events().some((event) => event.id === id));
      tookMs.push(performance.now() - clickedAt);
    }
    // The median: the slowest one is the machine's affair in a test, and the bench's with the machine to itself.
    expect(tookMs.sort((a, b) => a - b)[10]).toBeLessThan(250);
  });

  it('serves 250 clients alike', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 250 }, async () => (await connect()).subscribe(['events'], 'crowd')),
    );
    await Promise.all(crowd.map((client) => client.until(() => client.of('snapshot').length > 0)));
    const ids = [];
    for (let round = 0; round < 10; round++) ids.push(...(await click('crowd', 4)));
    await Promise.all(crowd.map((client) => client.until(() => client.events().length === ids.length)));
    for (const client of crowd) expect(new Set(client.events().map((event) => event.id))).toEqual(new Set(ids));
    for (const client of crowd) client.close();
  });

  it('lets a client that does not read cost nothing, and tells it all it missed when it reads again', async () => {
    const slow = await (await connect()).subscribe(['events'], 'slow');
    const brisk = await (await connect()).subscribe(['events'], 'slow');
    await Promise.all([slow, brisk].map((client) => client.until(() => client.of('snapshot').length > 0)));
    slow.stopReading();
    const large = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`p${index}`, 'x'.repeat(1_900)]));
    let sent = 0;
    // Until the kernel's buffers are full and the hub holds its messages back.
    while ((await slowClients()) === 0) sent += (await click('slow', 40, large)).length;
    const slowSince = sent;
    for (let round = 0; round < 15; round++) sent += (await click('slow', 40, large)).length;
    await brisk.until(() => brisk.events().length + brisk.skipped() === sent);
    slow.readOn();
    await slow.until(() => slow.events().length + slow.skipped() === sent);
    expect(slow.skipped()).toBeGreaterThan((sent - slowSince) / 2);
    expect(new Set(slow.events().map((event) => event.id)).size).toBe(slow.events().length);
    expect(await slowClients()).toBe(0);
  });
});

describe('the figures', () => {
  it('fold the rollups of all partitions and follow them', async () => {
    const site = 'figures';
    const at = Date.now();
    const counts = { events: 4, pageviews: 3, visitors: 2 };
    const minute = (partition: number) => {
      const record = minuteRecord({ site, partition, offset: 1, start: at - (at % 60_000), ...counts });
      record.tops.page = { values: { '/a': 3 - partition, '/b': 1 }, other: 0 };
      return record;
    };
    const rolling = (partition: number, offset: number, visitors: number) => {
      const part = { ...counts, visitors };
      return rollingRecord({ site, partition, offset, at: Date.now(), watermark: at, last5: part, last30: part });
    };
    await roll([
      minute(0),
      minute(1),
      rolling(0, 1, 2),
      rolling(1, 1, 2),
      secondRecord({ site, start: at - (at % 1_000), ...counts }),
    ]);
    const client = await (await connect()).subscribe(['figures'], site);
    await client.until(() => latest(client, (figures) => figures.counters?.visitors5m) === 4);
    expect(latest(client, (figures) => figures.tops?.page)).toEqual([
      { value: '/a', count: 5 },
      { value: '/b', count: 2 },
    ]);
    await roll([rolling(1, 2, 7)]);
    await client.until(() => latest(client, (figures) => figures.counters?.visitors5m) === 9);
    expect(client.of('delta').at(-1)!.offsets.figures).toEqual({ 0: 2, 1: 3 });
  });
});

describe('a server that starts later', () => {
  it('knows the last 30 minutes and the latest events before it answers', async () => {
    const site = 'later';
    const ids = await click(site, 5);
    const counts = { events: 5, pageviews: 5, visitors: 5 };
    const start = Date.now() - (Date.now() % 60_000) - 120_000;
    await roll([
      minuteRecord({ site, partition: 2, offset: 9, start, emitted_at: Date.now(), ...counts }),
      rollingRecord({ site, partition: 2, offset: 9, at: Date.now(), last5: counts, last30: counts }),
    ]);
    const other = await openWeb();
    const client = await new LiveClient(other.url).subscribe(['figures', 'events'], site);
    clients.push(client);
    await client.until(() => client.of('snapshot').length > 0);
    const [snapshot] = client.of('snapshot');
    expect(snapshot!.figures!.counters).toMatchObject({ visitors5m: 5, events30m: 5 });
    expect(snapshot!.figures!.minutes.find((bar) => bar.start === start)).toMatchObject(counts);
    expect(new Set(snapshot!.events!.map((event) => event.id))).toEqual(new Set(ids));
    await other.close();
    expect(await client.closed).toBe(1001);
  });
});

describe('the streams channel', () => {
  it('pushes topics with offsets and rates while somebody looks', async () => {
    const client = await (await connect()).subscribe(['streams']);
    await client.until(() => client.of('streams').length >= 2);
    await click('streams', 20);
    const rate = () =>
      client
        .of('streams')
        .at(-1)!
        .topics.find((topic) => topic.name === 'weir.events')!;
    await client.until(() => (rate().producedPerSecond ?? 0) > 0);
    expect(rate().partitions).toHaveLength(6);
    expect(rate().messages).toBe(rate().partitions.reduce((sum, part) => sum + part.endOffset! - part.startOffset!, 0));
  });
});

describe('an absence of the log', () => {
  it('is told to clients, and nothing is lost or doubled when it is back', async () => {
    const client = await (await connect()).subscribe(['events'], 'absence');
    await client.until(() => client.of('snapshot').length > 0);
    const before = await click('absence', 3);
    await client.until(() => client.events().length === 3);
    await broker.end('SIGTERM');
    await client.until(() => client.of('status').at(-1)!.log === 'unreachable');
    broker = await startLogBroker(dataDir, port);
    await client.until(() => client.of('status').at(-1)!.log === 'reachable');
    const after = await click('absence', 3);
    await client.until(() => client.events().length >= 6);
    expect(
      client
        .events()
        .map((event) => event.id)
        .sort(),
    ).toEqual([...before, ...after].sort());
    expect(client.of('snapshot')).toHaveLength(1);
  });
});

describe('another log than before', () => {
  it('is followed from its beginning, with a new snapshot', async () => {
    const client = await (await connect()).subscribe(['events', 'figures'], 'anew');
    await client.until(() => client.of('snapshot').length > 0);
    await click('anew', 3);
    await client.until(() => client.events().length === 3);
    const admin = createAdmin({ brokers: [`127.0.0.1:${port}`], clientId: 'test-admin', log: silentLog });
    await admin.deleteTopics([EVENTS_TOPIC.name, ROLLUPS_TOPIC.name]);
    await client.until(() => client.of('snapshot').length === 2, 30_000);
    expect(client.of('snapshot')[1]).toMatchObject({ events: [], offsets: { figures: {} } });
    const ids = await vi.waitFor(() => click('anew', 2), { timeout: 15_000 });
    await client.until(() => client.events().length === 5);
    expect(
      new Set(
        client
          .events()
          .slice(3)
          .map((event) => event.id),
      ),
    ).toEqual(new Set(ids));
    await admin.close();
  });
});

/** The newest value of a part, from deltas or the snapshot. */
function latest<T>(client: LiveClient, part: (figures: FiguresDelta) => T | undefined) {
  for (const message of client.messages.toReversed()) {
    if (message.type !== 'snapshot' && message.type !== 'delta') continue;
    const value = message.figures && part(message.figures);
    if (value !== undefined) return value;
  }
  return undefined;
}

async function slowClients(): Promise<number> {
  const text = await (await fetch(`${web.url}/metrics`)).text();
  return Number(/^weir_live_slow_clients (\d+)$/m.exec(text)![1]);
}
