import { EventRing } from './event-ring.ts';
import { FiguresFeed } from './figures-feed.ts';
import type { MetricDelta } from './metrics/metric-views.ts';
import { SiteMetrics } from './metrics/site-metrics.ts';
import type { Channel, DeltaMessage, Freshness, Offsets, OffsetVector, SnapshotMessage } from './protocol.ts';
import { SiteFigures } from './site-figures.ts';

/** What a client has been shown of a site: all the memory that it costs. */
export interface Cursor {
  figures: number;
  events: number;
  metrics: number;
}

/** What a client wants of a site. */
export interface Wanted {
  channels: readonly Channel[];
  /** Ids, for the channel `metrics`. */
  metrics: readonly string[];
}

export interface Frame {
  message: Buffer;
  /** Where the client stands once it has the message. */
  cursor: Cursor;
  /** Events that the message leaves out. */
  skipped: number;
}

/** What the hub knows beside the site's own records. */
export interface Now {
  ms: number;
  /** It is a replay's. */
  replay?: true;
  freshness: Omit<Freshness, 'late'>;
  /** Next offset of each partition of `weir.events` that the hub has not read. */
  ends: OffsetVector;
  /** Next offset of each partition of `weir.metric-values` that the hub has not read. */
  metricEnds?: OffsetVector;
}

/**
 * All of one site: its figures, its latest events, and the messages made from them. Clients in step with one another
 * share one encoded message.
 */
export class SiteFeed {
  readonly site: string;
  readonly figures = new SiteFigures();
  readonly events = new EventRing();
  readonly metrics = new SiteMetrics();
  readonly #feed = new FiguresFeed();
  #now: Now | null = null;
  /** Deltas of the current frame by channels and cursor. Bound: emptied at each frame, one entry a client at most. */
  readonly #encoded = new Map<string, Frame>();

  constructor(site: string) {
    this.site = site;
  }

  /** Takes the state as it stands at `now`; the messages that follow tell of it, and of these metrics. */
  advance(now: Now, metrics: Iterable<string>): void {
    const freshness = { ...now.freshness, late: this.figures.late() };
    this.#feed.update({ ...this.figures.view(now.ms), freshness });
    this.metrics.update(metrics, now.ms);
    this.#now = now;
    this.#encoded.clear();
  }

  /** Everything there is; call `advance` first. */
  snapshot({ channels, metrics }: Wanted): Frame {
    const message: SnapshotMessage = {
      type: 'snapshot',
      site: this.site,
      at: this.#now!.ms,
      ...(this.#now!.replay && { replay: true }),
      offsets: this.#offsets(channels),
    };
    if (channels.includes('figures') && this.#feed.view) message.figures = this.#feed.view;
    if (channels.includes('events')) message.events = this.events.latest();
    if (channels.includes('metrics')) message.metrics = this.metrics.snapshot(metrics);
    return { message: Buffer.from(JSON.stringify(message)), cursor: this.#cursor(), skipped: 0 };
  }

  /** What came after the cursor; null where nothing of what the client wants did. Call `advance` first. */
  delta({ channels, metrics: ids }: Wanted, after: Cursor): Frame | null {
    const figures = channels.includes('figures') && after.figures < this.#feed.version;
    const events = channels.includes('events') && after.events < this.events.sequence;
    const metrics = channels.includes('metrics') && after.metrics < this.metrics.version;
    if (!figures && !events && !metrics) return null;
    const parts = [figures && after.figures, events && after.events, metrics && `${after.metrics}:${ids.toSorted()}`];
    const key = `${parts.join('/')}/${channels.toSorted()}`;
    let frame = this.#encoded.get(key);
    if (!frame) {
      const changed = metrics ? this.metrics.since(after.metrics, ids) : null;
      frame = this.#encode(channels, after, figures, events, changed);
      this.#encoded.set(key, frame);
    }
    return frame;
  }

  #encode(
    channels: readonly Channel[],
    after: Cursor,
    figures: boolean,
    events: boolean,
    metrics: Record<string, MetricDelta> | null,
  ): Frame {
    const message: DeltaMessage = {
      type: 'delta',
      site: this.site,
      at: this.#now!.ms,
      offsets: this.#offsets(channels),
    };
    if (figures) message.figures = this.#feed.since(after.figures);
    if (metrics) message.metrics = metrics;
    if (events) {
      const unseen = this.events.since(after.events);
      message.events = unseen.events;
      if (unseen.skipped > 0) message.skipped = unseen.skipped;
    }
    const skipped = message.skipped ?? 0;
    return { message: Buffer.from(JSON.stringify(message)), cursor: this.#cursor(), skipped };
  }

  #offsets(channels: readonly Channel[]): Offsets {
    const offsets: Offsets = {};
    if (channels.includes('figures')) offsets.figures = this.figures.offsets();
    if (channels.includes('events')) offsets.events = this.#now!.ends;
    if (channels.includes('metrics')) offsets.metrics = this.#now!.metricEnds ?? {};
    return offsets;
  }

  #cursor(): Cursor {
    return { figures: this.#feed.version, events: this.events.sequence, metrics: this.metrics.version };
  }
}
