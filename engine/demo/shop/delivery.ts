import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Person } from './population.ts';
import type { TimedStep } from './schedule.ts';

/** Requests under way at one time. Whoever delivers more waits: nothing piles up. */
const MAX_REQUESTS = 32;
const MAX_BACKOFF_MS = 5_000;
const REQUEST_TIMEOUT_MS = 20_000;
/** How long requests under way may still take once the traffic is to end. */
const END_GRACE_MS = 1_500;

/** What has become of the events so far. */
export interface DeliveryCounts {
  /** Acknowledged by the collector. */
  accepted: number;
  /** Refused by the collector; the demo means to send none of these. */
  rejected: number;
  /** Requests that had to be sent again. */
  retries: number;
}

const answer = z.object({ accepted: z.number(), rejected: z.array(z.unknown()) });

interface DeliveryOptions {
  webUrl: string;
  site: string;
  /** Past visits are older than the salts reach: they say whose they are. */
  namesVisitor: boolean;
  /** Ends it: nothing new is sent, nothing is tried again, what is under way gets a moment to be answered. */
  signal: AbortSignal;
}

/** Sends steps as their visitors' browsers would, each until it is acknowledged; a visit's steps keep their order. */
export class Delivery {
  readonly counts: DeliveryCounts = { accepted: 0, rejected: 0, retries: 0 };
  readonly #options: DeliveryOptions;
  readonly #underWay = new Set<Promise<void>>();
  /** The step before of each visit that still has one under way. */
  readonly #visits = new Map<number, Promise<void>>();
  readonly #cutOff = new AbortController();
  #failure: Error | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const cutOff = (): void => void setTimeout(() => this.#cutOff.abort(), END_GRACE_MS).unref();
    options.signal.addEventListener('abort', cutOff, { once: true });
  }

  /**
   * Takes steps of one visit to be sent in one request; resolves as soon as there is room for more. Rejects when a request before failed for
   * good: the collector refused it, or the signal was given.
   */
  async add(steps: readonly TimedStep[]): Promise<void> {
    const first = steps[0];
    if (first === undefined) return;
    while (this.#underWay.size >= MAX_REQUESTS) await Promise.race(this.#underWay);
    if (this.#failure !== null) throw this.#failure;
    const before = this.#visits.get(first.visit) ?? Promise.resolve();
    const sent = before.then(() => this.#send(first.person, steps));
    const done: Promise<void> = sent
      .catch((error: Error) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#underWay.delete(done);
        if (this.#visits.get(first.visit) === done) this.#visits.delete(first.visit);
      });
    this.#underWay.add(done);
    this.#visits.set(first.visit, done);
  }

  /** Resolves when all that was added is acknowledged; rejects as `add` does, once nothing is under way any more. */
  async finish(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    if (this.#failure !== null) throw this.#failure;
  }

  async #send(person: Person, steps: readonly TimedStep[]): Promise<void> {
    const { site, namesVisitor, signal } = this.#options;
    const who = namesVisitor ? { visitor: person.id } : {};
    const events = steps.flatMap(({ atMs, events }) => events.map((event) => ({ ...event, ...who, ts: atMs })));
    const body = JSON.stringify({ site, events });
    this.#options.signal.throwIfAborted();
    for (let backoffMs = 100; ; backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS)) {
      const waitSeconds = await this.#attempt(person, body);
      if (waitSeconds === null) return;
      this.counts.retries++;
      await sleep(Math.max(waitSeconds * 1_000, backoffMs), undefined, { signal });
    }
  }

  /** Null once the request is answered for good; else how long the collector asks to wait, in seconds. */
  async #attempt(person: Person, body: string): Promise<number | null> {
    const { webUrl } = this.#options;
    const headers = {
      'content-type': 'text/plain',
      'user-agent': person.userAgent,
      'accept-language': person.language,
      'x-forwarded-for': person.ip,
    };
    const limit = AbortSignal.any([this.#cutOff.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    try {
      const response = await fetch(new URL('/api/collect', webUrl), { method: 'POST', headers, body, signal: limit });
      const text = await response.text();
      if (response.status >= 500) return Number(response.headers.get('retry-after') ?? 0);
      if (response.status !== 202) throw new Refused(response.status, text);
      const { accepted, rejected } = answer.parse(JSON.parse(text));
      this.counts.accepted += accepted;
      this.counts.rejected += rejected.length;
      return null;
    } catch (error) {
      const mayPass = error instanceof TypeError || (error as Error).name === 'TimeoutError';
      if (!mayPass || this.#cutOff.signal.aborted) throw error;
      return 0;
    }
  }
}

/** The collector will not take the demo's events, now or later. */
class Refused extends Error {
  constructor(status: number, text: string) {
    super(`The collector answered ${status}: ${text.slice(0, 300)}`);
    this.name = 'Refused';
  }
}
