import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Problem } from './answer.ts';
import { clientIp } from './client-ip.ts';
import { MAX_BODY_BYTES } from './incoming.ts';
import type { Collector } from './intake.ts';
import { bodyTooLarge, type RequestContext } from './request.ts';

/** Bytes of bodies that are being read or answered at one time; past it requests are told to come back. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** A body that trickles in is given up after this. */
const BODY_TIMEOUT_MS = 15_000;

/** How long the sender of a refused body has to read the answer. */
const LINGER_MS = 1_000;

export type CollectHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The handler of `/api/collect` for a node:http server; it answers every method itself. */
export function createCollectHandler(collector: Collector): CollectHandler {
  let heldBytes = 0;

  return async (request, response) => {
    let ownBytes = 0;
    const hold = (bytes: number): boolean => {
      if (heldBytes + bytes > MAX_HELD_BYTES) return false;
      heldBytes += bytes;
      ownBytes += bytes;
      return true;
    };
    try {
      const body = request.method === 'POST' ? await readWhole(request, hold) : Buffer.alloc(0);
      if (body === null) return;
      if (Buffer.isBuffer(body)) write(response, await collector.collect(contextOf(request), body));
      else refuseUnread(request, response, collector.refuse(body));
    } finally {
      heldBytes -= ownBytes;
    }
  };
}

function contextOf(request: IncomingMessage): RequestContext {
  const { headers } = request;
  const forwarded = headers['x-forwarded-for'];
  return {
    method: request.method ?? '',
    ip: clientIp(request.socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded),
    userAgent: headers['user-agent'] ?? '',
    contentType: headers['content-type'] ?? '',
    contentEncoding: headers['content-encoding'] ?? '',
  };
}

/** The whole body; why it is not read on; or null where the sender went away, and nobody is left to answer. */
function readWhole(request: IncomingMessage, hold: (bytes: number) => boolean): Promise<Buffer | Problem | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.resolve(bodyTooLarge());
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (result: Buffer | Problem | null): void => {
      clearTimeout(timer);
      request.off('data', take);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) finish(bodyTooLarge());
      else if (!hold(chunk.length)) finish(tooBusy());
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => finish(tooSlow()), BODY_TIMEOUT_MS);
    request.on('data', take);
    request.once('end', () => finish(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', () => finish(null));
    request.once('close', () => finish(null));
  });
}

function write(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/**
 * Answers while the body is still arriving. Closing at once would reset the connection, and the sender would see that instead of the answer
 * (RFC 9112 9.6): so what still arrives is thrown away for a moment, and then the connection is closed.
 */
function refuseUnread(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const headers = { ...answer.headers, connection: 'close', 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, headers);
  response.write(answer.body);
  const close = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(close, LINGER_MS);
  request.once('end', close);
  request.once('close', close);
  request.resume();
}

function tooBusy(): Problem {
  return {
    reason: 'overloaded',
    detail: 'More is being received than memory is set aside for; retry with the same event ids.',
    headers: { 'retry-after': '1' },
  };
}

function tooSlow(): Problem {
  return { reason: 'request-timeout', detail: `The body did not arrive within ${BODY_TIMEOUT_MS / 1000} s.` };
}
