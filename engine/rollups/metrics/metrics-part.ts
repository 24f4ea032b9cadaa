import type { PlacedEvent } from '../../events/event.ts';
import { METRIC_VALUES_TOPIC } from '../../events/topics.ts';
import type { TaskContext } from '../../stream/runtime.ts';
import type { OutgoingRecord } from '../../stream/send-queue.ts';
import type { MetricStatus } from '../../stream/status.ts';
import type { MetricDefinition } from '../definitions/definition.ts';
import { joinFrames, splitFrames } from '../frames.ts';
import type { Part, Shipment } from '../part.ts';
import type { MetricWindows } from '../windows/metric-windows.ts';
import { createMetricWindows, decodeMetricWindows } from '../windows/open-windows.ts';
import type { WindowRow } from '../windows/row.ts';
import { BackfillRunner } from './backfill-runner.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { computedRevisions, revisionKey } from './metric.ts';
import type { Pace } from './pace.ts';
import type { MetricRegistry } from './registry.ts';
import type { RevisionState, StoredRow } from './revision-state.ts';
import type { RowBudget } from './row-budget.ts';
import { SiteLenses } from './site-lenses.ts';
import { type MetricValueRecord, valueKey } from './value-record.ts';

/** What the metrics of all partitions of a process share. */
export interface MetricsOptions {
  registry: MetricRegistry;
  budget: MemoryBudget;
  pace: Pace;
  rows: RowBudget;
  store(rows: readonly StoredRow[]): Promise<void>;
}

/** Metrics with at most so many changed rows are written at every tick; those with more share what is left. */
const FEW_ROWS = 10;
const MAX_TOMBSTONES_A_WRITE = 2_000;
/** Rows whose windows are gone that may wait for the store; beyond it the partition is fetched no more. */
const MAX_UNSTORED = 20_000;
/** For the watermark: an event counts as on time for it, and how far events of one moment arrive apart. */
const ON_TIME_MS = 5 * 60_000;
const OUT_OF_ORDER_MS = 10_000;

/** Revisions of one site: its events go to them and to no others. */
interface SiteStates {
  states: RevisionState[];
  /** Has counted events since its rows were taken. */
  changed: boolean;
}

/** The metrics of one partition as a part of its task. Where no metric is defined it looks at an event's two times. */
export class MetricsPart implements Part {
  readonly topic = METRIC_VALUES_TOPIC.name;
  readonly storeEveryMs = 1_000;
  readonly #context: TaskContext;
  readonly #options: MetricsOptions;
  readonly #states = new Map<string, RevisionState>();
  readonly #sites = new Map<string, SiteStates>();
  readonly #lenses = new SiteLenses();
  readonly #backfill: BackfillRunner;
  /** Deletions of keys of metrics that are no more. */
  #tombstones: OutgoingRecord[] = [];
  #seenVersion = -1;
  /** Highest `received_at`, and highest event time of an event on time, ms. */
  #clock = 0;
  #highestTs = 0;
  /** Last event that was counted in. */
  #offset = -1;
  #shipping = false;

  /** `encoded`: a state of before. */
  constructor(context: TaskContext, options: MetricsOptions, encoded?: Buffer) {
    this.#context = context;
    this.#options = options;
    this.#backfill = new BackfillRunner(context, options.pace);
    if (encoded) this.#decode(encoded);
  }

  get full(): boolean {
    let rows = 0;
    for (const { windows } of this.#states.values()) rows += windows.unstored;
    return rows >= MAX_UNSTORED;
  }

  /** Records that backfills have read: progress that is worth a checkpoint. */
  get backfilled(): number {
    return this.#backfill.records;
  }

  add(event: PlacedEvent): void {
    const { received_at, ts } = event;
    this.#offset = event.offset;
    if (received_at > this.#clock) this.#clock = received_at;
    if (ts > this.#highestTs && received_at - ts <= ON_TIME_MS) this.#highestTs = ts;
    const site = this.#sites.get(event.site);
    if (!site) return;
    site.changed = true;
    for (const { windows } of site.states) windows.add(event);
  }

  /** Begins with metrics that were defined since, from the event at `nextOffset` on, and ends those that were deleted. */
  takeUpChanges(nextOffset: number): void {
    const { registry } = this.#options;
    if (registry.version() === this.#seenVersion) return;
    this.#seenVersion = registry.version();
    const wanted = new Map(
      registry
        .all()
        .flatMap(computedRevisions)
        .map((definition) => [revisionKey(definition), definition]),
    );
    for (const [key, state] of this.#states) if (!wanted.has(key)) this.#drop(key, state);
    for (const [key, definition] of wanted) if (!this.#states.has(key)) this.#takeUp(key, definition, nextOffset);
    this.#indexBySite();
    this.#reportMemory();
    this.#backfill.wake(this.#states.values());
  }

  takeChanged(nowMs: number, all: boolean): OutgoingRecord[] {
    if (this.#states.size === 0 && this.#tombstones.length === 0) return [];
    const records = this.#tombstones.splice(0, MAX_TOMBSTONES_A_WRITE);
    const many: RevisionState[] = [];
    for (const site of this.#sites.values()) {
      const changed = site.changed || all;
      site.changed = false;
      for (const state of site.states) {
        state.changed ||= changed;
        if (!state.changed) continue;
        if (state.rows > FEW_ROWS) many.push(state);
        else this.#take(state, nowMs, records);
      }
    }
    // Who waited for longest comes first.
    many.sort((a, b) => a.takenTo - b.takenTo);
    const { rows } = this.#options;
    for (const state of many) if (rows.mayWrite()) this.#take(state, nowMs, records);
    rows.written(records.length);
    return records;
  }

  takenTo(nextOffset: number): number {
    let taken = nextOffset;
    for (const { changed, takenTo } of this.#states.values()) if (changed) taken = Math.min(taken, takenTo);
    return taken;
  }

  markUnsent(): void {
    for (const { windows } of this.#states.values()) windows.markChanged();
    for (const site of this.#sites.values()) site.changed = true;
  }

  takeUnstored(): Shipment | null {
    if (this.#states.size === 0) return null;
    const taken: Array<{ windows: MetricWindows; rows: WindowRow[] }> = [];
    const stored: StoredRow[] = [];
    const take = ({ definition }: RevisionState, windows: MetricWindows, offset: number) => {
      const rows = windows.takeClosed();
      if (rows.length === 0) return;
      taken.push({ windows, rows });
      const { partition } = this.#context;
      for (const row of rows) stored.push({ definition, partition, row, offset, late: windows.late });
    };
    for (const state of this.#states.values()) take(state, state.windows, this.#offset);
    for (const { state, windows, offset } of this.#backfill.sources()) take(state, windows, offset);
    if (stored.length === 0) return null;
    this.#shipping = true;
    return {
      rows: stored.length,
      store: () =>
        this.#options.store(stored).then(() => {
          this.#shipping = false;
        }),
      giveBack: () => {
        this.#shipping = false;
        for (const { windows, rows } of taken) windows.giveBack(rows);
      },
    };
  }

  tidy(nowMs: number, live: boolean): void {
    if (this.#states.size === 0) return;
    if (live) for (const { windows } of this.#states.values()) windows.advance(nowMs);
    this.#backfill.setLive(live);
    // What was read of the past is part of two states while its rows are on their way.
    if (!this.#shipping) for (const { definition } of this.#backfill.merge()) this.#markChanged(definition.site);
    this.#backfill.wake(this.#states.values());
    this.#reportMemory();
  }

  status(): MetricStatus[] {
    return [...this.#states.values()].map((state) => {
      const { site, id, revision } = state.definition;
      const { late, missed, dropped } = state.windows;
      return {
        site,
        id,
        revision,
        late,
        missed,
        dropped,
        bytes: this.#bytes(state),
        backfill: this.#backfill.progress(state),
      };
    });
  }

  /** The backfill pauses: the partition may be another's next. */
  rest(): void {
    this.#backfill.rest();
  }

  goOn(): void {
    this.#backfill.goOn(this.#states.values());
  }

  close(): void {
    this.#backfill.rest();
    this.#options.budget.report(this.#context.partition, []);
  }

  encode(): Buffer {
    const head = { clock: this.#clock, highestTs: this.#highestTs, offset: this.#offset };
    const states = [...this.#states.values()].flatMap(({ definition, windows, since, filled }) => {
      return [Buffer.from(JSON.stringify({ definition, since, filled })), windows.encode()];
    });
    return joinFrames([Buffer.from(JSON.stringify(head)), this.#backfill.encode(), ...states]);
  }

  #decode(bytes: Buffer): void {
    const [head, backfill, ...frames] = splitFrames(bytes);
    const { clock, highestTs, offset } = JSON.parse(head!.toString()) as EncodedHead;
    this.#clock = clock;
    this.#highestTs = highestTs;
    this.#offset = offset;
    for (let index = 0; index < frames.length; index += 2) {
      const { definition, since, filled } = JSON.parse(frames[index]!.toString()) as EncodedState;
      const windows = decodeMetricWindows(definition, this.#lenses.of(definition.site), frames[index + 1]!);
      const state = { definition, since, filled, windows, rows: 0, changed: true, takenTo: 0 };
      this.#states.set(revisionKey(definition), state);
    }
    this.#indexBySite();
    this.#backfill.decode(backfill!, this.#states);
  }

  #takeUp(key: string, definition: MetricDefinition, since: number): void {
    const windows = createMetricWindows(definition, this.#lenses.of(definition.site));
    if (since > 0) windows.hold(this.#clock);
    const unsent = { rows: 0, changed: true, takenTo: since };
    this.#states.set(key, { definition, windows, since, filled: since === 0, ...unsent });
  }

  #drop(key: string, state: RevisionState): void {
    this.#states.delete(key);
    this.#backfill.drop(state);
    const { partition } = this.#context;
    state.windows.markChanged();
    for (const row of state.windows.takeChanged(Date.now())) {
      this.#tombstones.push({ key: valueKey(state.definition, partition, row), value: null, partition });
    }
  }

  #indexBySite(): void {
    this.#sites.clear();
    this.#lenses.keep(new Set([...this.#states.values()].map(({ definition }) => definition.site)));
    for (const state of this.#states.values()) {
      const site = this.#sites.get(state.definition.site);
      if (site) site.states.push(state);
      else this.#sites.set(state.definition.site, { states: [state], changed: true });
    }
  }

  #markChanged(name: string): void {
    const site = this.#sites.get(name);
    if (site) site.changed = true;
  }

  #take(state: RevisionState, nowMs: number, into: OutgoingRecord[]): void {
    const { definition, windows, filled } = state;
    const { site, id, revision } = definition;
    const { partition } = this.#context;
    const rows = windows.takeChanged(nowMs);
    state.rows = rows.length;
    state.changed = false;
    state.takenTo = this.#offset + 1;
    for (const row of rows) {
      const record: MetricValueRecord = {
        ...{ site, id, revision, partition, ...row },
        offset: this.#offset,
        watermark: Math.max(0, this.#highestTs - OUT_OF_ORDER_MS),
        late: windows.late,
        filling: !filled,
        emitted_at: nowMs,
      };
      into.push({ key: valueKey(definition, partition, row), value: JSON.stringify(record), partition });
    }
  }

  #reportMemory(): void {
    const held = [...this.#states.values()].map((state) => ({
      definition: state.definition,
      bytes: this.#bytes(state),
    }));
    this.#options.budget.report(this.#context.partition, held);
  }

  #bytes(state: RevisionState): number {
    return state.windows.bytes + this.#backfill.bytes(state);
  }
}

interface EncodedHead {
  clock: number;
  highestTs: number;
  offset: number;
}

interface EncodedState {
  definition: MetricDefinition;
  since: number;
  filled: boolean;
}
