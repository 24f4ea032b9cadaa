import {
  MINUTE_DIMENSIONS,
  type MinuteDimension,
  type MinuteRecord,
  type RollingRecord,
  type RollupRecord,
  type SecondRecord,
} from '../rollups/figures/records.ts';
import {
  type Bar,
  type Counters,
  type FiguresView,
  MINUTE_BARS,
  type OffsetVector,
  SECOND_BARS,
  TOP_ROWS,
  type TopRow,
} from './protocol.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const LAST5_MS = 5 * MINUTE_MS;
const LAST30_MS = 30 * MINUTE_MS;
/** A window that starts later than this after the server's clock is some clock's error: it is not kept. */
const MAX_AHEAD_MS = 5 * MINUTE_MS;
const RATE_SECONDS = 10;

/** Everything of a `FiguresView` that one site's records decide; freshness is the whole log's. */
export type SiteView = Omit<FiguresView, 'freshness'>;

/** What is known of the site in one partition, over all its records. */
interface Part {
  /** Last offset that is counted in. */
  offset: number;
  late: number;
  /** When the newest record was written, ms. */
  emittedAt: number;
}

type Windows<R> = Map<number, Map<number, R>>;

/**
 * One site's figures: the newest record of each key, folded over partitions. Pure: the clock is passed in and must not
 * go back. Bound: windows inside the bars' reach (and `MAX_AHEAD_MS` after), one record a partition each.
 */
export class SiteFigures {
  readonly #seconds: Windows<SecondRecord> = new Map();
  readonly #minutes: Windows<MinuteRecord> = new Map();
  readonly #rolling = new Map<number, RollingRecord>();
  /** Sums of `tops` over all kept minutes and partitions, moved by the difference at each upsert. */
  readonly #totals = perDimension(() => new Map<string, number>());
  readonly #parts = new Map<number, Part>();

  /** Takes one upsert; false where it changes nothing: older than what is held, or outside the windows. */
  apply(record: RollupRecord, nowMs: number): boolean {
    const { partition, offset, late, emitted_at } = record;
    const part = this.#parts.get(partition) ?? { offset: -1, late: 0, emittedAt: 0 };
    part.emittedAt = Math.max(part.emittedAt, emitted_at);
    this.#parts.set(partition, part);
    if (!this.#keep(record, nowMs)) return false;
    if (offset >= part.offset) Object.assign(part, { offset, late });
    return true;
  }

  view(nowMs: number): SiteView {
    this.#forget(nowMs);
    const seconds = bars(this.#seconds, floor(nowMs, SECOND_MS), SECOND_MS, SECOND_BARS);
    return {
      counters: this.#counters(nowMs, seconds),
      minutes: bars(this.#minutes, floor(nowMs, MINUTE_MS), MINUTE_MS, MINUTE_BARS),
      seconds,
      tops: perDimension((dimension) => topRows(this.#totals[dimension])),
    };
  }

  /**
   * Next offset of each partition that no part of the figures covers. Seconds and counters are as new as this says;
   * minutes and top lists may trail it by the second that the rollups take to write them.
   */
  offsets(): OffsetVector {
    const vector: OffsetVector = {};
    for (const [partition, { offset }] of this.#parts) if (offset >= 0) vector[partition] = offset + 1;
    return vector;
  }

  /** Events of the site that came too late for their windows. */
  late(): number {
    return [...this.#parts.values()].reduce((sum, part) => sum + part.late, 0);
  }

  #keep(record: RollupRecord, nowMs: number): boolean {
    if (record.kind === 'rolling') {
      const held = this.#rolling.get(record.partition);
      if (held && (record.offset < held.offset || (record.offset === held.offset && record.at <= held.at)))
        return false;
      this.#rolling.set(record.partition, record);
      return true;
    }
    if (record.start > nowMs + MAX_AHEAD_MS) return false;
    if (record.kind === 'second') {
      return record.start >= oldest(nowMs, SECOND_MS, SECOND_BARS) && upsert(this.#seconds, record) !== false;
    }
    if (record.start < oldest(nowMs, MINUTE_MS, MINUTE_BARS)) return false;
    const replaced = upsert(this.#minutes, record);
    if (replaced === false) return false;
    if (replaced) this.#count(replaced, -1);
    this.#count(record, 1);
    return true;
  }

  #forget(nowMs: number): void {
    const oldestSecond = oldest(nowMs, SECOND_MS, SECOND_BARS);
    for (const start of this.#seconds.keys()) if (start < oldestSecond) this.#seconds.delete(start);
    const oldestMinute = oldest(nowMs, MINUTE_MS, MINUTE_BARS);
    for (const [start, parts] of this.#minutes) {
      if (start >= oldestMinute) continue;
      for (const record of parts.values()) this.#count(record, -1);
      this.#minutes.delete(start);
    }
  }

  #count(record: MinuteRecord, sign: 1 | -1): void {
    for (const dimension of MINUTE_DIMENSIONS) {
      const totals = this.#totals[dimension];
      const { values } = record.tops[dimension];
      for (const value of Object.keys(values)) {
        const total = (totals.get(value) ?? 0) + sign * values[value]!;
        if (total === 0) totals.delete(value);
        else totals.set(value, total);
      }
    }
  }

  /**
   * A rolling window is written as it changes, to nothing in the end; one that stays the same is not. So it holds for as
   * long as the site's part is heard of at all: had it been silent for the window's length, nothing would be left in it.
   */
  #counters(nowMs: number, seconds: Bar[]): Counters {
    const counters = { visitors5m: 0, visitors30m: 0, events30m: 0, pageviews30m: 0 };
    for (const [partition, { last5, last30 }] of this.#rolling) {
      const { emittedAt } = this.#parts.get(partition)!;
      if (emittedAt > nowMs - LAST5_MS) counters.visitors5m += last5.visitors;
      if (emittedAt <= nowMs - LAST30_MS) continue;
      counters.visitors30m += last30.visitors;
      counters.events30m += last30.events;
      counters.pageviews30m += last30.pageviews;
    }
    const complete = seconds.slice(-1 - RATE_SECONDS, -1);
    const events = complete.reduce((sum, bar) => sum + bar.events, 0);
    return { ...counters, eventsPerSecond: events / RATE_SECONDS };
  }
}

export function perDimension<T>(make: (dimension: MinuteDimension) => T): Record<MinuteDimension, T> {
  return {
    page: make('page'),
    source: make('source'),
    country: make('country'),
    device: make('device'),
    browser: make('browser'),
    name: make('name'),
  };
}

function floor(ms: number, windowMs: number): number {
  return ms - (ms % windowMs);
}

function oldest(nowMs: number, windowMs: number, count: number): number {
  return floor(nowMs, windowMs) - (count - 1) * windowMs;
}

/** The record that was replaced, null where there was none, false where the one held is newer. */
function upsert<R extends SecondRecord | MinuteRecord>(windows: Windows<R>, record: R): R | null | false {
  const parts = windows.get(record.start) ?? new Map<number, R>();
  windows.set(record.start, parts);
  const held = parts.get(record.partition);
  if (held && held.offset >= record.offset) return false;
  parts.set(record.partition, record);
  return held ?? null;
}

function bars(windows: Windows<SecondRecord | MinuteRecord>, last: number, windowMs: number, count: number): Bar[] {
  return Array.from({ length: count }, (_, index) => {
    const bar: Bar = { start: last - (count - 1 - index) * windowMs, events: 0, pageviews: 0, visitors: 0 };
    for (const record of windows.get(bar.start)?.values() ?? []) {
      bar.events += record.events;
      bar.pageviews += record.pageviews;
      bar.visitors += record.visitors;
    }
    return bar;
  });
}

/** Highest first; equal counts by value, so that the list does not flicker. One pass: lists may be long. */
function topRows(totals: Map<string, number>): TopRow[] {
  const rows: TopRow[] = [];
  for (const [value, count] of totals) {
    const lowest = rows[TOP_ROWS - 1];
    if (lowest && !ranksBefore({ value, count }, lowest)) continue;
    let place = rows.length;
    while (place > 0 && ranksBefore({ value, count }, rows[place - 1]!)) place--;
    rows.splice(place, 0, { value, count });
    rows.length = Math.min(rows.length, TOP_ROWS);
  }
  return rows;
}

function ranksBefore(left: TopRow, right: TopRow): boolean {
  return left.count === right.count ? left.value < right.value : left.count > right.count;
}
