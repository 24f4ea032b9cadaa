import type { PlacedEvent } from '../../events/event.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import { MetricSet } from '../../rollups/windows/metric-set.ts';
import type { SiteFeed } from '../site-feed.ts';

/** Events of one moment arrive this far apart. */
const OUT_OF_ORDER_MS = 10_000;

/** A partition's windows, and how far they are. */
interface Part {
  set: MetricSet;
  offset: number;
  highestTs: number;
}

/** A site's metrics as the pipeline computed them at the time. */
export class ReplayMetrics {
  readonly #definitions: ReadonlyMap<string, MetricDefinition>;
  readonly #parts = new Map<number, Part>();

  /** `definitions`: all live ones of the site; `ids`: those that are looked at. */
  constructor(definitions: readonly MetricDefinition[], ids: readonly string[]) {
    const byId = new Map(definitions.map((definition) => [definition.id, definition]));
    const wanted = new Map<string, MetricDefinition>();
    const want = (id: string): void => {
      const definition = byId.get(id);
      if (!definition || wanted.has(id)) return;
      if (definition.aggregate.kind === 'formula') Object.values(definition.aggregate.inputs).forEach(want);
      else wanted.set(id, definition);
    };
    ids.forEach(want);
    this.#definitions = wanted;
  }

  add(event: PlacedEvent): void {
    if (this.#definitions.size === 0) return;
    const part = this.#part(event.partition);
    part.offset = event.offset;
    part.highestTs = Math.max(part.highestTs, event.ts);
    part.set.add(event);
  }

  /** Brings the feed's metrics to that time. */
  emit(atMs: number, feed: SiteFeed): void {
    for (const [partition, { set, offset, highestTs }] of this.#parts) {
      set.advance(atMs);
      for (const [id, windows] of set.entries) {
        const { site, revision } = this.#definitions.get(id)!;
        const watermark = Math.max(0, highestTs - OUT_OF_ORDER_MS);
        const shared = { site, id, revision, partition, offset, watermark, late: windows.late, filling: false };
        for (const row of windows.takeChanged(atMs)) feed.metrics.take({ ...row, ...shared, emitted_at: atMs });
        // Stored when they were live.
        windows.takeClosed();
      }
    }
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (!part) {
      const set = new MetricSet();
      for (const [id, definition] of this.#definitions) set.open(id, definition);
      part = { set, offset: -1, highestTs: 0 };
      this.#parts.set(partition, part);
    }
    return part;
  }
}
