import type { ByteReader } from '../aggregates/byte-reader.ts';
import type { ByteWriter } from '../aggregates/byte-writer.ts';
import { type Group, Groups } from './groups.ts';
import {
  closedThrough,
  endOf,
  firstWindowWith,
  isDue,
  keptPanes,
  lastWindowWith,
  oldestPane,
  type PanePlan,
  startOf,
} from './pane-plan.ts';
import type { PaneState, PaneStateKind } from './pane-state.ts';
import type { WindowRow } from './row.ts';
import { RowQueue } from './row-queue.ts';

export interface PaneWindowsOptions<S extends PaneState<S>> {
  plan: PanePlan;
  /** Readers of the dimensions' values of what is in view. */
  labels: ReadonlyArray<() => string>;
  limit: number;
  /** Makes states of the plan; of a plan that keeps more panes where windows are held. */
  kind: (plan: PanePlan) => PaneStateKind<S>;
}

/**
 * The windows of one metric in one partition, whatever it counts: rows by dimension values, panes by time. Decides what
 * changed, what is closed and what is over by a clock that it is told.
 */
export class PaneWindows<S extends PaneState<S>> {
  readonly #options: PaneWindowsOptions<S>;
  readonly #plan: PanePlan;
  readonly #kind: PaneStateKind<S>;
  #groups: Groups<S>;
  /** Rows with panes in `dirty`. */
  #dirty: Array<Group<S>> = [];
  readonly #toEmit = new RowQueue<Group<S>>();
  readonly #toStore = new RowQueue<Group<S>>();
  #clock = 0;
  /** The clock at which something moves next. */
  #nextMs = 0;
  #oldest = 0;
  #closedThrough = -1;
  /** Windows up to this one are held for `merge`; null where none is. */
  #heldThrough: number | null = null;
  /** Panes of held windows that were let go of. */
  #held: PaneWindows<S> | null = null;
  missed = 0;

  constructor(options: PaneWindowsOptions<S>) {
    this.#options = options;
    this.#plan = options.plan;
    this.#kind = options.kind(options.plan);
    this.#groups = this.#newGroups();
  }

  get clock(): number {
    return this.#clock;
  }

  get unstored(): number {
    return this.#toStore.gone.length;
  }

  get dropped(): number {
    return this.#kind.dropped;
  }

  get has(): (() => boolean) | undefined {
    return this.#kind.has;
  }

  #newGroups(): Groups<S> {
    return new Groups(this.#options.limit, () => {
      const state = this.#kind.create();
      state.dropBefore(this.#oldest, this.#firstSecond(this.#clock));
      return state;
    });
  }

  /** First second of the sliding window that ends with the second of `clockMs`. */
  #firstSecond(clockMs: number): number {
    return Math.max(0, Math.floor(clockMs / 1_000) - this.#plan.slidingS + 1);
  }

  /** Counts what is in view at a time. The clock must not be behind it. */
  add(ts: number): void {
    const pane = Math.floor(ts / this.#plan.paneMs);
    if (pane < this.#oldest) {
      this.missed++;
      return;
    }
    const { labels } = this.#options;
    const group =
      labels.length === 0 ? this.#groups.other() : this.#groups.at(labels, Math.floor(pane / this.#plan.panes));
    const changed = group.state.add(pane, Math.floor(ts / 1_000));
    if (changed && group.lastDirty !== pane) this.#markDirty(group, pane);
  }

  #markDirty(group: Group<S>, pane: number): void {
    if (group.dirty.size === 0) this.#dirty.push(group);
    group.dirty.add(pane);
    group.lastDirty = pane;
  }

  /**
   * Moves the clock on. Where it is given, what `keepFromMs` as the clock would keep is kept, although windows close.
   */
  advance(clockMs: number, keepFromMs = clockMs): void {
    if (clockMs <= this.#clock) return;
    this.#clock = clockMs;
    if (clockMs < this.#nextMs) return;
    this.#nextMs = (Math.floor(clockMs / 1_000) + 1) * 1_000;
    const oldest = oldestPane(this.#plan, Math.min(clockMs, keepFromMs));
    if (oldest > this.#oldest) this.#letGo(oldest);
    const closed = closedThrough(this.#plan, clockMs);
    if (closed > this.#closedThrough) this.#close(closed);
  }

  /** Windows that close are emitted once more, as closed. */
  #close(through: number): void {
    this.#lookThrough();
    for (const window of this.#toStore.windows) {
      if (window <= this.#closedThrough || window > through) continue;
      for (const group of this.#toStore.at(window)) this.#toEmit.add(window, group);
    }
    this.#closedThrough = through;
  }

  #letGo(oldest: number): void {
    this.#lookThrough();
    for (const window of this.#toStore.windows) {
      if (window >= oldest) continue;
      if (!this.#isHeld(window)) this.#toStore.addGone(this.#rows(window, this.#toStore.at(window)));
      this.#toStore.drop(window);
    }
    for (const window of this.#toEmit.windows) if (window < oldest) this.#toEmit.drop(window);
    if (this.#heldThrough !== null)
      this.#keepHeld(this.#oldest, Math.min(oldest, this.#heldThrough + this.#plan.panes) - 1);
    this.#oldest = oldest;
    const fromSecond = this.#firstSecond(this.#clock);
    for (const group of this.#groups.all) group.state.dropBefore(oldest, fromSecond);
    for (const group of this.#groups.dropSpansBefore(Math.floor(oldest / this.#plan.panes))) {
      // What was shown as of now is shown to be empty.
      if (group.shown) this.#toEmit.addGone(this.#nowRow(group, this.#clock));
    }
  }

  /** Notes the windows of the panes that changed. */
  #lookThrough(): void {
    for (const group of this.#dirty) {
      for (const pane of group.dirty) {
        const last = lastWindowWith(this.#plan, pane);
        const first = Math.max(0, firstWindowWith(this.#plan, pane));
        for (let window = first; window <= last; window += this.#plan.hop) {
          if (window < this.#oldest) continue;
          this.#toEmit.add(window, group);
          this.#toStore.add(window, group);
        }
      }
      group.dirty.clear();
      group.lastDirty = Number.NaN;
    }
    this.#dirty = [];
  }

  #rows(window: number, groups: Iterable<Group<S>>): WindowRow[] {
    const rows: WindowRow[] = [];
    for (const group of groups) {
      const partial = group.state.window(window);
      if (!partial) continue;
      const [start, end] = [startOf(this.#plan, window), endOf(this.#plan, window)];
      rows.push({ start, end, now: false, closed: window <= this.#closedThrough, ...this.#labelsOf(group), partial });
    }
    return rows;
  }

  #labelsOf(group: Group<S>): Pick<WindowRow, 'dims' | 'other'> {
    return { dims: [...group.dims], other: group.other && this.#options.labels.length > 0 };
  }

  takeChanged(nowMs: number): WindowRow[] {
    this.#lookThrough();
    const rows = this.#toEmit.take(
      (window) => isDue(this.#plan, window, this.#clock),
      (window, groups) => this.#rows(window, groups),
    );
    if (this.#plan.slidingS === 0) return rows;
    for (const group of this.#groups.all) rows.push(...this.#nowRow(group, Math.max(nowMs, this.#clock)));
    return rows;
  }

  /** The row of the sliding window that ends now, if it changed. */
  #nowRow(group: Group<S>, nowMs: number): WindowRow[] {
    const fromSecond = this.#firstSecond(nowMs);
    const partial = group.state.takeNow(fromSecond);
    if (!partial) return [];
    group.shown = partial.n > 0;
    const [start, end] = [fromSecond * 1_000, (fromSecond + this.#plan.slidingS) * 1_000];
    return [{ start, end, now: true, closed: false, ...this.#labelsOf(group), partial }];
  }

  markChanged(): void {
    this.#toEmit.putBackGone();
    for (const group of this.#groups.all) {
      group.state.markNow();
      for (const pane of group.state.filledPanes()) this.#markDirty(group, pane);
    }
  }

  takeClosed(): WindowRow[] {
    this.#lookThrough();
    return this.#toStore.take(
      (window) => window <= this.#closedThrough && !this.#isHeld(window),
      (window, groups) => this.#rows(window, groups),
    );
  }

  giveBack(rows: readonly WindowRow[]): void {
    for (const row of rows) {
      const window = row.start / this.#plan.paneMs;
      const group = row.dims.length > 0 ? this.#groups.find(row.dims) : this.#groups.heldOther;
      if (window >= this.#oldest && group) this.#toStore.add(window, group);
      else this.#toStore.addGone([row]);
    }
  }

  #isHeld(window: number): boolean {
    return this.#heldThrough !== null && window <= this.#heldThrough;
  }

  hold(untilMs: number): void {
    this.#heldThrough = Math.floor(untilMs / this.#plan.paneMs);
  }

  /** Copies panes that held windows need, as they are let go of. */
  #keepHeld(from: number, to: number): void {
    if (to < from) return;
    this.#held ??= this.#roomier();
    this.#held.#absorb(this.#groups, from, to, false);
  }

  /**
   * Windows that never let go of anything by themselves, with room for the panes of all windows that a merge may touch.
   */
  #roomier(): PaneWindows<S> {
    const keepMs = (keptPanes(this.#plan) + this.#plan.panes) * this.#plan.paneMs;
    const held = new PaneWindows({ ...this.#options, plan: { ...this.#plan, keepMs } });
    held.#oldest = this.#oldest;
    return held;
  }

  /** Adds another's panes `from` to `to`, its rows in the order in which they came. */
  #absorb(groups: Groups<S>, from: number, to: number, seconds: boolean): void {
    const { panes } = this.#plan;
    const spans = groups.spans();
    for (const [span, inSpan] of spans) {
      if ((span + 1) * panes <= from || span * panes > to) continue;
      for (const group of inSpan) this.#groups.admit(group.dims, span);
    }
    for (const group of groups.all) {
      group.state.copyInto((pane) => {
        if (pane < from || pane > to) return null;
        return (group.other ? this.#groups.other() : this.#groups.admit(group.dims, Math.floor(pane / panes))).state;
      }, seconds);
    }
  }

  /** Adds what was counted of the events before this state's first one, and ends `hold`. */
  merge(earlier: PaneWindows<S>): void {
    this.advance(earlier.#clock);
    this.#lookThrough();
    // Windows that the earlier part let go of as it read, and that were not taken since.
    this.#toStore.addGone(earlier.#toStore.gone);
    this.#toEmit.addGone(earlier.#toEmit.gone);
    if (this.#heldThrough !== null) this.#mergeHeld(earlier, this.#heldThrough);
    const own = this.#groups;
    this.#release();
    this.#toEmit.clear();
    this.#toStore.clear();
    this.#groups = this.#newGroups();
    this.#absorb(earlier.#groups, this.#oldest, Number.POSITIVE_INFINITY, true);
    this.#absorb(own, this.#oldest, Number.POSITIVE_INFINITY, true);
    this.#heldThrough = null;
    this.#held = null;
    this.missed += earlier.missed;
    this.markChanged();
  }

  /** Windows that were over before the merge: their rows are of both parts, and final. */
  #mergeHeld(earlier: PaneWindows<S>, heldThrough: number): void {
    const { panes, hop } = this.#plan;
    const before = Math.min(this.#oldest, heldThrough + 1);
    const to = before + panes - 1;
    const whole = earlier.#clock > 0 ? earlier.#roomier() : (this.#held ?? this).#roomier();
    whole.#absorb(earlier.#groups, whole.#oldest, to, false);
    if (this.#held) whole.#absorb(this.#held.#groups, whole.#oldest, to, false);
    whole.#absorb(this.#groups, this.#oldest, to, false);
    whole.#closedThrough = before;
    for (let window = Math.ceil(whole.#oldest / hop) * hop; window < before; window += hop) {
      const rows = whole.#rows(window, whole.#groups.all);
      this.#toEmit.addGone(rows);
      this.#toStore.addGone(rows);
    }
    whole.#release();
    if (this.#held) this.#held.#release();
  }

  #release(): void {
    for (const group of this.#groups.all) group.state.release();
  }

  encode(writer: ByteWriter): void {
    this.#lookThrough();
    writer.count(this.#clock);
    writer.count(Math.max(0, this.#oldest));
    writer.count(this.missed);
    writer.count(this.#heldThrough === null ? 0 : this.#heldThrough + 1);
    writer.text(JSON.stringify([this.#toEmit.gone, this.#toStore.gone]));
    this.#groups.encode(writer);
    writer.count(this.#held ? 1 : 0);
    this.#held?.encode(writer);
  }

  /**
   * Restores what `encode` wrote into windows made with the same options. All of it is to be emitted and stored again.
   */
  decode(reader: ByteReader): void {
    this.#clock = reader.count();
    this.#oldest = reader.count();
    this.#closedThrough = closedThrough(this.#plan, this.#clock);
    this.missed = reader.count();
    const held = reader.count();
    this.#heldThrough = held === 0 ? null : held - 1;
    const [toEmit, toStore]: [WindowRow[], WindowRow[]] = JSON.parse(reader.text());
    this.#toEmit.addGone(toEmit);
    this.#toStore.addGone(toStore);
    this.#groups.decode(reader, this.#options.labels.length, this.#kind.decode);
    if (reader.count() === 1) {
      this.#held = this.#roomier();
      this.#held.decode(reader);
    }
    this.markChanged();
  }

  get bytes(): number {
    return 1_000 + this.#groups.bytes + this.unstored * 300 + (this.#held?.bytes ?? 0);
  }
}
