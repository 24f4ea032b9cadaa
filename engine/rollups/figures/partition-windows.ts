import type { PlacedEvent } from '../../events/event.ts';
import type { MinuteRecord, RollingRecord, RollupRecord } from './records.ts';
import { type EncodedSite, MINUTE_MS, SECOND_MS, SiteWindows } from './site-windows.ts';

/**
 * An event is on time for its windows if it happened at most so long before the latest arrival (`received_at`) in its
 * partition. Arrival, not event time, is the clock: an import of events from 2015 leaves it alone, and a partition
 * whose visitors are quiet is as far as its last arrival.
 */
export const ALLOWED_LATENESS_MS = 5 * MINUTE_MS;
/** Older still, and an event is history (an import): archived, in no live window, and not reported as late either. */
export const HISTORY_AFTER_MS = 24 * 60 * MINUTE_MS;
/** Windows of a second are kept so long; an event that is on time but later than this corrects its minute only. */
const SECONDS_KEPT_MS = 2 * MINUTE_MS;
/** Events of one moment arrive this far apart: the watermark trails the highest event time by it. */
const OUT_OF_ORDER_MS = 10_000;
/** Sites whose windows a partition keeps; beyond it the one silent for longest is let go. */
export const MAX_SITES = 1_000;

/**
 * The windows of one partition: a pure fold of placed events, read out with the time of day. Bounds: `MAX_SITES`; a site
 * has at most 120 seconds, 7 minutes, 1,800 seconds of counters and 50,000 visitors.
 */
export class PartitionWindows {
  readonly #partition: number;
  /** Longest silent first. */
  readonly #sites: Map<string, SiteWindows>;
  /** Minutes that left their window before they were stored. */
  #unstored: MinuteRecord[];
  #clock: number;
  #highestTs: number;
  #offset: number;
  #late: number;
  /** Sites with something to emit; and those whose rolling windows are not empty, so that time moves them. */
  readonly #changed = new Set<string>();
  readonly #moving = new Set<string>();
  readonly #lastRolling = new Map<string, string>();

  constructor(partition: number, encoded: EncodedWindows = EMPTY) {
    this.#partition = partition;
    this.#clock = encoded.clock;
    this.#highestTs = encoded.highestTs;
    this.#offset = encoded.offset;
    this.#late = encoded.late;
    this.#unstored = [...encoded.unstored];
    this.#sites = new Map(encoded.sites.map(([site, windows]) => [site, SiteWindows.decode(windows)]));
    for (const site of this.#sites.keys()) {
      this.#changed.add(site);
      this.#moving.add(site);
    }
  }

  /** Highest event time of an on-time event less 10 s, ms; null before the first. */
  get watermark(): number | null {
    return this.#highestTs === 0 ? null : this.#highestTs - OUT_OF_ORDER_MS;
  }

  get late(): number {
    return this.#late;
  }

  get unstored(): number {
    return this.#unstored.length;
  }

  add(event: PlacedEvent): void {
    this.#offset = event.offset;
    this.#clock = Math.max(this.#clock, event.received_at);
    const age = this.#clock - event.ts;
    if (age > HISTORY_AFTER_MS) return;
    const site = this.#site(event.site);
    if (age > ALLOWED_LATENESS_MS) {
      site.late++;
      this.#late++;
      this.#changed.add(event.site);
      return;
    }
    this.#highestTs = Math.max(this.#highestTs, event.ts);
    site.add(event, this.#clock - SECONDS_KEPT_MS);
    this.#changed.add(event.site);
    this.#moving.add(event.site);
  }

  /** Seconds and rolling windows that changed. */
  takeQuick(nowMs: number): RollupRecord[] {
    const records: RollupRecord[] = [];
    for (const name of this.#changed) {
      const site = this.#sites.get(name);
      if (!site) continue;
      for (const window of site.takeUnsentSeconds()) records.push({ ...window, ...this.#base(name, site, nowMs) });
      const rolling = this.#takeRolling(name, site, nowMs);
      if (rolling) records.push(rolling);
    }
    this.#changed.clear();
    return records;
  }

  /** Once a second: minutes that changed, and rolling windows that time alone has moved. */
  takeSlow(nowMs: number): RollupRecord[] {
    const records: RollupRecord[] = [];
    for (const [name, site] of this.#sites) {
      for (const window of site.takeUnsentMinutes()) records.push({ ...window, ...this.#base(name, site, nowMs) });
    }
    for (const name of this.#moving) {
      const site = this.#sites.get(name);
      const rolling = site && this.#takeRolling(name, site, nowMs);
      if (rolling) records.push(rolling);
      if (!site || site.rolling(nowMs).isEmpty) this.#moving.delete(name);
    }
    return records;
  }

  /** Minutes to be stored: those that ended before `until`, and those let go of. `giveBack` what could not be stored. */
  takeUnstored(untilMs: number, nowMs: number): MinuteRecord[] {
    const records = this.#unstored;
    this.#unstored = [];
    for (const [name, site] of this.#sites) {
      for (const window of site.takeUnstoredMinutes(untilMs)) {
        records.push({ ...window, ...this.#base(name, site, nowMs) });
      }
    }
    return records;
  }

  giveBack(records: MinuteRecord[]): void {
    this.#unstored.unshift(...records);
  }

  /** Emits every window once more, as after a failure. */
  markUnsent(): void {
    this.#lastRolling.clear();
    for (const [name, site] of this.#sites) {
      site.markUnsent();
      this.#changed.add(name);
      this.#moving.add(name);
    }
  }

  #site(name: string): SiteWindows {
    const site = this.#sites.get(name) ?? new SiteWindows();
    this.#sites.delete(name);
    this.#sites.set(name, site);
    if (this.#sites.size > MAX_SITES) this.#letGo();
    return site;
  }

  #letGo(): void {
    const oldest = this.#sites.entries().next();
    if (oldest.done) return;
    const [name, site] = oldest.value;
    this.#keepUnstored(name, site, Number.POSITIVE_INFINITY);
    this.#sites.delete(name);
    this.#lastRolling.delete(name);
  }

  /** Lets go of windows that no event can change any more. */
  forget(): void {
    // A window is over once even its last millisecond would be late.
    const minutesFrom = this.#clock - ALLOWED_LATENESS_MS - MINUTE_MS + 1;
    for (const [name, site] of this.#sites) this.#keepUnstored(name, site, minutesFrom);
  }

  #keepUnstored(name: string, site: SiteWindows, minutesFrom: number): void {
    const secondsFrom = this.#clock - SECONDS_KEPT_MS - SECOND_MS + 1;
    for (const window of site.forget(secondsFrom, minutesFrom)) {
      this.#unstored.push({ ...window, ...this.#base(name, site, Date.now()) });
    }
  }

  #takeRolling(name: string, site: SiteWindows, nowMs: number): RollingRecord | null {
    const { last5, last30 } = site.rolling(nowMs);
    const figures = JSON.stringify([last5, last30, site.late]);
    if (this.#lastRolling.get(name) === figures) return null;
    this.#lastRolling.set(name, figures);
    return { kind: 'rolling', at: nowMs, last5, last30, ...this.#base(name, site, nowMs) };
  }

  #base(site: string, windows: SiteWindows, nowMs: number) {
    return {
      site,
      partition: this.#partition,
      offset: this.#offset,
      watermark: this.watermark ?? 0,
      emitted_at: nowMs,
      late: windows.late,
    };
  }

  encode(): EncodedWindows {
    return {
      clock: this.#clock,
      highestTs: this.#highestTs,
      offset: this.#offset,
      late: this.#late,
      unstored: this.#unstored,
      sites: [...this.#sites].map(([site, windows]) => [site, windows.encode()]),
    };
  }
}

export interface EncodedWindows {
  clock: number;
  highestTs: number;
  offset: number;
  late: number;
  unstored: MinuteRecord[];
  sites: Array<[string, EncodedSite]>;
}

const EMPTY: EncodedWindows = { clock: 0, highestTs: 0, offset: -1, late: 0, unstored: [], sites: [] };
