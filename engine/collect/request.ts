import type { Problem } from './answer.ts';
import { MAX_BODY_BYTES } from './incoming.ts';

/** What the transport knows of a request. */
export interface RequestContext {
  method: string;
  ip: string;
  userAgent: string;
  /** The Content-Type header; empty where there is none. */
  contentType: string;
  /** The Content-Encoding header; empty where there is none. */
  contentEncoding: string;
}

const MEDIA_TYPES = new Set(['application/json', 'text/plain']);

/** Why a request is refused before its body is looked at; null where it is fit. */
export function unfitRequest(context: RequestContext, bytes: number): Problem | null {
  if (context.method !== 'POST') {
    return {
      reason: 'method-not-allowed',
      detail: `Use POST, not ${context.method}.`,
      headers: { allow: 'POST, OPTIONS' },
    };
  }
  const mediaType = context.contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (!MEDIA_TYPES.has(mediaType)) {
    const detail = `Content-Type is "${mediaType}"; send application/json or text/plain.`;
    return {
      reason: 'unsupported-media-type',
      field: 'content-type',
      detail,
      headers: { accept: [...MEDIA_TYPES].join(', ') },
    };
  }
  if (context.contentEncoding !== '' && context.contentEncoding.toLowerCase() !== 'identity') {
    const detail = `Content-Encoding is "${context.contentEncoding}"; send the body as it is.`;
    return {
      reason: 'unsupported-media-type',
      field: 'content-encoding',
      detail,
      headers: { 'accept-encoding': 'identity' },
    };
  }
  return bytes > MAX_BODY_BYTES ? bodyTooLarge() : null;
}

/** For the transport too, which sees it first. */
export function bodyTooLarge(): Problem {
  return { reason: 'body-too-large', detail: `The body is over ${MAX_BODY_BYTES} bytes; send fewer events at a time.` };
}
