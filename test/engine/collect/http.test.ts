import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCollectHandler } from '../../../engine/collect/http.ts';
import { oneEvent, openCollector, type Rig } from './open-collector.ts';

async function serve(options: Parameters<typeof openCollector>[0] = {}): Promise<Rig & { url: string; port: number }> {
  const rig = await openCollector(options);
  const server = createServer(createCollectHandler(rig.collector));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { ...rig, port, url: `http://127.0.0.1:${port}/api/collect` };
}

describe('/api/collect', () => {
  it('takes a batch as a browser sends it', async () => {
    const { url, kept } = await serve();
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(oneEvent()) });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: 1, rejected: [] });
    expect(kept[0]!.event).toMatchObject({ browser: 'Firefox', country: '' });
  });

  it('believes a local proxy’s X-Forwarded-For', async () => {
    const { url, kept } = await serve();
    await fetch(url, {
      method: 'POST',
      headers: { 'x-forwarded-for': '84.130.1.2' },
      body: JSON.stringify(oneEvent()),
    });
    expect(kept[0]!.event.country).toBe('DE');
  });

  it('answers a preflight', async () => {
    const { url } = await serve();
    const answer = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.org', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    expect(answer.headers.get('access-control-allow-headers')).toContain('content-type');
  });

  it('answers another method with 405 and what it allows', async () => {
    const { url } = await serve();
    const answer = await fetch(url);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('takes a body of 1 MB, refuses a larger one, and lets its sender read why', async () => {
    const { url } = await serve();
    const ofLength = (length: number): string => {
      const body = JSON.stringify(oneEvent({ title: '' }));
      return body.replace('"title":""', `"title":"${'x'.repeat(length - body.length)}"`);
    };
    expect((await fetch(url, { method: 'POST', body: ofLength(1024 * 1024) })).status).toBe(202);
    const answer = await fetch(url, { method: 'POST', body: ofLength(1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ reason: 'body-too-large' });
  });

  it('refuses a body without a length as soon as it is over 1 MB, and closes', async () => {
    const { port } = await serve();
    const socket = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      'POST /api/collect HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
    for (let sent = 0; sent < 20; sent++) socket.write(chunk);
    await closed;
    const text = Buffer.concat(received).toString();
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text.toLowerCase()).toContain('connection: close');
  });

  it('survives senders that go away', async () => {
    const { port, url } = await serve();
    for (let count = 0; count < 20; count++) {
      const socket = connect(port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(
        'POST /api/collect HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 500\r\n\r\n{"site":',
      );
      socket.destroy();
    }
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(oneEvent()) })).status).toBe(202);
  });

  it('says when to come back where the log is away', async () => {
    const { url } = await serve({ send: () => Promise.reject(new Error('away')) });
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(oneEvent()) });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('access-control-expose-headers')).toBe('retry-after');
  });
});
