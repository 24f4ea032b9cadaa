import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildBrowserScript } from '../../collect/browser-script.ts';
import { SITE_NAME } from '../../events/event.ts';
import type { Log } from '../../log.ts';
import { notFoundPage, type SnippetSettings, shopPage } from './pages.ts';
import { startDemoTraffic } from './traffic.ts';

export interface ShopOptions extends SnippetSettings {
  host: string;
  /** 0 for a free one. */
  port: number;
}

export interface Shop {
  url: string;
  close(): Promise<void>;
}

export interface RunShopOptions extends ShopOptions {
  /** Events a second of simulated visitors; 0 serves the shop alone. */
  rate: number;
  seed: number;
  log: Log;
  /** Days of history to fill in first. */
  backfillDays?: number;
  /** Where it says what it does; a line every few seconds. */
  stdout?: { write(text: string): unknown };
  /** Ends it; without one, Ctrl-C does. */
  signal?: AbortSignal;
}

const REPORT_EVERY_MS = 5_000;
const STOREFRONT = new URL('./storefront/', import.meta.url);
const CONTENT_TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** Serves the demo shop: real pages with the real snippet. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const files: Record<string, [type: keyof typeof CONTENT_TYPES, body: string]> = {
    '/style.css': ['css', await readFile(new URL('style.css', STOREFRONT), 'utf8')],
    '/client.js': ['js', await buildBrowserScript(new URL('client.ts', STOREFRONT))],
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = URL.parse(request.url ?? '/', 'http://shop')?.pathname ?? '/';
    const file = files[path];
    const page = file === undefined ? shopPage(path, options) : null;
    const [type, body] = file ?? ['html', page ?? notFoundPage(options)];
    response.writeHead(file === undefined && page === null ? 404 : 200, {
      'content-type': CONTENT_TYPES[type],
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const server = await listen(createServer(answer), options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `weir demo shop`: the shop and its simulated visitors, until Ctrl-C or the signal. */
export async function runShop(options: RunShopOptions): Promise<void> {
  const { webUrl, site, rate, seed, log, backfillDays = 0, stdout = process.stdout } = options;
  if (!SITE_NAME.test(site)) throw new Error(`--site: "${site}" is not 1 to 64 of a-z, 0-9, "." and "-"`);
  const shop = await startShop(options);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  stdout.write(`The shop is at ${shop.url}, its numbers at ${webUrl}/live?site=${site}. Ctrl-C ends it.\n`);
  const traffic = startDemoTraffic({ webUrl, site, rate, seed, backfillDays, signal, shopUrl: shop.url, log });
  const report = async (): Promise<void> => {
    for (let last = 0; ; ) {
      await sleep(REPORT_EVERY_MS, undefined, { signal });
      const { live, backfill } = traffic.counts();
      const speed = ((live.accepted - last) * 1_000) / REPORT_EVERY_MS;
      last = live.accepted;
      const past = backfill.accepted > 0 ? `, ${backfill.accepted} of days past` : '';
      stdout.write(
        `${live.accepted} events acknowledged${past}, ${speed.toFixed(0)} a second, ${live.retries} retries\n`,
      );
    }
  };
  const untilStopped = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  try {
    await Promise.all([untilStopped(report()), traffic.done]);
  } finally {
    stop.abort();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await shop.close();
  }
}

function listen(server: Server, { host, port }: ShopOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken ? new Error(`Port ${port} on ${host} is in use; choose another with --port`, { cause: error }) : error,
      );
    });
    server.listen(port, host, () => resolve(server));
  });
}
