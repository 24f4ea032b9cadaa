import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Log } from '../log.ts';
import { takeDataFolder } from './data-folder.ts';
import { type Engine, openEngine } from './embedded.ts';
import { answerQuery, type QueryContext } from './http/query.ts';
import { createSessions } from './http/sessions.ts';
import { createSlots } from './slots.ts';

export interface StoreOptions {
  /** The engine's folder, made where it is missing. One process a folder. */
  dataDir: string;
  host: string;
  /** 0 takes any free port. */
  port: number;
  log: Log;
  /** Size of the process's thread pool (UV_THREADPOOL_SIZE), which bounds running queries. Default 4. */
  threads?: number;
}

export interface Store {
  /** `http://127.0.0.1:8123` */
  readonly url: string;
  /** Takes no more requests, cancels reads, waits for writes at most 1 s, closes the engine. */
  close(): Promise<void>;
}

/** The port cannot be listened on. */
class StorePortError extends Error {
  readonly code = 'WEIR_STORE_PORT';
}

const MAX_WAITING = 256;
/** Libuv's own. */
const DEFAULT_THREADS = 4;
const CLOSE_WAIT_MS = 1_000;

/**
 * Starts the embedded ClickHouse behind its HTTP interface. Throws `DataFolderError`, `PlatformError` or `StorePortError`,
 * each with a message that says what to change.
 */
export async function startStore(options: StoreOptions): Promise<Store> {
  const { log, host } = options;
  const folder = resolve(options.dataDir);
  const lock = takeDataFolder(folder);
  let context: QueryContext | undefined;
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    if (!context) return void response.writeHead(503, { 'Retry-After': '1' }).end('Starting.\n');
    const work = route(context, request, response).catch((error: unknown) => {
      log.error({ error }, 'a store request failed without an answer');
      response.destroy();
    });
    running.add(work);
    void work.finally(() => running.delete(work));
  });
  try {
    // Before the engine opens: a taken port must not cost a start of it.
    const port = await listen(server, host, options.port);
    const engine = openEngine(folder);
    const opened = openContext(engine, options.threads ?? DEFAULT_THREADS);
    context = opened;
    log.info({ host, port, folder, version: engine.version }, 'store is up');
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      close: async () => {
        await stopServer(server, running, opened, log);
        engine.close();
        lock.release();
      },
    };
  } catch (error) {
    server.close();
    lock.release();
    throw error;
  }
}

function openContext(engine: Engine, threads: number): QueryContext {
  const inserts = threads >= 8 ? 3 : 1;
  return {
    engine,
    facts: { version: engine.version, timezone: engine.timezone, displayName: hostname() },
    sessions: createSessions(engine),
    inserts: createSlots(inserts, MAX_WAITING),
    queries: createSlots(Math.max(1, threads - inserts), MAX_WAITING),
  };
}

const PLAIN = { 'Content-Type': 'text/html; charset=UTF-8' };

async function route(context: QueryContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://store');
  if (!url) return void response.writeHead(400, PLAIN).end('The address does not parse.\n');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  // A page of another site may make a browser send a query here, which needs no account: refused.
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') {
    response.writeHead(403, PLAIN).end('Queries from pages of other sites are refused.\n');
  } else if (reads && (url.pathname === '/ping' || url.pathname === '/replicas_status')) {
    response.writeHead(200, PLAIN).end('Ok.\n');
  } else if (url.pathname !== '/') {
    response.writeHead(404, PLAIN).end(`There is no handle ${url.pathname}\n\nUse / or /ping for health checks.\n`);
  } else if (reads && !url.searchParams.has('query')) {
    response.writeHead(200, PLAIN).end('Ok.\n');
  } else if (reads || request.method === 'POST' || request.method === 'PUT') {
    await answerQuery(context, request, response, url);
  } else {
    response.writeHead(501, PLAIN).end(`Method ${request.method} is not supported\n`);
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(port, host, () => {
        server.off('error', fail);
        done();
      });
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${String(code)})`;
    throw new StorePortError(
      `Port ${port} on ${host} ${reason}: stop it, or set WEIR_CLICKHOUSE_PORT to a free port.`,
      {
        cause: error,
      },
    );
  }
  // Requests may outlast Node's default of 5 minutes: a query takes what it takes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 10_000;
  return (server.address() as AddressInfo).port;
}

async function stopServer(
  server: Server,
  running: ReadonlySet<Promise<void>>,
  context: QueryContext,
  log: Log,
): Promise<void> {
  server.close();
  server.closeIdleConnections();
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, CLOSE_WAIT_MS);
  context.engine.cancelReads();
  await Promise.race([Promise.allSettled(running), late.promise]);
  clearTimeout(timer);
  if (running.size > 0) log.warn({ running: running.size }, 'the store stops with requests still running');
  server.closeAllConnections();
  context.sessions.closeAll();
}
