import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream';
import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createZstdCompress,
  createZstdDecompress,
} from 'node:zlib';
import { refusal } from './failure.ts';

/** A request's body, decompressed, is held in memory until its INSERT is done: this is its bound. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** In the order that a ClickHouse server prefers them. */
const ENCODERS: ReadonlyArray<readonly [name: string, create: (level: number) => Transform]> = [
  ['gzip', (level) => createGzip({ level })],
  ['br', (level) => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: level } })],
  ['zstd', () => createZstdCompress()],
  ['deflate', (level) => createDeflate({ level })],
];

/** Reads a request's body whole, decompressed by its Content-Encoding, at most `MAX_BODY_BYTES`. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  let source: AsyncIterable<Buffer> = request;
  if (encoding !== 'identity' && encoding !== '') {
    const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
    if (!decoder) throw refusal(48, 'NOT_IMPLEMENTED', `Unknown compression method: ${encoding}.`);
    // A failure on either side reaches the loop below through the destroyed stream.
    source = pipeline(request, decoder(), () => {});
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) {
        throw refusal(229, 'QUERY_IS_TOO_LARGE', `The body is over ${MAX_BODY_BYTES} bytes: send smaller inserts.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (isZlibError(error))
      throw refusal(354, 'ZLIB_INFLATE_FAILED', `The body is not valid ${encoding}: ${error.message}.`);
    throw error;
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_BROTLI|ERR_ZLIB|ZSTD|ERR__)/.test(String(error.code));
}

/** The first encoding that both sides speak, in the server's order. */
export function pickEncoding(acceptEncoding: string | undefined): string | null {
  const accepted = (acceptEncoding ?? '').split(',').map((item) => item.split(';')[0]!.trim().toLowerCase());
  return ENCODERS.find(([name]) => accepted.includes(name))?.[0] ?? null;
}

/** What compresses a response's body; null where `encoding` is. */
export function openEncoder(encoding: string | null, level: number): Transform | null {
  if (encoding === null) return null;
  const create = ENCODERS.find(([name]) => name === encoding)![1];
  return create(Math.min(9, Math.max(1, level)));
}
