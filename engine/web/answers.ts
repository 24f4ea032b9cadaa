import type { ServerResponse } from 'node:http';

/** An error as problem+json (RFC 9457), as the collector words its own. */
export interface Problem {
  status: number;
  /** Stable; the last part of `type`: `/problems/<reason>`. */
  reason: string;
  /** What was wrong and what to do. */
  detail: string;
  /** More members of the answer, beside those that every problem has. */
  more?: Readonly<Record<string, unknown>>;
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  answerText(response, status, 'application/json', `${JSON.stringify(body)}\n`);
}

export function answerProblem(response: ServerResponse, { status, reason, detail, more }: Problem): void {
  const body = { type: `/problems/${reason}`, title: reason.replaceAll('-', ' '), status, reason, detail, ...more };
  answerText(response, status, 'application/problem+json', `${JSON.stringify(body)}\n`);
}

/** For answers that are computed anew each time: never stored by anybody on the way. */
export function answerText(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
