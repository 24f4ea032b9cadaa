import type { z } from 'zod';
import type { Problem } from './answer.ts';
import { type IncomingBatch, incomingBatch, MAX_EVENTS } from './incoming.ts';

export type ReadBody = { ok: true; batch: IncomingBatch } | { ok: false; problem: Problem };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const FIELD_REASONS = {
  site: 'invalid-site',
  events: 'invalid-events',
  sent_at: 'invalid-sent_at',
} as const satisfies Record<keyof IncomingBatch, Problem['reason']>;

/** Reads the body of a request as far as it is common to all of its events. */
export function readBody(body: Uint8Array): ReadBody {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return refuse({ reason: 'not-utf8', detail: 'The body is not UTF-8.' });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse({ reason: 'not-json', detail: `The body is not JSON: ${(error as Error).message}` });
  }
  const result = incomingBatch.safeParse(value);
  if (!result.success) return refuse(fieldProblem(result.error));
  const count = result.data.events.length;
  if (count > MAX_EVENTS) {
    return refuse({
      reason: 'too-many-events',
      field: 'events',
      detail: `events: ${count} in one request; send at most ${MAX_EVENTS}.`,
    });
  }
  return { ok: true, batch: result.data };
}

function fieldProblem(error: z.ZodError): Problem {
  const issue = error.issues[0]!;
  const field = String(issue.path[0] ?? '');
  if (field in FIELD_REASONS) {
    return { reason: FIELD_REASONS[field as keyof IncomingBatch], field, detail: `${field}: ${issue.message}` };
  }
  return { reason: 'invalid-body', detail: 'The body is to be an object: {"site": "...", "events": [...]}.' };
}

function refuse(problem: Problem): ReadBody {
  return { ok: false, problem };
}
