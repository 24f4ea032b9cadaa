import { Fold } from '../../stream/fold.ts';
import type { LogRecord } from '../../stream/kafka-wire.ts';
import type { BackfillProgress } from '../../stream/status.ts';
import { joinFrames, splitFrames } from '../frames.ts';
import type { MetricWindows } from '../windows/metric-windows.ts';
import { createMetricWindows, decodeMetricWindows } from '../windows/open-windows.ts';
import { revisionKey } from './metric.ts';
import type { RevisionState } from './revision-state.ts';
import { SiteLenses } from './site-lenses.ts';

/** A revision whose past is read, and what was found so far. */
interface Target {
  state: RevisionState;
  windows: MetricWindows;
}

/**
 * Reads the log's past for metrics that were defined later: a fold of its own from the earliest record kept up to, not
 * including, the offset at which each metric was taken up. Several metrics share one reading. A pure state: who feeds
 * it may stop anywhere, save it with the task's checkpoint, and go on.
 */
export class Backfill {
  readonly #fold: Fold;
  #targets: Target[];
  readonly #end: number;
  #from: number | null;

  private constructor(fold: Fold, targets: Target[], from: number | null) {
    this.#fold = fold;
    this.#targets = targets;
    this.#end = Math.max(0, ...targets.map(({ state }) => state.since));
    this.#from = from;
  }

  static begin(partition: number, states: readonly RevisionState[]): Backfill {
    const lenses = new SiteLenses();
    const targets = states.map((state) => {
      return { state, windows: createMetricWindows(state.definition, lenses.of(state.definition.site)) };
    });
    return new Backfill(new Fold(partition, 0), targets, null);
  }

  get nextOffset(): number {
    return this.#fold.nextOffset;
  }

  get isDone(): boolean {
    return this.#targets.length === 0;
  }

  /** There are records left to read; else only `merge` is. */
  get isUnread(): boolean {
    return this.#targets.some(({ state }) => this.#fold.nextOffset < state.since);
  }

  /** Rows that wait for the store. */
  get unstored(): number {
    return this.#targets.reduce((sum, { windows }) => sum + windows.unstored, 0);
  }

  /** Estimate of the memory held for a revision. */
  bytesOf(state: RevisionState): number {
    return this.#targets.find((target) => target.state === state)?.windows.bytes ?? 0;
  }

  progress(state: RevisionState): BackfillProgress | null {
    if (!this.#targets.some((target) => target.state === state)) return null;
    const { nextOffset } = this.#fold;
    const from = Math.min(this.#from ?? nextOffset, state.since);
    return { from, next: Math.min(nextOffset, state.since), end: state.since };
  }

  /** Records in offset order, from `nextOffset` on; those of the metrics' own time are left to them. */
  add(records: readonly LogRecord[]): void {
    for (const record of records) {
      if (record.offset < this.#fold.nextOffset || record.offset >= this.#end) continue;
      this.#from ??= record.offset;
      const event = this.#fold.apply(record);
      if (!event) continue;
      for (const { state, windows } of this.#targets) if (event.offset < state.since) windows.add(event);
    }
  }

  /** What was fetched reached so far, with records or without. */
  skipTo(offset: number): void {
    this.#from ??= Math.min(offset, this.#end);
    this.#fold.skipTo(Math.min(offset, this.#end));
  }

  /** Windows to store rows of. */
  sources(): ReadonlyArray<{ state: RevisionState; windows: MetricWindows }> {
    return this.#targets;
  }

  /** Gives the revisions whose past is read completely what was found of it. Not while rows are on their way to the store. */
  merge(): RevisionState[] {
    const done = this.#targets.filter(({ state }) => this.#fold.nextOffset >= state.since);
    for (const { state, windows } of done) {
      state.windows.merge(windows);
      state.filled = true;
    }
    this.#targets = this.#targets.filter(({ state }) => !state.filled);
    return done.map(({ state }) => state);
  }

  drop(state: RevisionState): void {
    this.#targets = this.#targets.filter((target) => target.state !== state);
  }

  encode(): Buffer {
    const keys = this.#targets.map(({ state }) => revisionKey(state.definition));
    const head = Buffer.from(JSON.stringify({ keys, from: this.#from }));
    return joinFrames([head, this.#fold.encode(), ...this.#targets.map(({ windows }) => windows.encode())]);
  }

  /** Of the revisions that are still wanted. */
  static decode(partition: number, bytes: Buffer, states: ReadonlyMap<string, RevisionState>): Backfill {
    const [headBytes, fold, ...encoded] = splitFrames(bytes);
    const head = JSON.parse(headBytes!.toString()) as { keys: string[]; from: number | null };
    const lenses = new SiteLenses();
    const targets = head.keys.flatMap((key, index) => {
      const state = states.get(key);
      if (!state) return [];
      const lens = lenses.of(state.definition.site);
      return [{ state, windows: decodeMetricWindows(state.definition, lens, encoded[index]!) }];
    });
    return new Backfill(Fold.decode(partition, fold!), targets, head.from);
  }
}
