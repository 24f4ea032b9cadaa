import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCollectHandler } from '../../engine/collect/http.ts';
import { createCollector } from '../../engine/collect/intake.ts';
import { buildSnippet, createSnippetHandler } from '../../engine/collect/snippet.ts';
import { type WeirEvent, weirEvent } from '../../engine/events/event.ts';
import { silentLog } from '../../engine/log.ts';

/** How the collector's server behaves: it works, answers 503, or hangs up before it answers. */
type Mood = 'works' | 'unavailable' | 'hangs-up';

/** A site with the snippet on its pages, and a collector on another origin. */
export interface TrackedSite {
  url: string;
  /** Every event that reached the log, repeats included, in order. */
  received: WeirEvent[];
  /** What counts: the first of each id. */
  counted(): WeirEvent[];
  /** Events of each request that arrived, whatever it was answered; when it arrived, ms. */
  requests: { events: number; at: number }[];
  mood: Mood;
  close(): Promise<void>;
}

export const RETRY_AFTER_SECONDS = 1;

export async function openTrackedSite(): Promise<TrackedSite> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-tracker-'));
  const received: WeirEvent[] = [];
  const keep = async (records: { value: string }[]): Promise<void> => {
    received.push(...records.map(({ value }) => weirEvent.parse(JSON.parse(value))));
  };
  const options = { producer: { send: keep }, dataDir, sites: null, geoipPath: null, log: silentLog };
  const collector = await createCollector(options);
  const collect = createCollectHandler(collector);
  const serveSnippet = createSnippetHandler(await buildSnippet());
  const requests: TrackedSite['requests'] = [];
  const state = { mood: 'works' as Mood };

  const answerCollect = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'POST' || state.mood === 'works') {
      if (request.method === 'POST') noteEvents(request, requests);
      void collect(request, response);
    } else {
      noteEvents(request, requests);
      if (state.mood === 'hangs-up') request.socket.destroy();
      else refuse(response);
    }
  };
  const [web, site] = await Promise.all([
    listen((request, response) =>
      request.url === '/weir.js' ? serveSnippet(request, response) : answerCollect(request, response),
    ),
    listen((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(sitePage(request.url ?? '/', web.url));
    }),
  ]);
  return {
    url: site.url,
    received,
    requests,
    counted: () => [...new Map([...received].reverse().map((event) => [event.id, event])).values()].reverse(),
    get mood() {
      return state.mood;
    },
    set mood(mood) {
      state.mood = mood;
    },
    close: async () => {
      await Promise.all([web.close(), site.close()]);
      collector.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function sitePage(url: string, webUrl: string): string {
  const { pathname, searchParams } = new URL(url, 'http://site');
  const site = searchParams.get('site') ?? 'demo';
  const early = searchParams.has('early') ? "weir('track','early',{place:'head'});" : '';
  return `<!doctype html><html lang="en"><head><title>Page ${pathname}</title>
<script>window.weir=window.weir||function(){(weir.q=weir.q||[]).push(arguments)};${early}</script>
<script defer src="${webUrl}/weir.js" data-site="${site}"></script></head>
<body><a id="inside" href="/inside">Inside</a>
<a id="outside" href="http://elsewhere.invalid/page?x=1" onclick="event.preventDefault()" onauxclick="event.preventDefault()">Outside</a></body></html>`;
}

function refuse(response: ServerResponse): void {
  response.writeHead(503, {
    'retry-after': String(RETRY_AFTER_SECONDS),
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'retry-after',
  });
  response.end();
}

function noteEvents(request: IncomingMessage, requests: TrackedSite['requests']): void {
  const note = { events: 0, at: Date.now() };
  requests.push(note);
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    note.events = (JSON.parse(Buffer.concat(chunks).toString()) as { events: unknown[] }).events.length;
  });
}

async function listen(listener: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
