import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { digest } from '../events/hash64.ts';

/** One event of a simulation, as `POST /api/collect` takes it. */
export interface SimulatedEvent {
  id: string;
  name: string;
  /** Who did it: the events of one visitor are acknowledged in their order. */
  visitor: string;
  /** ms since the epoch. */
  ts: number;
  url: string;
  props: Record<string, string | number | boolean>;
}

export interface OutboxOptions {
  webUrl: string;
  site: string;
  /** Nothing new is sent after it, and nothing is tried again. */
  signal: AbortSignal;
}

export interface OutboxCounts {
  /** Acknowledged by the collector. */
  accepted: number;
  /** Refused by the collector: the simulations mean to send none of these. */
  rejected: number;
  /** Requests that were sent again. */
  retries: number;
  /** Put in and not acknowledged yet. */
  waiting: number;
}

/** Requests under way at one time. A visitor's events all go through one lane, one request after the other. */
const LANES = 4;
/** Events of one request; the collector takes 1,000. */
const BATCH = 500;
/** Events that may wait; whoever puts in more is held up. */
const MAX_WAITING = 20_000;
const GATHER_MS = 50;
const MAX_BACKOFF_MS = 5_000;
const REQUEST_TIMEOUT_MS = 20_000;
const END_GRACE_MS = 1_500;

const answer = z.object({ accepted: z.number(), rejected: z.array(z.unknown()) });

/** A person's browser, so that the collector takes nobody for a robot. */
const USER_AGENT =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';

/** Sends simulated events in batches, each until it is acknowledged, with the same ids at every try. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lanes: SimulatedEvent[][] = Array.from({ length: LANES }, () => []);
  readonly #cutOff = new AbortController();
  readonly #work: Promise<unknown>;
  readonly #counts = { accepted: 0, rejected: 0, retries: 0 };
  #ended = false;
  #failure: Error | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => setTimeout(() => this.#cutOff.abort(), END_GRACE_MS).unref(), {
      once: true,
    });
    this.#work = Promise.all(this.#lanes.map((lane) => this.#run(lane))).catch((error: Error) => {
      this.#failure ??= error;
      this.#cutOff.abort();
    });
  }

  counts(): OutboxCounts {
    return { ...this.#counts, waiting: this.#waiting() };
  }

  /** Takes events; resolves once there is room for more. Rejects after a failure for good, or the signal. */
  async add(events: readonly SimulatedEvent[]): Promise<void> {
    for (const event of events) {
      const lane = Number.parseInt(digest(event.visitor).slice(0, 4), 16) % LANES;
      this.#lanes[lane]!.push(event);
    }
    while (this.#waiting() > MAX_WAITING && !this.#failure) {
      await sleep(GATHER_MS, undefined, { signal: this.#options.signal });
    }
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when everything is acknowledged, or given up because of the signal. */
  async finish(): Promise<void> {
    this.#ended = true;
    await this.#work;
    if (this.#failure && !this.#options.signal.aborted) throw this.#failure;
  }

  #waiting(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.length, 0);
  }

  async #run(lane: SimulatedEvent[]): Promise<void> {
    while (!this.#cutOff.signal.aborted && !this.#failure) {
      if (lane.length === 0) {
        if (this.#ended || this.#options.signal.aborted) return;
        await sleep(GATHER_MS);
        continue;
      }
      const batch = lane.slice(0, BATCH);
      await this.#send(batch);
      lane.splice(0, batch.length);
    }
  }

  async #send(events: readonly SimulatedEvent[]): Promise<void> {
    const { site, signal } = this.#options;
    const body = JSON.stringify({ site, events });
    for (let backoffMs = 100; ; backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS)) {
      const waitSeconds = await this.#attempt(body);
      if (waitSeconds === null) return;
      this.#counts.retries++;
      await sleep(Math.max(waitSeconds * 1_000, backoffMs), undefined, { signal });
    }
  }

  /** Null once the request is answered for good; else how long the collector asks to wait, in seconds. */
  async #attempt(body: string): Promise<number | null> {
    const headers = { 'content-type': 'application/json', 'user-agent': USER_AGENT };
    const limit = AbortSignal.any([this.#cutOff.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    try {
      const url = new URL('/api/collect', this.#options.webUrl);
      const response = await fetch(url, { method: 'POST', headers, body, signal: limit });
      const text = await response.text();
      if (response.status >= 500) return Number(response.headers.get('retry-after') ?? 0);
      if (response.status !== 202) throw new Error(`The collector answered ${response.status}: ${text.slice(0, 300)}`);
      const { accepted, rejected } = answer.parse(JSON.parse(text));
      this.#counts.accepted += accepted;
      this.#counts.rejected += rejected.length;
      return null;
    } catch (error) {
      const mayPass = error instanceof TypeError || (error as Error).name === 'TimeoutError';
      if (!mayPass || this.#cutOff.signal.aborted) throw error;
      return 0;
    }
  }
}
