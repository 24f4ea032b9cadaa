import { REQUEST_REASONS, type RequestReason } from './answer.ts';
import { EVENT_REASONS, type EventReason } from './incoming.ts';

/** What the collector has done since it started; only ever grows. */
export interface CollectCounters {
  /** Events that the log has acknowledged. */
  accepted: number;
  /** Events refused one by one. */
  rejected: Record<EventReason, number>;
  /** Requests refused whole. */
  refused: Record<RequestReason, number>;
  /** Requests answered 202. */
  requests: number;
}

export function newCounters(): CollectCounters {
  return {
    accepted: 0,
    rejected: zeros(EVENT_REASONS),
    refused: zeros(Object.keys(REQUEST_REASONS) as RequestReason[]),
    requests: 0,
  };
}

function zeros<K extends string>(names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
}
