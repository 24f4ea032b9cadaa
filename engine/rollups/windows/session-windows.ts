import type { PlacedEvent } from '../../events/event.ts';
import { FORGET_AFTER_MS } from '../../events/visits.ts';
import { ByteReader } from '../aggregates/byte-reader.ts';
import { ByteWriter } from '../aggregates/byte-writer.ts';
import { bucketOf, type DdSketch } from '../aggregates/dd-sketch.ts';
import type { Moments } from '../aggregates/moments.ts';
import { countedConditions } from '../definitions/counted.ts';
import { type Aggregate, type MetricDraft, SLACK_S } from '../definitions/definition.ts';
import type { EventLens } from '../definitions/event-lens.ts';
import type { CellPanes } from './cell-panes.ts';
import type { MetricWindows } from './metric-windows.ts';
import { type OpenVisit, OpenVisits } from './open-visits.ts';
import { panePlan } from './pane-plan.ts';
import { PaneWindows } from './pane-windows.ts';
import type { WindowRow } from './row.ts';
import { cellKind, sketchPlan } from './state-kind.ts';

/**
 * A visit that was not heard of for so long gets no more events: the stream has forgotten it and would begin another.
 */
const ENDED_AFTER_MS = FORGET_AFTER_MS + SLACK_S * 1_000;
/** A visit that goes on for longer is published as it is, and goes on as another. */
const MAX_VISIT_MS = 12 * 3_600_000;
/** Visits that a metric holds open in a partition; beyond it those silent for longest are published. */
export const MAX_OPEN_VISITS = 200_000;
/** Visits are looked through for ended ones so often. */
const SWEEP_MS = 10_000;

/** What a visit's events, those that count, make as one number. */
function visitValue(aggregate: Aggregate): (moments: Moments) => number {
  switch (aggregate.kind) {
    case 'sum':
      return ({ sum }) => sum;
    case 'average':
      return ({ sum, n }) => sum / n;
    case 'minimum':
      return ({ min }) => min;
    case 'maximum':
      return ({ max }) => max;
    default:
      return ({ n }) => n;
  }
}

/**
 * Session windows: the aggregate is taken within each visit, and what the visits came to is told by the minute in which
 * they began, once they have ended. That a visit has ended follows from arrivals alone, as in engine/events/visits.ts.
 */
export class SessionWindows implements MetricWindows {
  readonly #lens: EventLens;
  readonly #counts: () => boolean;
  readonly #number: (() => number) | null;
  readonly #labels: ReadonlyArray<() => string>;
  readonly #latenessMs: number;
  readonly #valueOf: (moments: Moments) => number;
  readonly #panes: PaneWindows<CellPanes<DdSketch>>;
  #visits = new OpenVisits();
  /** The visit that is being published, and its value. */
  #ended: OpenVisit | null = null;
  #endedValue = 0;
  #clock = 0;
  #sweepAt = 0;
  #heldUntil: number | null = null;
  #late = 0;

  constructor(definition: MetricDraft, lens: EventLens) {
    const { aggregate, window, lateness_s: latenessS, dimensions, limit, site, bots } = definition;
    this.#lens = lens;
    this.#counts = lens.matches(countedConditions(definition), bots, site);
    this.#number = 'of' in aggregate && aggregate.kind !== 'unique' ? lens.number(aggregate.of) : null;
    this.#labels = dimensions.map((dimension) => lens.label(dimension));
    this.#latenessMs = latenessS * 1_000;
    this.#valueOf = visitValue(aggregate);
    const plan = sketchPlan(
      () => this.#endedValue,
      () => bucketOf(this.#endedValue),
    );
    this.#panes = new PaneWindows({
      plan: panePlan(window, latenessS),
      labels: dimensions.map((_, index) => () => this.#ended?.dims[index] ?? ''),
      limit,
      kind: (panes) => cellKind(panes, plan),
    });
  }

  add(event: PlacedEvent): void {
    this.advance(event.received_at);
    const visit = this.#visits.get(event.session_id);
    // Any event of the visit keeps it open.
    if (visit) visit.heardAt = this.#clock;
    this.#lens.show(event);
    if (!this.#counts()) return;
    const value = this.#number === null ? 1 : this.#number();
    if (Number.isNaN(value)) return;
    if (event.received_at - event.ts > this.#latenessMs) this.#late++;
    else this.#count(event, visit, value);
  }

  #count({ session_id: sessionId, ts }: PlacedEvent, held: OpenVisit | undefined, value: number): void {
    const visit = held ?? this.#visits.begin(sessionId, ts, this.#readLabels(), this.#clock);
    visit.moments.add(value);
    if (ts < visit.start) {
      visit.start = ts;
      visit.dims = this.#readLabels();
    }
    if (this.#visits.size > MAX_OPEN_VISITS) {
      for (const silent of this.#visits.takeSilent(MAX_OPEN_VISITS / 10)) this.#publish(silent);
    }
  }

  #readLabels(): string[] {
    return this.#labels.map((read) => read());
  }

  advance(clockMs: number): void {
    if (clockMs <= this.#clock) return;
    this.#clock = clockMs;
    if (clockMs >= this.#sweepAt) this.#sweep();
  }

  /**
   * Publishes the visits that ended. A minute is closed once a visit of usual length that began in it would have ended.
   */
  #sweep(): void {
    this.#sweepAt = this.#clock + SWEEP_MS;
    const earliest = this.#visits.takeEnded(
      (visit) => this.#hasEnded(visit),
      (visit) => this.#publish(visit),
    );
    // The minutes of those just published stay until the next sweep, to be emitted.
    const completeTo = this.#clock - ENDED_AFTER_MS - this.#latenessMs;
    const heldFrom =
      this.#heldUntil === null ? Number.POSITIVE_INFINITY : this.#heldUntil - MAX_VISIT_MS - this.#latenessMs;
    this.#panes.advance(Math.max(0, completeTo), Math.min(earliest, heldFrom));
  }

  #hasEnded(visit: OpenVisit): boolean {
    // What came before the state began may be of the same visit.
    if (this.#heldUntil !== null && visit.firstHeardAt <= this.#heldUntil + ENDED_AFTER_MS) return false;
    return this.#clock - visit.heardAt > ENDED_AFTER_MS || this.#clock - visit.firstHeardAt > MAX_VISIT_MS;
  }

  #publish(visit: OpenVisit): void {
    this.#ended = visit;
    this.#endedValue = this.#valueOf(visit.moments);
    this.#panes.add(visit.start);
    this.#ended = null;
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
    this.#heldUntil = untilMs;
    this.#panes.hold(untilMs);
  }

  merge(earlier: MetricWindows): void {
    if (!(earlier instanceof SessionWindows)) throw new TypeError('these windows are of another kind');
    this.advance(earlier.#clock);
    this.#panes.merge(earlier.#panes);
    this.#visits.merge(earlier.#visits);
    this.#late += earlier.#late;
    this.#heldUntil = null;
    this.#sweep();
  }

  encode(): Buffer {
    const writer = new ByteWriter();
    writer.count(this.#clock);
    writer.count(this.#late);
    writer.count(this.#heldUntil === null ? 0 : this.#heldUntil + 1);
    this.#visits.encode(writer);
    this.#panes.encode(writer);
    return writer.finish();
  }

  /** Restores what `encode` wrote into windows of the same computation. */
  decode(bytes: Buffer): void {
    const reader = new ByteReader(bytes);
    this.#clock = reader.count();
    this.#late = reader.count();
    const held = reader.count();
    this.#heldUntil = held === 0 ? null : held - 1;
    this.#visits = OpenVisits.decode(reader, this.#labels.length);
    this.#panes.decode(reader);
    reader.end();
  }

  get unstored(): number {
    return this.#panes.unstored;
  }

  get bytes(): number {
    return this.#panes.bytes + this.#visits.bytes;
  }

  get clock(): number {
    return this.#clock;
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
