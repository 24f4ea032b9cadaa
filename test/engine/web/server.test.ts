import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { silentLog } from '../../../engine/log.ts';
import { SettingError } from '../../../engine/settings/setting-error.ts';
import { startWeb, type Web, type WebOptions } from '../../../engine/web/server.ts';

/** The web role while neither the log nor the store is there: what it does without them. */
let dataDir: string;
let web: Web;
let options: WebOptions;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-web-'));
  const nobody = await unusedPort();
  options = {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    brokers: [`127.0.0.1:${nobody}`],
    clickhouseUrl: `http://127.0.0.1:${nobody}`,
    sites: null,
    geoipPath: null,
    log: silentLog,
  };
  web = await startWeb(options);
});

afterAll(async () => {
  await web.close();
  await rm(dataDir, { recursive: true });
});

describe('routes', () => {
  it('is alive whatever else is missing', async () => {
    const response = await fetch(`${web.url}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  });

  it('is not ready, and says what is missing and why', async () => {
    const response = await fetch(`${web.url}/readyz`);
    const body = await response.json();
    expect(response.status).toBe(503);
    expect(body.ready).toBe(false);
    for (const name of ['broker', 'topics', 'store', 'archive', 'rollups']) {
      expect(body.checks[name], name).toMatchObject({ ok: false, reason: expect.stringMatching(/./) });
    }
  });

  it('serves metrics in the Prometheus format, without the log too', async () => {
    await fetch(`${web.url}/api/collect`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    const response = await fetch(`${web.url}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(text).toContain('\nweir_log_reachable 0\n');
    expect(text).toContain('\nweir_live_clients 0\n');
    expect(text).toMatch(/\nweir_collect_requests_refused_total\{reason="not-json"\} [1-9]/);
    expect(text).toContain('process_resident_memory_bytes');
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^$|^(#|[a-z_\d]+(\{.*\})? [-+.\deNa-z]+$)/);
  });

  it('serves the snippet and answers preflights for any site', async () => {
    const snippet = await fetch(`${web.url}/weir.js`);
    expect(snippet.status).toBe(200);
    expect(snippet.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const preflight = await fetch(`${web.url}/api/collect`, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });

  it('names the methods that a route has', async () => {
    const response = await fetch(`${web.url}/healthz`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await response.json()).reason).toBe('method-not-allowed');
  });

  it('guards every page against framing and sniffing', async () => {
    const { headers } = await fetch(`${web.url}/readyz`);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('callers', () => {
  const status = (path: string, method: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(web.url);
      request({ hostname, port, path, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on('error', reject)
        .end();
    });

  it('refuses the dashboard under a foreign name, and changes from a foreign page', async () => {
    expect(await status('/api/demo', 'GET', { host: 'evil.example' })).toBe(403);
    expect(await status('/', 'GET', { host: 'evil.example' })).toBe(403);
    expect(await status('/api/demo', 'DELETE', { origin: 'https://evil.example' })).toBe(403);
    expect(await status('/api/demo', 'GET', {})).toBe(200);
  });

  it('lets probes call by any name', async () => {
    expect(await status('/healthz', 'GET', { host: 'node-7.internal' })).toBe(200);
  });

  it('refuses a body that is too large or of unknown length', async () => {
    expect(await status('/api/demo', 'DELETE', { 'content-length': '1000001' })).toBe(413);
    expect(await status('/api/demo', 'DELETE', { 'transfer-encoding': 'chunked' })).toBe(411);
  });

  it('refuses a WebSocket from a foreign page, and any that is not the live feed', async () => {
    const url = web.url.replace('http', 'ws');
    expect(await refusedUpgrade(new WebSocket(`${url}/api/live`, { origin: 'https://evil.example' }))).toBe(403);
    expect(await refusedUpgrade(new WebSocket(`${url}/other`))).toBe(404);
  });

  it('survives nonsense on the wire', async () => {
    const { hostname, port } = new URL(web.url);
    for (const bytes of [
      '\0\x01\x02',
      'GET / HTTP/9\r\n\r\n',
      'GET //// HTTP/1.1\r\nhost: localhost\r\n\r\n',
      'POST /api/collect HTTP/1.1\r\n',
    ]) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.end(bytes);
    }
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
  });
});

describe('the live feed without a log', () => {
  it('tells a client that the log is unreachable instead of showing zeros', async () => {
    const socket = new WebSocket(`${web.url.replace('http', 'ws')}/api/live`);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', site: 'demo', channels: ['figures'] })));
    const message = await new Promise<string>((resolve) => socket.once('message', (data) => resolve(data.toString())));
    expect(JSON.parse(message)).toMatchObject({ type: 'status', log: 'unreachable' });
    socket.close();
  });

  it('closes the connection of who sends too much at once or binary frames', async () => {
    const long = await closeCode((socket) => socket.send('x'.repeat(10_000)));
    const binary = await closeCode((socket) => socket.send(Buffer.from([1, 2])));
    expect([long, binary]).toEqual([1009, 1003]);
  });
});

describe('start and end', () => {
  it('names the setting for a port in use', async () => {
    const port = Number(new URL(web.url).port);
    const error = await startWeb({ ...options, port }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SettingError);
    expect((error as SettingError).setting).toBe('WEIR_PORT');
  });

  it('names the setting for an address that is not there', async () => {
    const error = await startWeb({ ...options, host: '203.0.113.7' }).catch((reason: unknown) => reason);
    expect((error as SettingError).setting).toBe('WEIR_HOST');
  });

  it('says 1001 to live clients and ends within 4 s, idle and half-sent connections included', async () => {
    const other = await startWeb(options);
    const { hostname, port } = new URL(other.url);
    const closed = closeCode(() => {}, other.url);
    await fetch(`${other.url}/healthz`);
    const half = connect(Number(port), hostname);
    half.on('error', () => {});
    half.write('POST /api/collect HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n\r\n{');
    await new Promise((resolve) => half.once('ready', resolve));
    const startedAt = performance.now();
    const [code] = await Promise.all([closed, other.close()]);
    expect(code).toBe(1001);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  });
});

function closeCode(opened: (socket: WebSocket) => void, url = web.url): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`);
  return new Promise((resolve, reject) => {
    socket.on('open', () => opened(socket));
    socket.on('close', resolve);
    socket.on('error', reject);
  });
}

function refusedUpgrade(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
    socket.on('error', () => {});
  });
}

/** A port that was free a moment ago. */
function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
