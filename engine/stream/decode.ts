import type { WeirEvent } from '../events/event.ts';
import type { LogRecord } from './kafka-wire.ts';

/** A record of the events topic that is no event, and why: skipped by every group alike, and counted. */
export class Malformed {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

const TEXT_FIELDS = [
  'id',
  'site',
  'name',
  'visitor_id',
  'url',
  'hostname',
  'path',
  'title',
  'referrer',
  'referrer_source',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'city',
  'device',
  'browser',
  'os',
  'screen',
  'language',
] as const satisfies ReadonlyArray<keyof WeirEvent>;

/** How far `received_at` may be ahead of the record's own time: a wrong clock must not close everybody's windows. */
const MAX_CLOCK_AHEAD_MS = 60_000;
/** What ClickHouse's DateTime64 and UInt32 hold; values beyond are brought to the border. */
const MAX_TIME_MS = Date.UTC(2262, 0, 1);
const MAX_UINT32 = 4_294_967_295;

/**
 * Reads a record as an event. The collector has validated what it wrote: this only makes sure, cheaply, that a record
 * from elsewhere breaks nothing further on. A function of the record alone, so that every group decides alike.
 */
export function decodeEvent(record: LogRecord): WeirEvent | Malformed {
  if (record.value === null) return new Malformed('empty');
  let parsed: unknown;
  try {
    parsed = JSON.parse(record.value.toString());
  } catch {
    return new Malformed('not-json');
  }
  if (typeof parsed !== 'object' || parsed === null) return new Malformed('not-an-object');
  const event = parsed as WeirEvent;
  for (const field of TEXT_FIELDS) if (typeof event[field] !== 'string') return new Malformed(field);
  if (event.id === '' || event.site === '' || event.visitor_id === '') return new Malformed('id');
  if (typeof event.is_bot !== 'boolean') return new Malformed('is_bot');
  for (const field of ['ts', 'received_at', 'engaged_ms'] as const) {
    if (!Number.isFinite(event[field])) return new Malformed(field);
  }
  if (!hasScalarProps(event.props)) return new Malformed('props');
  const ahead = record.timestamp > 0 ? record.timestamp + MAX_CLOCK_AHEAD_MS : MAX_TIME_MS;
  event.received_at = within(event.received_at, 0, Math.min(ahead, MAX_TIME_MS));
  event.ts = within(event.ts, 0, event.received_at);
  event.engaged_ms = within(event.engaged_ms, 0, MAX_UINT32);
  return event;
}

const within = (value: number, low: number, high: number): number => Math.trunc(Math.max(low, Math.min(value, high)));

function hasScalarProps(props: unknown): boolean {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) return false;
  for (const value of Object.values(props)) {
    const type = typeof value;
    if (type !== 'string' && type !== 'number' && type !== 'boolean') return false;
  }
  return true;
}
