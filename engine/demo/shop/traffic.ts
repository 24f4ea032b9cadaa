import { setTimeout as sleep } from 'node:timers/promises';
import { type Log, silentLog } from '../../log.ts';
import { Delivery, type DeliveryCounts } from './delivery.ts';
import { daySchedule, liveSchedule, type TimedStep } from './schedule.ts';

export interface DemoTrafficOptions {
  /** Where the collector is: `http://127.0.0.1:3000`. */
  webUrl: string;
  site: string;
  /** Live events a second; 0 sends the past only. */
  rate: number;
  /** Equal seeds visit, look and buy alike. */
  seed: number;
  /** Past days to fill before today; 0 for none, 29 at most. */
  backfillDays: number;
  /** Ends the traffic. */
  signal: AbortSignal;
  /** Origin of the shop's pages in the events. */
  shopUrl?: string;
  /** Visits of a past weekday. */
  visitsPerDay?: number;
  log?: Log;
}

export interface DemoTraffic {
  /** What has been sent so far. */
  counts(): { live: DeliveryCounts; backfill: DeliveryCounts };
  /** Resolves when the past is filled in; rejects when the collector refuses it. */
  backfilled: Promise<void>;
  /** Resolves when all is sent that was to be, or when the signal is given; rejects when the collector refuses the events. */
  done: Promise<void>;
}

const DAY_MS = 86_400_000;
/** The collector takes events of the last 30 days; one is left for the time that sending takes. */
const MAX_BACKFILL_DAYS = 29;
const DEFAULT_VISITS_PER_DAY = 250;
/** Behind by more than this, the schedule is moved instead of caught up with: a paused machine does not come back with a flood. */
const MAX_BEHIND_MS = 2_000;

/** Simulates the visitors of the demo shop through `POST /api/collect`, live and, on request, for days past. */
export function startDemoTraffic(options: DemoTrafficOptions): DemoTraffic {
  const { webUrl, site, signal, log = silentLog } = options;
  const live = new Delivery({ webUrl, site, signal, namesVisitor: false });
  const past = new Delivery({ webUrl, site, signal, namesVisitor: true });
  const toItsEnd = async (work: Promise<void>, delivery: Delivery): Promise<void> => {
    try {
      await work.finally(() => delivery.finish());
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, site }, 'the demo traffic ended early');
      throw error;
    }
  };
  const backfilled = toItsEnd(fillPast(options, past), past);
  const done = Promise.all([backfilled, toItsEnd(runLive(options, live), live)]).then(() => {});
  // Whoever does not ask for the outcome has it in the log.
  done.catch(() => {});
  backfilled.catch(() => {});
  return { counts: () => ({ live: { ...live.counts }, backfill: { ...past.counts } }), backfilled, done };
}

/**
 * Live events carry the real time. Their ids tell runs apart: a second run with the same seed is more traffic, not a repeat of the first. The past, in
 * contrast, is a repeat when it is filled in again, and counts once.
 */
async function runLive({ rate, seed, signal, shopUrl }: DemoTrafficOptions, delivery: Delivery): Promise<void> {
  if (rate <= 0) return;
  let startMs = Date.now();
  const run = startMs.toString(36);
  for (const step of liveSchedule({ seed, rate, origin: origin(shopUrl) })) {
    const waitMs = startMs + step.atMs - Date.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    if (waitMs < -MAX_BEHIND_MS) startMs -= waitMs;
    signal.throwIfAborted();
    const events = step.events.map((event) => ({ ...event, id: `${run}-${event.id}` }));
    await delivery.add([{ ...step, events, atMs: Date.now() }]);
  }
}

/** The oldest day first, so that each visitor's events arrive in the order in which they happened. */
async function fillPast(options: DemoTrafficOptions, delivery: Delivery): Promise<void> {
  const { seed, signal, backfillDays, visitsPerDay = DEFAULT_VISITS_PER_DAY } = options;
  const nowMs = Date.now();
  const today = nowMs - (nowMs % DAY_MS);
  const days = Math.min(backfillDays, MAX_BACKFILL_DAYS);
  for (let back = days; back >= 0 && days > 0; back--) {
    const day = { seed, origin: origin(options.shopUrl), dayStartMs: today - back * DAY_MS, visits: visitsPerDay };
    for (const visit of daySchedule(day)) {
      signal.throwIfAborted();
      await delivery.add(visit.filter((step: TimedStep) => step.atMs < nowMs));
    }
  }
}

function origin(shopUrl = 'https://shop.example'): string {
  return new URL(shopUrl).origin;
}
