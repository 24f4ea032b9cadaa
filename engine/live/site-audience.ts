import type { MetricDefinition } from '../rollups/definitions/definition.ts';
import { Pace } from './pace.ts';
import { type Now, SiteFeed } from './site-feed.ts';
import { MESSAGE_INTERVAL_MS, type Subscriber } from './subscriber.ts';

/** Counters that all audiences share. */
export interface AudienceStats {
  messages: number;
  coalesced: number;
  skipped: number;
}

/** A site's feed and the clients that follow it. A frame, at most each 100 ms, brings every client up to date that can
 * take a message; one that cannot is tried again with the next frame and then gets everything at once. */
export class SiteAudience {
  #feed: SiteFeed;
  readonly #clients = new Set<Subscriber>();
  readonly #stats: AudienceStats;
  readonly #now: () => Now | null;
  readonly #pace = new Pace(MESSAGE_INTERVAL_MS, (startedAtMs) => this.#frame(startedAtMs));

  constructor(site: string, stats: AudienceStats, now: () => Now | null) {
    this.#feed = new SiteFeed(site);
    this.#stats = stats;
    this.#now = now;
  }

  get feed(): SiteFeed {
    return this.#feed;
  }

  get size(): number {
    return this.#clients.size;
  }

  add(client: Subscriber): void {
    this.#clients.add(client);
    this.#pace.request();
  }

  remove(client: Subscriber): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#pace.stop();
  }

  /** Something is new, or time has moved the windows. */
  changed(): void {
    if (this.#clients.size > 0) this.#pace.request();
  }

  /** Forgets everything; clients begin with a snapshot again. */
  restart(definitions: readonly MetricDefinition[]): void {
    this.#feed = new SiteFeed(this.#feed.site);
    this.#feed.metrics.define(definitions);
    for (const client of this.#clients) client.restart();
  }

  stop(): void {
    this.#pace.stop();
    this.#clients.clear();
  }

  #frame(startedAtMs: number): void {
    const now = this.#now();
    if (!now) return;
    this.#feed.advance(now, this.#followed());
    for (const client of this.#clients) {
      if (client.waitMs(startedAtMs) === 0) {
        this.#show(client, startedAtMs);
        continue;
      }
      if (client.isSlow) this.#stats.coalesced++;
      this.#pace.request();
    }
  }

  /** Metrics that some client looks at. */
  #followed(): Set<string> {
    return new Set([...this.#clients].flatMap(({ subscription }) => subscription.metrics));
  }

  #show(client: Subscriber, nowMs: number): void {
    const { subscription, cursor } = client;
    const frame = cursor ? this.#feed.delta(subscription, cursor) : this.#feed.snapshot(subscription);
    if (!frame) return;
    client.show(frame, nowMs);
    this.#stats.messages++;
    this.#stats.skipped += frame.skipped;
  }
}
