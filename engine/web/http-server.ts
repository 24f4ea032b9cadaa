import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../log.ts';
import { SettingError } from '../settings/setting-error.ts';
import { answerProblem } from './answers.ts';

export interface HttpServerOptions {
  host: string;
  port: number;
  log: Log;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface HttpServer {
  /** How this machine reaches it. */
  url: string;
  /** Stops accepting, lets what is under way finish, and cuts off what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Longer than the idle time of usual load balancers (60 s), so that they close first. */
const KEEP_ALIVE_MS = 65_000;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const CHECK_INTERVAL_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1024;
const DRAIN_STEP_MS = 25;

/** Listens; a port or an address that cannot be had is a `SettingError` that names the setting. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    noDelay: true,
  });
  server.on('request', (request, response) => {
    options.handle(request, response).catch((error: unknown) => fail(options.log, request, response, error));
  });
  server.on('upgrade', options.upgrade);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${reachable(options.host)}:${port}`,
    close: (graceMs) => drain(server, graceMs),
  };
}

/** The address under which this machine reaches itself, fit for a URL. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new SettingError(
      'WEIR_PORT',
      `port ${port} on ${host} is in use; stop the program that holds it, or set WEIR_PORT to another port`,
    );
  }
  if (error.code === 'EACCES') {
    return new SettingError('WEIR_PORT', `port ${port} may not be opened by this user; set WEIR_PORT above 1023`);
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new SettingError('WEIR_HOST', `${host} is not an address of this machine; set one that is, or 0.0.0.0`);
  }
  return error;
}

function fail(log: Log, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  log.error({ err: error, method: request.method, url: request.url }, 'A request failed');
  if (response.headersSent) response.destroy();
  else {
    answerProblem(response, {
      status: 500,
      reason: 'internal-error',
      detail: 'The request failed by a defect of the server; its log says more.',
    });
  }
}

async function drain(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection turns idle as its last answer ends, and would then be kept alive.
  const idle = setInterval(() => server.closeIdleConnections(), DRAIN_STEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}
