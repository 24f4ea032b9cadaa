import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import type { MetricValueRecord } from '../../rollups/metrics/value-record.ts';
import { ComputedFeed, FormulaFeed, type MetricFeed } from './metric-feed.ts';
import type { MetricDelta, MetricView } from './metric-views.ts';
import { MetricWindowsHeld } from './metric-windows-held.ts';

/** Metrics of one site whose values are held before their definitions are known. */
const MAX_UNKNOWN = 200;

/** One site's metrics: the newest values of each, and the views that clients follow. */
export class SiteMetrics {
  /** By `id/revision`. */
  readonly #held = new Map<string, MetricWindowsHeld>();
  #definitions: ReadonlyMap<string, MetricDefinition> = new Map();
  readonly #feeds = new Map<string, MetricFeed>();
  /** Moves on with each update that changed something. */
  #version = 1;

  get version(): number {
    return this.#version;
  }

  /** The live revisions of the site's metrics, all of them. Views of metrics that changed begin anew. */
  define(definitions: readonly MetricDefinition[]): void {
    this.#definitions = new Map(definitions.map((definition) => [definition.id, definition]));
    const wanted = new Set(definitions.map(keyOf));
    for (const key of this.#held.keys()) if (!wanted.has(key)) this.#held.delete(key);
    for (const [id, feed] of this.#feeds) if (this.#definitions.get(id) !== feed.definition) this.#feeds.delete(id);
    // A formula stands on the feeds that it was made with.
    for (const [id, feed] of this.#feeds) if (feed instanceof FormulaFeed) this.#feeds.delete(id);
  }

  /** Takes one upsert; false where it changes nothing. */
  take(record: MetricValueRecord): boolean {
    const key = `${record.id}/${record.revision}`;
    let held = this.#held.get(key);
    if (!held) {
      if (!this.#definitions.has(record.id) && this.#held.size >= MAX_UNKNOWN) return false;
      held = new MetricWindowsHeld();
      this.#held.set(key, held);
    }
    return held.take(record);
  }

  /** Brings the views of these metrics up to date. */
  update(ids: Iterable<string>, nowMs: number): void {
    const version = this.#version + 1;
    let changed = false;
    for (const id of new Set([...ids].flatMap((each) => this.#withInputs(each)))) {
      const known = this.#feeds.has(id);
      const feed = this.#feed(id, version);
      if (feed?.update(version, nowMs) || (feed && !known)) changed = true;
    }
    if (changed) this.#version = version;
  }

  /** Metrics that are not defined are left out. */
  snapshot(ids: readonly string[]): Record<string, MetricView> {
    return Object.fromEntries(ids.flatMap((id) => (this.#feeds.has(id) ? [[id, this.#feeds.get(id)!.whole()]] : [])));
  }

  /** What changed after that version; null where nothing did. */
  since(version: number, ids: readonly string[]): Record<string, MetricDelta> | null {
    const deltas = ids.flatMap((id) => {
      const delta = this.#feeds.get(id)?.since(version);
      return delta ? [[id, delta] as const] : [];
    });
    return deltas.length > 0 ? Object.fromEntries(deltas) : null;
  }

  #feed(id: string, version: number): MetricFeed | null {
    const made = this.#feeds.get(id);
    const definition = this.#definitions.get(id);
    if (made || !definition) return made ?? null;
    const feed = this.#make(definition, version);
    this.#feeds.set(id, feed);
    return feed;
  }

  #make(definition: MetricDefinition, version: number): MetricFeed {
    const { aggregate } = definition;
    if (aggregate.kind === 'formula') {
      const inputs = Object.entries(aggregate.inputs).flatMap(([name, id]) => {
        const feed = this.#feed(id, version);
        return feed ? [[name, feed] as const] : [];
      });
      return new FormulaFeed(definition, version, new Map(inputs));
    }
    const key = keyOf(definition);
    const held = this.#held.get(key) ?? new MetricWindowsHeld();
    this.#held.set(key, held);
    return new ComputedFeed(definition, version, held);
  }

  /** A metric and what it is computed from, the inputs first. The API lets no formula go in circles. */
  #withInputs(id: string): string[] {
    const aggregate = this.#definitions.get(id)?.aggregate;
    if (aggregate?.kind !== 'formula') return [id];
    return [...Object.values(aggregate.inputs).flatMap((input) => this.#withInputs(input)), id];
  }
}

function keyOf({ id, revision }: MetricDefinition): string {
  return `${id}/${revision}`;
}
