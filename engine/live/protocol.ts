import type { WeirEvent } from '../events/event.ts';
import type { MinuteDimension } from '../rollups/records.ts';

/**
 * Messages of `GET /api/live` (WebSocket, JSON text frames). The client sends one `subscribe`; the server answers
 * with one `snapshot` and then `delta`s, at most ten a second. docs/live-protocol.md is the reader's version.
 */
export interface SubscribeMessage {
  type: 'subscribe';
  site: string;
  /** `figures`: counters, minutes, seconds and top lists. `events`: the event stream. */
  channels: Array<'figures' | 'events'>;
}

/** Partition -> next offset that the view has not seen. */
export type OffsetVector = Record<string, number>;

export interface Counters {
  /** Visitors of the last 5 minutes: "now". */
  visitors5m: number;
  visitors30m: number;
  events30m: number;
  pageviews30m: number;
  /** Mean over the last 10 complete seconds. */
  eventsPerSecond: number;
}

export interface Bar {
  /** Start of the window, ms. */
  start: number;
  events: number;
  pageviews: number;
  visitors: number;
}

export interface TopRow {
  value: string;
  count: number;
}

export interface Freshness {
  /** Lowest watermark over partitions with recent events, ms; null before the first event. */
  watermark: number | null;
  /** Events in the log that the figures do not cover yet. */
  lag: number;
  /** Events that came too late for their windows. */
  late: number;
}

export interface FiguresView {
  counters: Counters;
  /** The last 30 minutes, oldest first, gaps filled with zeros. */
  minutes: Bar[];
  /** The last 60 seconds, oldest first, gaps filled with zeros. */
  seconds: Bar[];
  /** Over the last 30 minutes, highest first, at most 10 rows each. */
  tops: Record<MinuteDimension, TopRow[]>;
  freshness: Freshness;
}

export interface StreamedEvent
  extends Pick<
    WeirEvent,
    | 'id'
    | 'site'
    | 'name'
    | 'ts'
    | 'received_at'
    | 'visitor_id'
    | 'path'
    | 'title'
    | 'referrer_source'
    | 'country'
    | 'city'
    | 'device'
    | 'browser'
    | 'os'
    | 'is_bot'
    | 'props'
  > {
  partition: number;
  offset: number;
}

export interface SnapshotMessage {
  type: 'snapshot';
  site: string;
  /** Server's wall clock, ms. */
  at: number;
  offsets: OffsetVector;
  figures?: FiguresView;
  /** The latest events, newest first, at most 50. */
  events?: StreamedEvent[];
}

export interface DeltaMessage {
  type: 'delta';
  site: string;
  at: number;
  offsets: OffsetVector;
  /** Only the parts that changed; each replaces the part of that name; bars replace the bar of the same start. */
  figures?: Partial<FiguresView>;
  /** New events, oldest first, in offset order by partition. */
  events?: StreamedEvent[];
  /** Events left out of `events` because there were more than 50 in a message: counted, never silent. */
  skipped?: number;
}

export interface ErrorMessage {
  type: 'error';
  /** Stable name: `bad-message`, `unknown-site`, `log-unreachable`. */
  code: string;
  message: string;
}

export type ServerMessage = SnapshotMessage | DeltaMessage | ErrorMessage;
export type ClientMessage = SubscribeMessage;
