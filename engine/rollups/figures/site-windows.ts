import { PAGEVIEW, type PlacedEvent } from '../../events/event.ts';
import { BoundedCounts, type EncodedCounts } from './bounded-counts.ts';
import { MINUTE_DIMENSIONS, type MinuteDimension, type MinuteRecord, type SecondRecord } from './records.ts';
import { type EncodedRolling, Rolling } from './rolling.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
/** Visitors of one site in one partition whose last half hour is told apart. */
const MAX_VISITORS = 50_000;

/** What a window counts of one site in one partition. Bots only count as such. */
interface WindowCounts {
  events: number;
  pageviews: number;
  bots: number;
  visitors: Set<string>;
  /** Changed since it was last emitted. */
  unsent: boolean;
}

interface MinuteWindow extends WindowCounts {
  tops: Record<MinuteDimension, BoundedCounts>;
  /** Changed since its snapshot was stored in ClickHouse. */
  unstored: boolean;
}

/** Fields of a record that are the partition's and not the window's. */
type WindowRecord<R> = Omit<R, 'site' | 'partition' | 'offset' | 'watermark' | 'emitted_at' | 'late'>;

/** All windows of one site in one partition. Seconds and minutes depend on the events alone, the rolling ones on time too. */
export class SiteWindows {
  readonly #seconds = new Map<number, WindowCounts>();
  readonly #minutes = new Map<number, MinuteWindow>();
  readonly #rolling: Rolling;
  /** Events that came too late for their windows. */
  late: number;

  constructor(rolling = new Rolling(MAX_VISITORS), late = 0) {
    this.#rolling = rolling;
    this.late = late;
  }

  /** Counts an event in its windows; in none of a second before `secondsFrom`. */
  add(event: PlacedEvent, secondsFrom: number): void {
    const isPageview = event.name === PAGEVIEW;
    const minute = this.#minute(event.ts - (event.ts % MINUTE_MS));
    count(minute, event, isPageview);
    minute.unstored = true;
    if (!event.is_bot) countTops(minute.tops, event, isPageview);
    const second = event.ts - (event.ts % SECOND_MS);
    if (second >= secondsFrom) count(this.#second(second), event, isPageview);
    if (!event.is_bot) this.#rolling.add(second / SECOND_MS, event.visitor_id, isPageview);
  }

  /** Lets go of windows that no event can change any more; answers the minutes among them that were not stored yet. */
  forget(secondsFrom: number, minutesFrom: number): Array<WindowRecord<MinuteRecord>> {
    for (const start of this.#seconds.keys()) if (start < secondsFrom) this.#seconds.delete(start);
    const unstored: Array<WindowRecord<MinuteRecord>> = [];
    for (const [start, window] of this.#minutes) {
      if (start >= minutesFrom) continue;
      if (window.unstored) unstored.push(minuteRecord(start, window));
      this.#minutes.delete(start);
    }
    return unstored;
  }

  /** The rolling windows as they end with the second that `nowMs` lies in. */
  rolling(nowMs: number) {
    this.#rolling.advance(Math.floor(nowMs / SECOND_MS));
    const { last5, last30, isEmpty } = this.#rolling;
    return { last5: { ...last5 }, last30: { ...last30 }, isEmpty };
  }

  /** Windows that changed since they were asked for last. */
  takeUnsentSeconds(): Array<WindowRecord<SecondRecord>> {
    return take(this.#seconds, (start, { events, pageviews, bots, visitors }) => {
      return { kind: 'second', start, events, pageviews, bots, visitors: visitors.size };
    });
  }

  takeUnsentMinutes(): Array<WindowRecord<MinuteRecord>> {
    return take(this.#minutes, minuteRecord);
  }

  /** Closed minutes (that end at or before `until`) that changed since they were asked for last. */
  takeUnstoredMinutes(until: number): Array<WindowRecord<MinuteRecord>> {
    const records: Array<WindowRecord<MinuteRecord>> = [];
    for (const [start, window] of this.#minutes) {
      if (!window.unstored || start + MINUTE_MS > until) continue;
      window.unstored = false;
      records.push(minuteRecord(start, window));
    }
    return records;
  }

  /** Everything is to be emitted once more: after a restore, or as an emission failed. */
  markUnsent(): void {
    for (const window of this.#seconds.values()) window.unsent = true;
    for (const window of this.#minutes.values()) window.unsent = true;
  }

  #second(start: number): WindowCounts {
    let window = this.#seconds.get(start);
    if (!window) {
      window = emptyCounts();
      this.#seconds.set(start, window);
    }
    return window;
  }

  #minute(start: number): MinuteWindow {
    let window = this.#minutes.get(start);
    if (!window) {
      window = { ...emptyCounts(), tops: emptyTops(), unstored: true };
      this.#minutes.set(start, window);
    }
    return window;
  }

  encode(): EncodedSite {
    return {
      late: this.late,
      rolling: this.#rolling.encode(),
      seconds: [...this.#seconds].map(([start, window]) => [start, encodeCounts(window)]),
      minutes: [...this.#minutes].map(([start, window]) => [
        start,
        encodeCounts(window),
        MINUTE_DIMENSIONS.map((dimension) => window.tops[dimension].encode()),
        window.unstored,
      ]),
    };
  }

  static decode(encoded: EncodedSite): SiteWindows {
    const site = new SiteWindows(Rolling.decode(MAX_VISITORS, encoded.rolling), encoded.late);
    for (const [start, counts] of encoded.seconds) site.#seconds.set(start, decodeCounts(counts));
    for (const [start, counts, tops, unstored] of encoded.minutes) {
      const decoded = emptyTops((_, index) => BoundedCounts.decode(tops[index] ?? [0]));
      site.#minutes.set(start, { ...decodeCounts(counts), tops: decoded, unstored });
    }
    return site;
  }
}

type EncodedWindow = [events: number, pageviews: number, bots: number, visitors: string[]];
export interface EncodedSite {
  late: number;
  rolling: EncodedRolling;
  seconds: Array<[number, EncodedWindow]>;
  minutes: Array<[number, EncodedWindow, EncodedCounts[], boolean]>;
}

function count(window: WindowCounts, event: PlacedEvent, isPageview: boolean): void {
  window.unsent = true;
  if (event.is_bot) {
    window.bots++;
    return;
  }
  window.events++;
  if (isPageview) window.pageviews++;
  window.visitors.add(event.visitor_id);
}

function countTops(tops: MinuteWindow['tops'], event: PlacedEvent, isPageview: boolean): void {
  tops.name.add(event.name);
  if (!isPageview) return;
  tops.page.add(event.path);
  tops.source.add(event.referrer_source);
  tops.country.add(event.country);
  tops.device.add(event.device);
  tops.browser.add(event.browser);
}

function take<W extends WindowCounts, R>(windows: Map<number, W>, record: (start: number, window: W) => R): R[] {
  const records: R[] = [];
  for (const [start, window] of windows) {
    if (!window.unsent) continue;
    window.unsent = false;
    records.push(record(start, window));
  }
  return records;
}

function minuteRecord(start: number, window: MinuteWindow): WindowRecord<MinuteRecord> {
  const { events, pageviews, bots, visitors } = window;
  const tops = {
    page: window.tops.page.top(),
    source: window.tops.source.top(),
    country: window.tops.country.top(),
    device: window.tops.device.top(),
    browser: window.tops.browser.top(),
    name: window.tops.name.top(),
  };
  return { kind: 'minute', start, events, pageviews, bots, visitors: visitors.size, tops };
}

function emptyCounts(): WindowCounts {
  return { events: 0, pageviews: 0, bots: 0, visitors: new Set(), unsent: true };
}

function emptyTops(make: (dimension: MinuteDimension, index: number) => BoundedCounts = () => new BoundedCounts()) {
  const entries = MINUTE_DIMENSIONS.map((dimension, index) => [dimension, make(dimension, index)] as const);
  return Object.fromEntries(entries) as MinuteWindow['tops'];
}

function encodeCounts({ events, pageviews, bots, visitors }: WindowCounts): EncodedWindow {
  return [events, pageviews, bots, [...visitors]];
}

function decodeCounts([events, pageviews, bots, visitors]: EncodedWindow): WindowCounts {
  return { events, pageviews, bots, visitors: new Set(visitors), unsent: true };
}
