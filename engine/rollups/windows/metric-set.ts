import type { PlacedEvent } from '../../events/event.ts';
import type { MetricDraft } from '../definitions/definition.ts';
import { EventLens } from '../definitions/event-lens.ts';
import type { MetricWindows } from './metric-windows.ts';
import { createMetricWindows, decodeMetricWindows } from './open-windows.ts';

/**
 * The metrics of one partition, each under a key of the caller's: an event goes to those of its site, and what they
 * read of it is read once for all.
 */
export class MetricSet {
  readonly #windows = new Map<string, MetricWindows>();
  readonly #sites = new Map<string, { lens: EventLens; keys: Set<string>; windows: MetricWindows[] }>();

  /** Adds a metric with empty windows, or those that `encoded` holds. A formula has none and throws. */
  open(key: string, definition: MetricDraft, encoded?: Buffer): MetricWindows {
    this.close(key);
    const site = this.#sites.get(definition.site) ?? { lens: new EventLens(), keys: new Set<string>(), windows: [] };
    const opened = encoded
      ? decodeMetricWindows(definition, site.lens, encoded)
      : createMetricWindows(definition, site.lens);
    this.#sites.set(definition.site, site);
    this.#windows.set(key, opened);
    site.keys.add(key);
    site.windows.push(opened);
    return opened;
  }

  /** Lets go of a metric. */
  close(key: string): void {
    const windows = this.#windows.get(key);
    this.#windows.delete(key);
    for (const [name, site] of this.#sites) {
      if (!site.keys.delete(key)) continue;
      site.windows = site.windows.filter((held) => held !== windows);
      if (site.keys.size === 0) this.#sites.delete(name);
    }
  }

  get(key: string): MetricWindows | undefined {
    return this.#windows.get(key);
  }

  get entries(): Iterable<[string, MetricWindows]> {
    return this.#windows;
  }

  add(event: PlacedEvent): void {
    const site = this.#sites.get(event.site);
    if (!site) return;
    const { windows } = site;
    for (let index = 0; index < windows.length; index++) windows[index]!.add(event);
  }

  /** Moves every metric's clock on: those of sites without events too. */
  advance(clockMs: number): void {
    for (const windows of this.#windows.values()) windows.advance(clockMs);
  }
}
