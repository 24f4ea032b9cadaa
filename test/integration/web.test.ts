import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../engine/log.ts';
import type { DemoStatus } from '../../engine/web/demo.ts';
import { startWeb, type Web } from '../../engine/web/server.ts';
import { freePorts } from '../free-ports.ts';
import { type LogBroker, startLogBroker } from './log-broker.ts';

/** The web role on the real broker: what it does once the log is there. */
let dataDir: string;
let broker: LogBroker;
let port: number;
let web: Web;

const openWeb = () =>
  startWeb({
    ...{ host: '127.0.0.1', port: 0, dataDir: join(dataDir, 'web'), brokers: [`127.0.0.1:${port}`] },
    ...{ clickhouseUrl: 'http://127.0.0.1:1', sites: null, geoipPath: null, log: silentLog },
  });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-web-'));
  [port] = (await freePorts(1)) as [number];
  broker = await startLogBroker(dataDir, port);
  web = await openWeb();
  await vi.waitFor(async () => expect((await readiness()).checks.topics).toEqual({ ok: true }), { timeout: 10_000 });
});

afterAll(async () => {
  await web?.close();
  await broker?.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

async function readiness() {
  return (await (await fetch(`${web.url}/readyz`)).json()) as { ready: boolean; checks: Record<string, object> };
}

describe('readiness', () => {
  it('tells what works from what does not', async () => {
    // The live feed reaches the broker a moment after the server listens.
    await vi.waitFor(async () => expect((await readiness()).checks.broker).toEqual({ ok: true }), { timeout: 15_000 });
    const { ready, checks } = await readiness();
    expect(ready).toBe(false);
    expect(checks).toMatchObject({ topics: { ok: true }, store: { ok: false }, archive: { ok: false } });
  });
});

describe('metrics', () => {
  it('name every partition of the log', async () => {
    const text = await (await fetch(`${web.url}/metrics`)).text();
    for (let partition = 0; partition < 6; partition++) {
      expect(text).toContain(`weir_log_end_offset{topic="weir.events",partition="${partition}"}`);
    }
    expect(text).toContain('\nweir_log_reachable 1\n');
  });
});

describe('the demo', () => {
  const call = async (method: string): Promise<[number, DemoStatus]> => {
    const response = await fetch(`${web.url}/api/demo`, { method });
    return [response.status, (await response.json()) as DemoStatus];
  };

  it('is loaded once, tells how far it is, and stops', async () => {
    expect((await call('GET'))[1].state).toBe('idle');
    const [started, { startedAt, state }] = await call('POST');
    expect([started, state]).toEqual([202, 'filling']);
    const [again, second] = await call('POST');
    expect([again, second.startedAt]).toEqual([200, startedAt]);
    await vi.waitFor(
      async () => {
        const [, { sent, error }] = await call('GET');
        expect(error).toBeNull();
        expect(sent.live.accepted).toBeGreaterThan(0);
        expect(sent.backfill.accepted).toBeGreaterThan(100);
      },
      { timeout: 15_000 },
    );
    const [stopped, { state: after }] = await call('DELETE');
    expect([stopped, after]).toEqual([200, 'idle']);
  });
});

describe('the end', () => {
  it('finishes a collect that is under way, and says so', async () => {
    const other = await openWeb();
    await vi.waitFor(async () => expect((await collect(other.url)).status).toBe(202), { timeout: 10_000 });
    const body = JSON.stringify({ site: 'end', events: [{ name: 'pageview', url: 'https://end.test/' }] });
    const { hostname, port } = new URL(other.url);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const underWay = request({ hostname, port, path: '/api/collect', method: 'POST', headers });
    const answered = new Promise<number>((resolve, reject) => {
      underWay.on('response', (response) => resolve(response.statusCode!));
      underWay.on('error', reject);
    });
    await new Promise<void>((resolve) => underWay.write(body.slice(0, 20), () => resolve()));
    // The server has the request once another one, sent later on its own connection, is answered.
    await collect(other.url);
    const closed = other.close();
    underWay.end(body.slice(20));
    expect(await answered).toBe(202);
    await closed;
  });
});

function collect(url: string): Promise<Response> {
  const body = JSON.stringify({ site: 'end', events: [{ name: 'pageview', url: 'https://end.test/' }] });
  return fetch(`${url}/api/collect`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}
