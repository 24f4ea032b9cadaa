import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { buildBrowserScript } from './browser-script.ts';

/** The snippet as browsers get it. */
export interface Snippet {
  plain: Buffer;
  gzip: Buffer;
  brotli: Buffer;
  /** Strong entity tag of the plain form, without quotes. */
  tag: string;
}

const SOURCE = new URL('../../tracker/weir.ts', import.meta.url);
/** An hour: a site gets a new snippet soon after an update, and a page of it asks once. */
const CACHE_CONTROL = 'public, max-age=3600';

/** Builds the snippet from its source (about 50 ms). */
export async function buildSnippet(): Promise<Snippet> {
  const plain = Buffer.from(await buildBrowserScript(SOURCE));
  return {
    plain,
    gzip: gzipSync(plain, { level: 9 }),
    brotli: brotliCompressSync(plain),
    tag: createHash('sha256').update(plain).digest('hex').slice(0, 20),
  };
}

/** The handler of `GET /weir.js` for a node:http server. */
export function createSnippetHandler(snippet: Snippet): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end();
      return;
    }
    const [encoding, body] = choose(snippet, request.headers['accept-encoding'] ?? '');
    const etag = `"${snippet.tag}${encoding === '' ? '' : `-${encoding}`}"`;
    const headers = {
      etag,
      'cache-control': CACHE_CONTROL,
      vary: 'accept-encoding',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    };
    if (matches(request.headers['if-none-match'], snippet.tag)) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      ...(encoding === '' ? {} : { 'content-encoding': encoding }),
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': body.byteLength,
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

function choose(snippet: Snippet, accepted: string): ['' | 'br' | 'gzip', Buffer] {
  const takes = (name: string): boolean =>
    new RegExp(`(^|,)\\s*${name}\\s*(?!;\\s*q=0(\\.0*)?\\s*(,|$))(;|,|$)`).test(accepted);
  if (takes('br')) return ['br', snippet.brotli];
  if (takes('gzip')) return ['gzip', snippet.gzip];
  return ['', snippet.plain];
}

/** If-None-Match holds a list of tags or `*`; any encoding of the same snippet is the same to a cache. */
function matches(ifNoneMatch: string | undefined, tag: string): boolean {
  return ifNoneMatch !== undefined && (ifNoneMatch.trim() === '*' || ifNoneMatch.includes(`"${tag}`));
}
