import type { Rejection } from './incoming.ts';

/** What the collector answers, apart from any server. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Why a whole request was refused. The names are stable: `/metrics` counts by them. */
export const REQUEST_REASONS = {
  'not-utf8': 400,
  'not-json': 400,
  'invalid-body': 400,
  'invalid-site': 400,
  'invalid-events': 400,
  'invalid-sent_at': 400,
  'too-many-events': 400,
  'no-valid-event': 400,
  'site-not-allowed': 403,
  'method-not-allowed': 405,
  'request-timeout': 408,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'internal-error': 500,
  'log-unavailable': 503,
  overloaded: 503,
} as const;
export type RequestReason = keyof typeof REQUEST_REASONS;

/**
 * Any page of any site may send. No credentials are involved, so the wildcard is safe; Retry-After is not readable across origins
 * unless it is named (Fetch standard, "CORS-safelisted response-header name").
 */
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };

/** 202: the log has acknowledged `accepted` events. */
export function acceptedAnswer(accepted: number, rejected: readonly Rejection[]): Answer {
  return json(202, 'application/json', { accepted, rejected }, {});
}

/** The answer to a preflight. A browser may keep it for a day. */
export function preflightAnswer(): Answer {
  const headers = {
    ...CORS,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '86400',
  };
  return { status: 204, headers, body: '' };
}

export interface Problem {
  reason: RequestReason;
  /** The field that is wrong, as a path into the body (`events`, `site`); absent where it is not one. */
  field?: string;
  /** What was wrong and what to do. */
  detail: string;
  rejected?: readonly Rejection[];
  headers?: Record<string, string>;
}

/** A refusal as problem+json (RFC 9457); nothing of the request was kept. */
export function problemAnswer({ reason, field, detail, rejected, headers = {} }: Problem): Answer {
  const status = REQUEST_REASONS[reason];
  const outcome = rejected === undefined ? {} : { accepted: 0, rejected };
  const body = {
    type: `/problems/${reason}`,
    title: reason.replaceAll('-', ' '),
    status,
    reason,
    field,
    detail,
    ...outcome,
  };
  return json(status, 'application/problem+json', body, headers);
}

function json(status: number, contentType: string, body: object, headers: Record<string, string>): Answer {
  const all = { ...CORS, 'content-type': contentType, 'cache-control': 'no-store', ...headers };
  return { status, headers: all, body: JSON.stringify(body) };
}
