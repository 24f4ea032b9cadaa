/**
 * Records of topic `weir.rollups`: JSON upserts, keyed by `recordKey`. Each carries the offset of the last event
 * that it covers, so a repeat or a replay changes nothing, and the event-time watermark of its partition.
 * Visitors of a site live in one partition each: exact uniques of a window are the sum over partitions.
 * Bots are left out of every figure but `bots`.
 */
interface RollupBase {
  site: string;
  /** Partition of `weir.events` that this part was computed from. */
  partition: number;
  /** Last offset of that partition that is counted in. */
  offset: number;
  /** Highest event time seen in the partition less the allowed out-of-orderness, ms. */
  watermark: number;
  /** Wall clock of the task as it wrote the record, ms. */
  emitted_at: number;
  /** Events of this partition that came later than the allowed lateness since the task's state began. */
  late: number;
}

/** Tumbling windows of one second: emitted within 100 ms of a change. */
export interface SecondRecord extends RollupBase {
  kind: 'second';
  /** Start of the window, ms, a multiple of 1,000. */
  start: number;
  events: number;
  pageviews: number;
  visitors: number;
  bots: number;
}

/** Counts by value; at most `TOP_LIMIT` values, the rest summed in `other`. */
export interface TopCounts {
  values: Record<string, number>;
  other: number;
}
export const TOP_LIMIT = 100;

export const MINUTE_DIMENSIONS = ['page', 'source', 'country', 'device', 'browser', 'name'] as const;
export type MinuteDimension = (typeof MINUTE_DIMENSIONS)[number];

/** Tumbling windows of one minute: emitted within a second of a change. `page`, `source`, `country`, `device` and
 * `browser` count page views; `name` counts events. */
export interface MinuteRecord extends RollupBase {
  kind: 'minute';
  /** Start of the window, ms, a multiple of 60,000. */
  start: number;
  events: number;
  pageviews: number;
  visitors: number;
  bots: number;
  tops: Record<MinuteDimension, TopCounts>;
}

/** Rolling windows that end now: emitted within 100 ms of a change, and as time alone moves them. */
export interface RollingRecord extends RollupBase {
  kind: 'rolling';
  /** End of both windows, ms: the windows are (at - 5 min, at] and (at - 30 min, at] in event time. */
  at: number;
  last5: { events: number; pageviews: number; visitors: number };
  last30: { events: number; pageviews: number; visitors: number };
}

export type RollupRecord = SecondRecord | MinuteRecord | RollingRecord;

/** The record's key in the topic: one upsert stream for each window of each site and partition. */
export function recordKey(record: RollupRecord): string {
  const window = record.kind === 'rolling' ? 'rolling' : `${record.kind}/${record.start}`;
  return `${record.site}/${record.partition}/${window}`;
}
