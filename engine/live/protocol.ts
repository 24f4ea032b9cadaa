import { z } from 'zod';
import { SITE_NAME, type WeirEvent } from '../events/event.ts';
import { METRIC_ID } from '../rollups/definitions/definition.ts';
import type { MinuteDimension } from '../rollups/figures/records.ts';
import type { MetricDelta, MetricView } from './metrics/metric-views.ts';
import { MAX_SPEED } from './replay/replay-clock.ts';

/**
 * Messages of `GET /api/live` (WebSocket, JSON text frames); docs/live-protocol.md is the reader's version.
 * The client sends `subscribe`, again whenever it wants something else: the newest replaces the one before. The server
 * answers with one `snapshot` (and, for `streams`, a `streams` message a second), then `delta`s: at most ten messages a
 * second, and at least one each two seconds (a `status` where there is nothing else to say), so that five seconds of
 * silence mean a dead connection. A later `snapshot` replaces everything (the log was replaced by another one).
 */
const CHANNELS = ['figures', 'events', 'streams', 'metrics'] as const;
/**
 * `figures`: counters, minutes, seconds and top lists. `events`: the event stream. `streams`: topics and groups. `metrics`: those
 * that the subscription names.
 */
export type Channel = (typeof CHANNELS)[number];

/** Metrics that one client follows. */
const MAX_METRICS = 60;

export const subscribeMessage = z
  .object({
    type: z.literal('subscribe'),
    /** Needed for all but `streams`, which is about the whole log and has no site. */
    site: z.string().regex(SITE_NAME).optional(),
    channels: z.array(z.enum(CHANNELS)).min(1).max(CHANNELS.length),
    /** Ids of the site's metrics, for the channel `metrics`. One that is not defined yet is shown once it is. */
    metrics: z.array(z.string().regex(METRIC_ID)).max(MAX_METRICS).default([]),
    /**
     * The past instead of the present: from `at` (ms) on, `speed` times as fast as it was, 0 to stand still. Without `at` a
     * replay that is under way goes on with that speed. Absent: live.
     */
    play: z.object({ at: z.int().min(0).optional(), speed: z.number().min(0).max(MAX_SPEED) }).optional(),
  })
  .refine((message) => message.site !== undefined || message.channels.every((channel) => channel === 'streams'), {
    path: ['site'],
    message: 'needed for the channels figures, events and metrics',
  });
export type SubscribeMessage = z.input<typeof subscribeMessage>;

/** Partition of `weir.events` -> next offset that the view has not seen. */
export type OffsetVector = Record<string, number>;

/** Each channel's own vector: the figures may trail the event stream by what the rollups have not counted yet. */
export interface Offsets {
  figures?: OffsetVector;
  events?: OffsetVector;
  /** Of `weir.metric-values`. */
  metrics?: OffsetVector;
}

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
  /** Events in the log that the figures do not cover yet; null while it is not known. */
  lag: number | null;
  /** Events that came too late for their windows. */
  late: number;
}

export const MINUTE_BARS = 30;
export const SECOND_BARS = 60;
export const TOP_ROWS = 10;

export interface FiguresView {
  counters: Counters;
  /** The last 30 minutes, the current one included, oldest first, gaps filled with zeros. */
  minutes: Bar[];
  /** The last 60 seconds, the current one included, oldest first, gaps filled with zeros. */
  seconds: Bar[];
  /** Over the bars of `minutes`, highest first, at most 10 rows each. */
  tops: Record<MinuteDimension, TopRow[]>;
  freshness: Freshness;
}

/**
 * Only the parts that changed: `counters`, `freshness` and each list of `tops` replace the one of that name. `minutes`
 * and `seconds` hold changed bars only: each replaces the bar of the same start or is a new last one, and bars from
 * before the window fall out.
 */
export interface FiguresDelta extends Partial<Omit<FiguresView, 'tops'>> {
  tops?: Partial<FiguresView['tops']>;
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

/** Events in one message, and in a snapshot. */
export const EVENTS_PER_MESSAGE = 50;

export interface SnapshotMessage {
  type: 'snapshot';
  site: string;
  /** Server's wall clock, ms; in a replay, the replay's. */
  at: number;
  /** It shows the past. */
  replay?: true;
  offsets: Offsets;
  figures?: FiguresView;
  /** The latest events, newest first, at most 50. */
  events?: StreamedEvent[];
  /** By id; those that are defined. */
  metrics?: Record<string, MetricView>;
}

export interface DeltaMessage {
  type: 'delta';
  site: string;
  at: number;
  offsets: Offsets;
  figures?: FiguresDelta;
  /** New events in the order they came, in offset order by partition, at most 50. */
  events?: StreamedEvent[];
  /** Events left out before those of `events` because there were more than 50: counted, never silent. */
  skipped?: number;
  /** By id; those that changed. */
  metrics?: Record<string, MetricDelta>;
}

export interface PartitionStatus {
  partition: number;
  /** Broker id; null while the partition has no leader. */
  leader: number | null;
  replicas: number[];
  inSyncReplicas: number[];
  /** First offset that is kept; null where the leader did not answer. */
  startOffset: number | null;
  /** Next offset to be written; null where the leader did not answer. */
  endOffset: number | null;
  /** Null where the broker does not tell (DescribeLogDirs). */
  sizeBytes: number | null;
}

export interface TopicStatus {
  name: string;
  partitions: PartitionStatus[];
  /** Offsets between start and end, summed over partitions; compaction may have removed some of the records. */
  messages: number;
  sizeBytes: number | null;
  /** Mean over the last 10 s, or since the first poll within them; null at that one. */
  producedPerSecond: number | null;
}

export interface MemberStatus {
  memberId: string;
  clientId: string;
  host: string;
  /** Topic -> partitions. */
  assignments: Record<string, number[]>;
}

export interface GroupPartitionStatus {
  topic: string;
  partition: number;
  /** Next offset that the group will read. */
  committedOffset: number;
  /** Null where the leader did not answer. */
  endOffset: number | null;
  /** endOffset - committedOffset. */
  lag: number | null;
}

export interface GroupStatus {
  groupId: string;
  /** Kafka's word: `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance` or `Dead`. */
  state: string;
  members: MemberStatus[];
  /** Partitions with a committed offset, sorted. */
  partitions: GroupPartitionStatus[];
  /** Sum over partitions. */
  lag: number;
  /** How fast the lag grows (above 0: falling behind), mean over the last 10 s; null at the first poll. */
  lagPerSecond: number | null;
  /** Offsets committed a second, mean over the last 10 s; null at the first poll. */
  consumedPerSecond: number | null;
}

/** The whole log as it stands, once a second: replaces the message before. Topics and groups are sorted by name. */
export interface StreamsMessage {
  type: 'streams';
  at: number;
  topics: TopicStatus[];
  groups: GroupStatus[];
}

/**
 * Whether the server reaches the log: sent on subscribing, before the snapshot, at each change,
 * and where nothing else was said for over a second. While it is
 * `unreachable` the figures stand still at the offsets last told; once `reachable` again they go on from there without
 * a new snapshot. A server that has just started sends the snapshot once it has read the last 30 minutes.
 */
export interface StatusMessage {
  type: 'status';
  at: number;
  log: 'reachable' | 'unreachable';
}

/** How a client's replay is: as it changes, and every half second while it fills up. A `snapshot` follows once it is full. */
export interface PlayMessage {
  type: 'play';
  /** The replay's time, ms. */
  at: number;
  speed: number;
  /** `filling`: the windows before `at` are being computed. `waiting`: the log has not delivered what comes next. */
  state: 'filling' | 'playing' | 'paused' | 'waiting';
  /** Of the filling, 0 to 1. */
  progress: number;
  /** When the log took the oldest event that it still has, ms: how far back one can go. */
  oldest: number | null;
}

export type ErrorCode = 'bad-message' | 'unknown-site' | 'too-many-clients' | 'too-many-replays';

export interface ErrorMessage {
  type: 'error';
  /** Stable; `message` is prose for people. */
  code: ErrorCode;
  message: string;
}

export type ServerMessage =
  | SnapshotMessage
  | DeltaMessage
  | StreamsMessage
  | StatusMessage
  | PlayMessage
  | ErrorMessage;
