import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Why a request is refused; null where it is not. */
export type Refusal = 'foreign-host' | 'foreign-origin' | null;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request for the dashboard, its API or the live feed comes from the dashboard itself or from no browser at all.
 *
 * A server on a loopback address is called by a loopback name and by nothing else: a page whose name was rebound to
 * 127.0.0.1 (DNS rebinding) sends its own name as `Host`, and may not even read. Whatever the address, what changes
 * something and the WebSocket, which no same-origin policy guards (RFC 6455 10.2), must carry the server's own origin
 * where a browser says one.
 */
export function refusal(listenHost: string, method: string, headers: IncomingHttpHeaders, upgrade: boolean): Refusal {
  const host = headers.host ?? '';
  if (isLoopback(listenHost) && !isLoopback(hostname(host))) return 'foreign-host';
  if (!upgrade && SAFE_METHODS.has(method)) return null;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'foreign-origin';
  const { origin } = headers;
  if (origin === undefined) return null;
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase() ? null : 'foreign-origin';
}

/** The name in a `Host` header: without the port, and without the brackets of an IPv6 address. */
function hostname(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost');
}
