import type { PlacedEvent } from '../../events/event.ts';
import { ByteReader } from '../aggregates/byte-reader.ts';
import { ByteWriter } from '../aggregates/byte-writer.ts';
import { countedConditions } from '../definitions/counted.ts';
import type { MetricDraft } from '../definitions/definition.ts';
import type { EventLens } from '../definitions/event-lens.ts';
import type { MetricWindows } from './metric-windows.ts';
import { type PanePlan, panePlan } from './pane-plan.ts';
import type { PaneState, PaneStateKind } from './pane-state.ts';
import { PaneWindows } from './pane-windows.ts';
import type { WindowRow } from './row.ts';

/** Tumbling, hopping and sliding windows: each event by itself, in the windows of its time. */
export class EventWindows<S extends PaneState<S>> implements MetricWindows {
  readonly #lens: EventLens;
  readonly #counts: () => boolean;
  readonly #latenessMs: number;
  readonly #panes: PaneWindows<S>;
  readonly #has: (() => boolean) | undefined;
  #late = 0;

  constructor(definition: MetricDraft, lens: EventLens, kind: (plan: PanePlan) => PaneStateKind<S>) {
    const { window, lateness_s: latenessS, dimensions, limit, site, bots } = definition;
    this.#lens = lens;
    this.#counts = lens.matches(countedConditions(definition), bots, site);
    this.#latenessMs = latenessS * 1_000;
    const labels = dimensions.map((dimension) => lens.label(dimension));
    this.#panes = new PaneWindows({ plan: panePlan(window, latenessS), labels, limit, kind });
    this.#has = this.#panes.has;
  }

  add(event: PlacedEvent): void {
    this.#panes.advance(event.received_at);
    this.#lens.show(event);
    if (!this.#counts()) return;
    if (this.#has && !this.#has()) return;
    if (event.received_at - event.ts > this.#latenessMs) this.#late++;
    else this.#panes.add(event.ts);
  }

  advance(clockMs: number): void {
    this.#panes.advance(clockMs);
  }

  takeChanged(nowMs: number): WindowRow[] {
    return this.#panes.takeChanged(nowMs);
  }

  markChanged(): void {
    this.#panes.markChanged();
  }

  takeClosed(): WindowRow[] {
    return this.#panes.takeClosed();
  }

  giveBack(rows: readonly WindowRow[]): void {
    this.#panes.giveBack(rows);
  }

  hold(untilMs: number): void {
    this.#panes.hold(untilMs);
  }

  merge(earlier: MetricWindows): void {
    if (!(earlier instanceof EventWindows)) throw new TypeError('these windows are of another kind');
    this.#panes.merge(earlier.#panes);
    this.#late += earlier.#late;
  }

  encode(): Buffer {
    const writer = new ByteWriter();
    writer.count(this.#late);
    this.#panes.encode(writer);
    return writer.finish();
  }

  /** Restores what `encode` wrote into windows of the same computation. */
  decode(bytes: Buffer): void {
    const reader = new ByteReader(bytes);
    this.#late = reader.count();
    this.#panes.decode(reader);
    reader.end();
  }

  get unstored(): number {
    return this.#panes.unstored;
  }

  get bytes(): number {
    return this.#panes.bytes;
  }

  get clock(): number {
    return this.#panes.clock;
  }

  get late(): number {
    return this.#late;
  }

  get missed(): number {
    return this.#panes.missed;
  }

  get dropped(): number {
    return this.#panes.dropped;
  }
}
