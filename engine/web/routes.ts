import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerProblem } from './answers.ts';
import { refusal } from './same-origin.ts';
import { setSecurityHeaders } from './security-headers.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Who may call a route, and which methods it has. */
export interface Route {
  path: string;
  /** Answers every address below `path` too. */
  below?: boolean;
  /** `GET` stands for `HEAD` too. Absent: the handler answers every method itself. */
  methods?: readonly string[];
  /**
   * `any-site`: made to be called by pages of other sites; the handler sets all headers. `any-host`: for probes that call
   * the server by whatever name; reading only. `dashboard`: the dashboard itself and programs, see same-origin.ts.
   */
  callers: 'any-site' | 'any-host' | 'dashboard';
  handle: Handler;
}

export interface RouterOptions {
  /** The address that the server listens on. */
  host: string;
  routes: readonly Route[];
  /** Everything that no route names. */
  otherwise: Handler;
}

/** A body for the dashboard's own API is read by Next as a whole. */
const MAX_BODY_BYTES = 1_000_000;

export function createRouter({ host, routes, otherwise }: RouterOptions) {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const prefixes = routes.filter((route) => route.below);
  const rest: Route = { path: '', callers: 'dashboard', handle: otherwise };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request);
    const route = byPath.get(path) ?? prefixes.find((prefix) => path.startsWith(`${prefix.path}/`)) ?? rest;
    if (route.callers !== 'any-site') setSecurityHeaders(response);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (!refused(host, route, request, response)) await route.handle(request, response);
  };
}

export function pathOf(request: IncomingMessage): string {
  return request.url!.split('?', 1)[0]!;
}

/** Answers what the route's rules refuse. */
function refused(host: string, route: Route, request: IncomingMessage, response: ServerResponse): boolean {
  const method = request.method === 'HEAD' ? 'GET' : request.method!;
  if (route.methods && !route.methods.includes(method)) {
    const allowed = route.methods.join(', ');
    response.setHeader('Allow', allowed);
    answerProblem(response, { status: 405, reason: 'method-not-allowed', detail: `Use ${allowed}, not ${method}.` });
    return true;
  }
  if (route.callers !== 'dashboard') return false;
  const foreign = refusal(host, method, request.headers, false);
  if (foreign) {
    answerProblem(response, { status: 403, reason: foreign, detail: REFUSALS[foreign] });
    return true;
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    response.setHeader('Connection', 'close');
    const detail = `The body is over ${MAX_BODY_BYTES} bytes.`;
    answerProblem(response, { status: 413, reason: 'body-too-large', detail });
    return true;
  }
  if (request.headers['transfer-encoding'] !== undefined) {
    response.setHeader('Connection', 'close');
    answerProblem(response, { status: 411, reason: 'length-required', detail: 'Send the body with a Content-Length.' });
    return true;
  }
  return false;
}

const REFUSALS = {
  'foreign-host': 'This server listens on this machine only: call it as localhost or 127.0.0.1, or set WEIR_HOST.',
  'foreign-origin': 'Only the dashboard itself may do this: the Origin is another one than the Host.',
};
