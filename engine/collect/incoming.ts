import { z } from 'zod';
import { propValue, SITE_NAME } from '../events/event.ts';

/** Events in one request. */
export const MAX_EVENTS = 1_000;
/** Bytes of one request's body. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Properties of one event, and their size as JSON in UTF-16 units. */
const MAX_PROPS = 50;
const MAX_PROPS_LENGTH = 16_384;

const optionalText = z.string().nullish();

/** One event as a sender writes it. Fields that are not listed are ignored; null is the same as absent. */
const incomingEvent = z.object({
  /** A repeat of (site, id) counts once; without one a random id is given, and then a retry counts twice. */
  id: z.string().min(1).max(64).nullish(),
  name: z.string().trim().min(1).max(120),
  /** Milliseconds since the epoch by the sender's clock. */
  ts: z.number().min(0).max(8.64e15).nullish(),
  /** The site's own id of its visitor; stored as a keyed hash. */
  visitor: z.string().max(256).nullish(),
  url: optionalText,
  referrer: optionalText,
  title: optionalText,
  screen: optionalText,
  language: optionalText,
  props: z.record(z.string().min(1).max(100), propValue.nullable()).nullish(),
});
export type IncomingEvent = z.infer<typeof incomingEvent>;

/** The body of `POST /api/collect`; each event is looked at by itself, so that a bad one does not take the rest with it. */
export const incomingBatch = z.object({
  site: z.string().regex(SITE_NAME, '1 to 64 of a-z, 0-9, "." and "-"'),
  events: z.array(z.unknown()).min(1),
  /** The sender's clock as it sends, in milliseconds: corrects clocks that are wrong by more than a minute. */
  sent_at: z.number().min(0).max(8.64e15).nullish(),
});
export type IncomingBatch = z.infer<typeof incomingBatch>;

/** Why one event was refused. The names are stable: they are what `/metrics` counts by. */
export const EVENT_REASONS = [
  'invalid-event',
  'invalid-id',
  'invalid-name',
  'invalid-ts',
  'invalid-visitor',
  'invalid-url',
  'invalid-referrer',
  'invalid-title',
  'invalid-screen',
  'invalid-language',
  'invalid-props',
  'too-old',
] as const;
export type EventReason = (typeof EVENT_REASONS)[number];

export interface Rejection {
  /** Position in the batch, from 0. */
  index: number;
  reason: EventReason;
  /** For people; names the field. */
  detail: string;
}

export type Checked = { ok: true; event: IncomingEvent } | { ok: false; reason: EventReason; detail: string };

/** Checks one event of a batch. */
export function checkEvent(value: unknown): Checked {
  const result = incomingEvent.safeParse(value);
  if (!result.success) return refusal(result.error.issues[0]!);
  const { props } = result.data;
  if (props && Object.keys(props).length > MAX_PROPS) {
    return { ok: false, reason: 'invalid-props', detail: `props: more than ${MAX_PROPS} properties` };
  }
  if (props && JSON.stringify(props).length > MAX_PROPS_LENGTH) {
    return { ok: false, reason: 'invalid-props', detail: `props: longer than ${MAX_PROPS_LENGTH} characters as JSON` };
  }
  return { ok: true, event: result.data };
}

function refusal(issue: z.core.$ZodIssue): Checked {
  const reason = EVENT_REASONS.find((name) => name === `invalid-${String(issue.path[0])}`) ?? 'invalid-event';
  const where = issue.path.map(String).join('.') || 'event';
  return { ok: false, reason, detail: `${where}: ${issue.message}` };
}
