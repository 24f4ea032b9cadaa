import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Board } from '../boards/board.ts';
import { openBoards } from '../boards/board-table.ts';
import { createStoreClient, type StoreClient } from '../clickhouse/client.ts';
import { openBooks } from '../collect/books.ts';
import type { EventSink } from '../collect/event-sink.ts';
import { createCollectHandler } from '../collect/http.ts';
import { type Collector, createCollector } from '../collect/intake.ts';
import { buildSnippet, createSnippetHandler } from '../collect/snippet.ts';
import { EVENTS_TOPIC } from '../events/topics.ts';
import { type Live, startLive } from '../live/live.ts';
import type { Log } from '../log.ts';
import { type MetricRegistry, openMetricRegistry } from '../rollups/metrics/registry.ts';
import { createProducer, type Producer } from '../stream/kafka-client.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import { type StatusWatch, watchStatus } from '../stream/status-watch.ts';
import type { TopicTable } from '../stream/topic-table.ts';
import { answerJson, answerText } from './answers.ts';
import { BOARDS_PATH, createBoardApi } from './api/board-routes.ts';
import { createMetricApi, METRICS_PATH } from './api/metric-routes.ts';
import { createTraceApi, TRACE_PATH } from './api/trace-route.ts';
import { createDashboard, type Dashboard } from './dashboard.ts';
import { createDemo, type Demo } from './demo.ts';
import { type HttpServer, openHttpServer } from './http-server.ts';
import { createMetrics } from './metrics.ts';
import { probesOf } from './probes.ts';
import { createReadiness } from './readiness.ts';
import { createRouter, pathOf, type Route } from './routes.ts';
import { refusal } from './same-origin.ts';

export interface WebOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Holds the visitor salts. */
  dataDir: string;
  brokers: string[];
  security?: KafkaSecurity;
  clickhouseUrl: string;
  /** Site names that are taken; null takes any well-formed one. */
  sites: string[] | null;
  /** An .mmdb database to use instead of the bundled one. */
  geoipPath: string | null;
  log: Log;
}

export interface Web {
  /** Where it listens, without a trailing slash. */
  url: string;
  /** Stops accepting, finishes collects under way, says 1001 to live clients. Resolves in less than 4 s. */
  close(): Promise<void>;
}

const PROJECT_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const LIVE_PATH = '/api/live';
/** What requests under way get to finish, and then what the parts get: with the demo's end less than 4 s. */
const REQUEST_GRACE_MS = 2_000;
const PARTS_GRACE_MS = 1_000;
const STORE_TIMEOUT_MS = 1_500;

/**
 * The web role: one HTTP server for the collector, the snippet, the live feed, health and metrics, and the dashboard
 * behind all of them. It listens before the dashboard has loaded and whether or not the log and the store are there.
 * Throws a `SettingError` for an address or a port that cannot be had.
 */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { brokers, security, clickhouseUrl, sites, log, host, port } = options;
  const producer = createProducer({ brokers, security, clientId: 'weir-web', log });
  const collector = await openCollector(options, producer);
  const metrics = openMetricRegistry({ brokers, security, clientId: 'weir-web-metrics', log });
  const boards = openBoards({ brokers, security, clientId: 'weir-web-boards', log });
  const live = startLive({ brokers, security, sites, metrics, log });
  const dashboard = createDashboard({ dir: PROJECT_DIR, host, port, log });
  const store = createStoreClient({ url: clickhouseUrl, log, timeoutMs: STORE_TIMEOUT_MS });
  const status = watchStatus({ brokers, security, clientId: 'weir-web-status', log });
  const queries = createStoreClient({ url: clickhouseUrl, log });
  let url = '';
  const demo = createDemo({ webUrl: () => url, log });
  const parts: Parts = { producer, collector, live, dashboard, demo, store, queries, status, metrics, boards };
  try {
    const server = await openHttpServer({
      ...options,
      handle: createRouter({ host, routes: await routesOf(options, parts), otherwise: dashboard.handle }),
      upgrade: (request, socket, head) => upgrade(host, live, request, socket, head),
    });
    url = server.url;
    dashboard.start();
    return { url, close: () => close(server, parts) };
  } catch (error) {
    await Promise.all([live.close(), closeParts(parts)]);
    throw error;
  }
}

interface Parts {
  producer: Producer;
  collector: Collector;
  live: Live;
  dashboard: Dashboard;
  demo: Demo;
  /** For readiness only. */
  store: StoreClient;
  /** For the API's own questions, which may take longer. */
  queries: StoreClient;
  status: StatusWatch;
  metrics: MetricRegistry;
  boards: TopicTable<Board>;
}

function openCollector(options: WebOptions, producer: Producer): Promise<Collector> {
  const { dataDir, sites, geoipPath, log } = options;
  const sink: EventSink = { send: (records) => producer.send(EVENTS_TOPIC.name, records) };
  const books = openBooks({ ...options, clientId: 'weir-web' }, producer);
  return createCollector({ producer: sink, books, dataDir, sites, geoipPath, log });
}

async function routesOf(
  options: WebOptions,
  { producer, collector, live, dashboard, demo, store, queries, status, metrics: registry, boards }: Parts,
): Promise<Route[]> {
  const ready = createReadiness(probesOf({ brokers: options.brokers, store, status }, live, dashboard));
  const metrics = createMetrics({
    collect: () => collector.counters(),
    live: () => live.stats(),
    freshness: () => live.freshness(),
    logReachable: () => live.logReachable(),
    pendingBytes: () => producer.pendingBytes(),
    streams: () => live.streams(),
    heartbeats: () => status.current(),
  });
  return [
    { path: '/api/collect', callers: 'any-site', handle: createCollectHandler(collector) },
    { path: '/api/demo', methods: ['GET', 'POST', 'DELETE'], callers: 'dashboard', handle: demo.handle },
    {
      path: METRICS_PATH,
      below: true,
      callers: 'dashboard',
      handle: createMetricApi({ registry, store: queries, heartbeats: () => status.current() }),
    },
    { path: BOARDS_PATH, below: true, callers: 'dashboard', handle: createBoardApi(boards) },
    {
      path: TRACE_PATH,
      below: true,
      methods: ['GET'],
      callers: 'dashboard',
      handle: createTraceApi({ ...options, store: queries, registry }),
    },
    { path: '/weir.js', callers: 'any-site', handle: createSnippetHandler(await buildSnippet()) },
    {
      path: '/healthz',
      methods: ['GET'],
      callers: 'any-host',
      handle: (_request, response) => answerText(response, 200, 'text/plain; charset=utf-8', 'ok\n'),
    },
    {
      path: '/readyz',
      methods: ['GET'],
      callers: 'any-host',
      handle: async (_request, response) => {
        const readiness = await ready();
        answerJson(response, readiness.ready ? 200 : 503, readiness);
      },
    },
    {
      path: '/metrics',
      methods: ['GET'],
      callers: 'any-host',
      handle: async (_request, response) => answerText(response, 200, metrics.contentType, await metrics.scrape()),
    },
  ];
}

/** Only the live feed is a WebSocket. Refusals have no body: a browser shows none. */
function upgrade(host: string, live: Live, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const foreign = refusal(host, 'GET', request.headers, true);
  if (pathOf(request) === LIVE_PATH && !foreign) {
    live.accept(request, socket, head);
    return;
  }
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${foreign ? '403 Forbidden' : '404 Not Found'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

async function close(server: HttpServer, parts: Parts): Promise<void> {
  await parts.demo.stop();
  // Live connections count as the server's: they have to go for it to be closed.
  await Promise.all([server.close(REQUEST_GRACE_MS), within(REQUEST_GRACE_MS, parts.live.close())]);
  await closeParts(parts);
}

async function closeParts({ collector, ...parts }: Parts): Promise<void> {
  collector.close();
  const { producer, dashboard, store, queries, status, metrics, boards } = parts;
  const closing = [producer, dashboard, store, queries, status, metrics, boards].map((part) => part.close());
  await within(PARTS_GRACE_MS, Promise.all(closing));
}

/** Resolves as the work does, or once the time is up: what is left over then ends with the process. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
