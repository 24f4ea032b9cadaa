import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSnippet, createSnippetHandler, type Snippet } from '../../../engine/collect/snippet.ts';

describe('the snippet', () => {
  let snippet: Snippet;
  let url = '';
  const server = createServer((request, response) => createSnippetHandler(snippet)(request, response));

  beforeAll(async () => {
    snippet = await buildSnippet();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weir.js`;
  });
  afterAll(() => server.close());

  it('stays below 2 KB gzipped', () => {
    expect(snippet.gzip.byteLength).toBeLessThanOrEqual(2_048);
  });

  it('is the same in every encoding', () => {
    expect(gunzipSync(snippet.gzip)).toEqual(snippet.plain);
    expect(brotliDecompressSync(snippet.brotli)).toEqual(snippet.plain);
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['identity', null],
  ])('is served to "%s" as %s', async (accepted, encoding) => {
    const response = await fetch(url, { headers: { 'accept-encoding': accepted } });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('vary')).toBe('accept-encoding');
    expect(await response.text()).toBe(snippet.plain.toString());
  });

  it('is not sent again to who has it', async () => {
    const first = await fetch(url);
    await first.arrayBuffer();
    const again = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag')! } });
    expect(again.status).toBe(304);
    expect(again.headers.get('cache-control')).toContain('max-age');
  });

  it('is there to be read only', async () => {
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });
});
