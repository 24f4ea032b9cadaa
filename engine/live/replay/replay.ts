import type { Log } from '../../log.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import { errorCode } from '../../stream/kafka-error.ts';
import type { PlayMessage } from '../protocol.ts';
import { type AudienceStats, SiteAudience } from '../site-audience.ts';
import type { Now } from '../site-feed.ts';
import type { Subscriber } from '../subscriber.ts';
import { ReplayClock } from './replay-clock.ts';
import { ReplayFigures, WARM_UP_MS } from './replay-figures.ts';
import { ReplayMetrics } from './replay-metrics.ts';
import type { ReplaySource } from './replay-source.ts';

export interface ReplayOptions {
  site: string;
  /** Where to begin, ms. */
  atMs: number;
  /** 0 stands still, 1 is as it was, 60 is an hour in a minute. */
  speed: number;
  client: Subscriber;
  /** All live metrics of the site. */
  definitions: readonly MetricDefinition[];
  stats: AudienceStats;
  /** Wall clock, ms. */
  clock: () => number;
  open(site: string, fromMs: number, onProgress: () => void): Promise<ReplaySource>;
  /** When the log took its oldest event, ms; null where it has none. */
  oldest(): Promise<number | null>;
  log: Log;
  /** The replay has caught up with the present. */
  onPresent(): void;
}

const TICK_MS = 50;
const SAY_EVERY_MS = 500;
const RETRY_MS = 1_000;
/** Records folded in one turn of the loop: some milliseconds. */
const SLICE = 1_000;
/** Ticks that a slice may follow at once while the replay fills up: half of the loop's time stays with the live feed. */
const BREATH_MS = 5;
/** So close to the present, the live feed takes over. */
const PRESENT_MS = 1_500;

/**
 * One client's own past: reads the events again, folds them as the pipeline did, and shows them to that client at the
 * pace it wants, through the same feed as live ones.
 */
export class Replay {
  readonly #options: ReplayOptions;
  readonly #audience: SiteAudience;
  readonly #clock: ReplayClock;
  readonly #figures: ReplayFigures;
  readonly #fromMs: number;
  #source: ReplaySource | null = null;
  #doneMs: number;
  #filled = false;
  #oldestMs: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;
  #said = '';
  #closed = false;

  constructor(options: ReplayOptions) {
    this.#options = options;
    const atMs = Math.min(options.atMs, options.clock());
    this.#fromMs = atMs - WARM_UP_MS;
    this.#doneMs = this.#fromMs;
    this.#clock = new ReplayClock(atMs, options.speed, performance.now());
    this.#clock.hold(atMs, performance.now());
    this.#audience = new SiteAudience(options.site, options.stats, () => this.#now());
    this.#audience.feed.metrics.define(options.definitions);
    this.#figures = new ReplayFigures(new ReplayMetrics(options.definitions, options.client.subscription.metrics));
    this.#audience.add(options.client);
    void this.#begin();
  }

  get site(): string {
    return this.#options.site;
  }

  setSpeed(speed: number): void {
    this.#clock.setSpeed(speed, performance.now());
    this.#saidAt = Number.NEGATIVE_INFINITY;
    this.#soon(0);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#audience.stop();
    void this.#source?.close();
  }

  /** Finds out where to read from; tries again until the log answers. */
  async #begin(): Promise<void> {
    const { site, open, oldest, log } = this.#options;
    try {
      const [source, oldestMs] = await Promise.all([open(site, this.#fromMs, () => this.#soon(0)), oldest()]);
      this.#oldestMs = oldestMs;
      if (this.#closed) return void source.close();
      this.#source = source;
      this.#soon(0);
    } catch (error) {
      log.debug({ site, code: errorCode(error) }, 'A replay cannot begin yet');
      if (!this.#closed) this.#timer = setTimeout(() => void this.#begin(), RETRY_MS);
    }
  }

  #soon(ms: number): void {
    if (this.#closed || this.#timer || !this.#source) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#step();
    }, ms);
  }

  #step(): void {
    const wallMs = performance.now();
    const wantedMs = this.#clock.now(wallMs);
    const { records, untilMs } = this.#source!.take(wantedMs, SLICE);
    this.#figures.add(records, this.#audience.feed);
    this.#doneMs = Math.max(this.#doneMs, untilMs);
    const behind = untilMs < wantedMs;
    if (this.#filled) this.#pace(behind, untilMs, wallMs);
    else if (!behind) {
      this.#filled = true;
      this.#clock.release(wallMs);
    }
    if (this.#filled) {
      this.#figures.emit(this.#clock.now(wallMs), this.#audience.feed);
      this.#audience.changed();
    }
    this.#say(wallMs);
    if (this.#filled && this.#options.clock() - this.#clock.now(wallMs) < PRESENT_MS && this.#clock.speed > 0) {
      this.#options.onPresent();
      return;
    }
    this.#soon(records.length === SLICE ? BREATH_MS : TICK_MS);
  }

  /** What the log has not delivered yet is waited for, not skipped. */
  #pace(behind: boolean, untilMs: number, wallMs: number): void {
    if (behind) this.#clock.hold(untilMs, wallMs);
    else if (this.#clock.isHeld) this.#clock.release(wallMs);
  }

  /** Tells the client how the replay is: as it changes, and now and then while it fills up. */
  #say(wallMs: number): void {
    const state = this.#state();
    const filling = state === 'filling' && wallMs - this.#saidAt >= SAY_EVERY_MS;
    const current = `${state}/${this.#clock.speed}`;
    if (current === this.#said && !filling) return;
    if (state === 'waiting' && wallMs - this.#saidAt < SAY_EVERY_MS) return;
    this.#said = current;
    this.#saidAt = wallMs;
    const atMs = this.#clock.now(wallMs);
    const message: PlayMessage = {
      type: 'play',
      at: Math.round(atMs),
      speed: this.#clock.speed,
      state,
      progress: this.#filled ? 1 : Math.min(1, (this.#doneMs - this.#fromMs) / WARM_UP_MS),
      oldest: this.#oldestMs,
    };
    this.#options.client.tell(message);
  }

  #state(): PlayMessage['state'] {
    if (!this.#filled) return 'filling';
    if (this.#clock.speed === 0) return 'paused';
    return this.#clock.isHeld ? 'waiting' : 'playing';
  }

  /** Null until the windows are full: there is no snapshot before. */
  #now(): Now | null {
    if (!this.#filled || !this.#source) return null;
    const ms = Math.round(this.#clock.now(performance.now()));
    return {
      ms,
      replay: true,
      freshness: { watermark: this.#figures.watermark(), lag: 0 },
      ends: this.#source.offsets(),
    };
  }
}
