import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { EngineError } from '../embedded.ts';
import { openEncoder } from './body.ts';
import { statusOf } from './failure.ts';
import { contentTypeOf } from './formats.ts';

/** Counts of X-ClickHouse-Summary. The embedded engine tells what it wrote and returned, not what it read. */
export interface Summary {
  resultRows: number;
  resultBytes: number;
  writtenRows: number;
  writtenBytes: number;
  elapsedMs: number;
}
export const NO_SUMMARY: Summary = { resultRows: 0, resultBytes: 0, writtenRows: 0, writtenBytes: 0, elapsedMs: 0 };

export interface ServerFacts {
  version: string;
  timezone: string;
  displayName: string;
}

/** One HTTP answer in ClickHouse's shape: head, body in pieces, end or exception. */
export interface Answer {
  readonly headSent: boolean;
  begin(format: string, summary: Summary): void;
  /** Resolves once the client has taken it, or is gone. */
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  fail(error: EngineError): Promise<void>;
}

export interface Compression {
  encoding: string | null;
  level: number;
}

export function openAnswer(
  response: ServerResponse,
  queryId: string,
  facts: ServerFacts,
  compression: Compression,
): Answer {
  const tag = randomTag();
  let out: Writable = response;
  const setCommon = () => {
    response.setHeader('X-ClickHouse-Server-Display-Name', facts.displayName);
    response.setHeader('X-ClickHouse-Query-Id', queryId);
    response.setHeader('X-ClickHouse-Timezone', facts.timezone);
  };
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0 || response.destroyed) return;
    if (!out.write(bytes)) await first([out, 'drain'], [response, 'close']);
  };
  const finish = async (): Promise<void> => {
    const closed = response.destroyed ? Promise.resolve() : first([response, 'close']);
    out.end();
    await closed;
  };
  return {
    get headSent() {
      return response.headersSent;
    },
    begin: (format, summary) => {
      setCommon();
      response.statusCode = 200;
      response.setHeader('Content-Type', contentTypeOf(format));
      response.setHeader('X-ClickHouse-Format', format);
      response.setHeader('X-ClickHouse-Exception-Tag', tag);
      response.setHeader('X-ClickHouse-Summary', summaryText(summary));
      const encoder = openEncoder(compression.encoding, compression.level);
      if (encoder) {
        response.setHeader('Content-Encoding', compression.encoding!);
        response.setHeader('Vary', 'Accept-Encoding');
        encoder.pipe(response);
        // A client that leaves takes the encoder with it.
        response.once('close', () => encoder.destroy());
        encoder.on('error', () => response.destroy());
        out = encoder;
      }
      response.flushHeaders();
    },
    write,
    end: finish,
    fail: async (error) => {
      const message = exceptionText(error, facts.version);
      if (!response.headersSent) {
        setCommon();
        response.statusCode = statusOf(error.code);
        response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
        response.setHeader('X-ClickHouse-Exception-Code', String(error.code));
        out.end(message);
        return;
      }
      // The status is out: the exception follows the rows, and the body breaks off without its last chunk, so that
      // no client takes it for whole.
      const size = Buffer.byteLength(message);
      const block = `\r\n__exception__\r\n${tag}\r\n${message}${size} ${tag}\r\n__exception__\r\n`;
      await write(Buffer.from(block));
      await breakOff(response, out);
    },
  };
}

/** Resolves at the first of the events, and listens for none of them any longer. */
function first(...events: ReadonlyArray<readonly [emitter: Writable, name: string]>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const [emitter, name] of events) emitter.off(name, done);
      resolve();
    };
    for (const [emitter, name] of events) emitter.on(name, done);
  });
}

/** Sixteen letters that no row can foresee. */
function randomTag(): string {
  return Array.from(randomBytes(16), (byte) => String.fromCharCode(97 + (byte % 26))).join('');
}

async function breakOff(response: ServerResponse, out: Writable): Promise<void> {
  if (out !== response && !out.destroyed) {
    // An encoder holds back what it has not compressed yet.
    out.removeAllListeners('end');
    const drained = first([out, 'end'], [response, 'close']);
    out.end();
    await drained;
  }
  response.socket?.destroySoon();
}

function exceptionText(error: EngineError, version: string): string {
  return `${error.message.trimEnd()} (version ${version})\n`;
}

function summaryText(summary: Summary): string {
  return JSON.stringify({
    read_rows: String(summary.writtenRows),
    read_bytes: String(summary.writtenBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(summary.resultRows || summary.writtenRows),
    result_bytes: String(summary.resultBytes || summary.writtenBytes),
    elapsed_ns: String(Math.round(summary.elapsedMs * 1e6)),
  });
}
