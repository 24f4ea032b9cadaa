import type { IncomingMessage, ServerResponse } from 'node:http';
import { StoreError } from '../../clickhouse/client.ts';
import { SITE_NAME } from '../../events/event.ts';
import { TooManyRows } from '../../queries/metric-rows.ts';
import { ChangeRefused } from '../../rollups/metrics/changes.ts';
import { KafkaError } from '../../stream/kafka-error.ts';
import { answerProblem, type Problem } from '../answers.ts';

/** A request of the JSON API, taken apart. */
export interface ApiRequest {
  method: string;
  /** What follows the route's own path, decoded. */
  segments: string[];
  query: URLSearchParams;
  /** The body as JSON. Throws `ApiProblem`. */
  body(): Promise<unknown>;
}

/** An answer that is an error. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(status: number, reason: string, detail: string, more?: Problem['more']) {
    super(detail);
    this.name = 'ApiProblem';
    this.problem = { status, reason, detail, ...(more ? { more } : {}) };
  }
}

export function apiRequest(request: IncomingMessage, path: string): ApiRequest {
  const url = new URL(request.url!, 'http://localhost');
  return {
    method: request.method === 'HEAD' ? 'GET' : request.method!,
    segments: url.pathname.slice(path.length).split('/').filter(Boolean).map(decoded),
    query: url.searchParams,
    body: () => readJson(request),
  };
}

/** Runs a handler; what it throws becomes problem+json. */
export async function answering(response: ServerResponse, handler: () => Promise<void>): Promise<void> {
  try {
    await handler();
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    if (problem.status === 503) response.setHeader('Retry-After', '2');
    answerProblem(response, problem);
  }
}

/** The parameter `site`. */
export function siteOf(query: URLSearchParams): string {
  const site = query.get('site') ?? '';
  if (SITE_NAME.test(site)) return site;
  throw badParameter('site', 'is the site that the metric belongs to: 1 to 64 of a-z, 0-9, dot and hyphen');
}

/** A parameter that is a time in ms, or its default. */
export function timeOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isSafeInteger(value)) return value;
  throw badParameter(name, 'is a time: milliseconds since the epoch, or 2026-03-01T12:00:00Z');
}

export function badParameter(field: string, meaning: string): ApiProblem {
  return new ApiProblem(400, 'bad-parameter', `"${field}" ${meaning}.`, { field });
}

const REFUSED_AS_BAD: readonly string[] = ['invalid-metric'];

function problemOf(error: unknown): Problem | null {
  if (error instanceof ApiProblem) return error.problem;
  if (error instanceof ChangeRefused) {
    const { reason, message: detail, problems } = error;
    return { status: REFUSED_AS_BAD.includes(reason) ? 400 : 409, reason, detail, more: { problems } };
  }
  if (error instanceof TooManyRows) return { status: 400, reason: 'too-many-rows', detail: error.message };
  if (error instanceof KafkaError) return { status: 503, reason: 'log-unavailable', detail: error.message };
  if (error instanceof StoreError) {
    // ClickHouse names what it refuses; without a name it was not reached.
    const reached = error.type !== '';
    return {
      status: reached ? 500 : 503,
      reason: reached ? 'query-failed' : 'store-unavailable',
      detail: error.message,
    };
  }
  return null;
}

/** The router lets no body through that is over its bound. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch (error) {
    throw new ApiProblem(400, 'not-json', `The body is not JSON: ${(error as Error).message}.`);
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
