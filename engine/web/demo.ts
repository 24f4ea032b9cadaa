import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeliveryCounts } from '../demo/shop/delivery.ts';
import { type DemoTraffic, startDemoTraffic } from '../demo/shop/traffic.ts';
import type { Log } from '../log.ts';
import { answerJson } from './answers.ts';

const SITE = 'demo';
/** Events a second: enough to see a live page move, little enough to leave a laptop alone. */
const RATE = 5;
const BACKFILL_DAYS = 14;
const SEED = 1;
/** What is under way gets this long to end. */
const STOP_LIMIT_MS = 500;

/** Body of every answer of `/api/demo`. */
export interface DemoStatus {
  /** `filling`: past days are being sent, live events too. `live`: only live ones. `failed`: ended early, see `error`. */
  state: 'idle' | 'filling' | 'live' | 'failed';
  site: string;
  /** Live events a second. */
  rate: number;
  backfillDays: number;
  startedAt: number | null;
  sent: { live: DeliveryCounts; backfill: DeliveryCounts };
  error: string | null;
}

export interface Demo {
  /** POST starts the demo, GET tells of it, DELETE stops it; each answers its status, and a repeat changes nothing. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  stop(): Promise<void>;
}

interface Run {
  traffic: DemoTraffic;
  abort: AbortController;
  startedAt: number;
  state: 'filling' | 'live' | 'failed';
  error: string | null;
}

/** The demo's visitors, simulated in this process and sent to its own collector over HTTP like everybody's. */
export function createDemo({ webUrl, log }: { webUrl: () => string; log: Log }): Demo {
  let run: Run | null = null;
  const stop = async (): Promise<void> => {
    const stopped = run;
    run = null;
    if (!stopped) return;
    stopped.abort.abort();
    const limit = new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref());
    // How it ended no longer matters to anybody; the log has it.
    await Promise.race([stopped.traffic.done.catch(() => {}), limit]);
  };
  return {
    stop,
    async handle(request, response) {
      const starts = request.method === 'POST' && (run === null || run.state === 'failed');
      if (starts) run = start(webUrl(), log);
      else if (request.method === 'DELETE') await stop();
      answerJson(response, starts ? 202 : 200, statusOf(run));
    },
  };
}

function start(webUrl: string, log: Log): Run {
  const abort = new AbortController();
  const traffic = startDemoTraffic({
    ...{ webUrl, site: SITE, rate: RATE, seed: SEED, backfillDays: BACKFILL_DAYS },
    signal: abort.signal,
    log,
  });
  const run: Run = { traffic, abort, startedAt: Date.now(), state: 'filling', error: null };
  const fail = (error: unknown): void => {
    run.state = 'failed';
    run.error = error instanceof Error ? error.message : String(error);
  };
  traffic.backfilled.then(() => {
    if (run.state === 'filling') run.state = 'live';
  }, fail);
  traffic.done.catch(fail);
  return run;
}

function statusOf(run: Run | null): DemoStatus {
  const none: DeliveryCounts = { accepted: 0, rejected: 0, retries: 0 };
  return {
    state: run?.state ?? 'idle',
    site: SITE,
    rate: RATE,
    backfillDays: BACKFILL_DAYS,
    startedAt: run?.startedAt ?? null,
    sent: run?.traffic.counts() ?? { live: none, backfill: none },
    error: run?.error ?? null,
  };
}
