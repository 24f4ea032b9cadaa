import type { ByteReader } from '../aggregates/byte-reader.ts';
import type { ByteWriter } from '../aggregates/byte-writer.ts';
import type { PartialAggregate } from '../aggregates/partial.ts';
import type { HashWords } from '../definitions/event-lens.ts';
import { MemberTable } from './member-table.ts';
import { firstWindowWith, keptPanes, lastWindowWith, type PanePlan } from './pane-plan.ts';
import type { PaneState } from './pane-state.ts';
import { SeenSeconds } from './seen-seconds.ts';

/**
 * Members that a metric may hold in a partition; those that come when it is used up are not counted, and that is
 * counted.
 */
export interface MemberBudget {
  left: number;
  dropped: number;
}

/**
 * Exact distinct members of windows that overlap. Each member has a bit a pane, and each window its count: a member
 * that is new in a pane is new in those windows with the pane that have none of its other panes, which the nearest bits
 * on both sides tell. So a count is never counted through, in whatever order events come.
 */
export class MemberPanes implements PaneState<MemberPanes> {
  readonly #plan: PanePlan;
  readonly #read: () => HashWords;
  readonly #budget: MemberBudget;
  readonly #table: MemberTable;
  /** Bits a member: more than panes are kept, so that bits are cleared rarely and for many panes at once. */
  readonly #ring: number;
  /** Members by window, at `window % ring`. */
  readonly #counts: Uint32Array;
  readonly #seen: SeenSeconds | null;
  #oldest = 0;
  /** Bits of panes before this one are cleared. */
  #clearedTo = 0;
  #newest = -1;

  constructor(plan: PanePlan, read: () => HashWords, budget: MemberBudget) {
    this.#plan = plan;
    this.#read = read;
    this.#budget = budget;
    const kept = keptPanes(plan);
    const words = Math.ceil((kept + Math.max(4, kept >> 2)) / 32);
    this.#table = new MemberTable(words, plan.slidingS > 0);
    this.#ring = words * 32;
    this.#counts = new Uint32Array(this.#ring);
    this.#seen = plan.slidingS > 0 ? new SeenSeconds(plan.slidingS) : null;
  }

  add(pane: number, second: number): boolean {
    const { high, low } = this.#read();
    this.#makeRoomFor(pane);
    const cell = this.#cellOf(high, low);
    if (cell < 0) return false;
    this.#see(cell, second);
    return this.#mark(cell, pane);
  }

  #cellOf(high: number, low: number): number {
    const held = this.#table.find(high, low);
    if (held >= 0) return held;
    if (this.#budget.left <= 0) {
      this.#budget.dropped++;
      return -1;
    }
    if (this.#table.isFull) {
      if (this.#oldest > this.#clearedTo) this.#clear();
      if (this.#table.isFull) this.#table.reserve(this.#table.size + 1);
    }
    this.#budget.left--;
    return this.#table.insert(high, low);
  }

  #see(cell: number, second: number): void {
    if (!this.#seen || second < this.#seen.from) return;
    const before = this.#table.seconds[cell]!;
    if (before >= second) return;
    this.#seen.move(before, second);
    this.#table.seconds[cell] = second;
  }

  /** Notes the member in the pane; false where it was there. */
  #mark(cell: number, pane: number): boolean {
    const at = pane % this.#ring;
    const word = cell * this.#table.words + (at >>> 5);
    const bit = 1 << (at & 31);
    const { bits } = this.#table;
    if ((bits[word]! & bit) !== 0) return false;
    const { panes, hop } = this.#plan;
    const below = this.#nearestBelow(cell, pane);
    const above = this.#nearestAbove(cell, pane);
    const from = Math.max(firstWindowWith(this.#plan, pane), Math.ceil(Math.max(below + 1, this.#oldest) / hop) * hop);
    const to = Math.min(lastWindowWith(this.#plan, pane), above - panes);
    for (let window = from; window <= to; window += hop) this.#counts[window % this.#ring]!++;
    bits[word]! |= bit;
    if (pane > this.#newest) this.#newest = pane;
    return true;
  }

  /** The member's last pane before this one that shares a window with it; -1 where there is none. */
  #nearestBelow(cell: number, pane: number): number {
    const last = Math.max(pane - this.#plan.panes + 1, this.#oldest);
    for (let at = pane - 1; at >= last; at--) {
      const word = this.#wordOf(cell, at);
      const index = (at % this.#ring) & 31;
      if (word === 0) at -= index;
      else if ((word >>> index) & 1) return at;
    }
    return -1;
  }

  #nearestAbove(cell: number, pane: number): number {
    const last = Math.min(pane + this.#plan.panes - 1, this.#newest);
    for (let at = pane + 1; at <= last; at++) {
      const word = this.#wordOf(cell, at);
      const index = (at % this.#ring) & 31;
      if (word === 0) at += 31 - index;
      else if ((word >>> index) & 1) return at;
    }
    return Number.POSITIVE_INFINITY;
  }

  #wordOf(cell: number, pane: number): number {
    return this.#table.bits[cell * this.#table.words + ((pane % this.#ring) >>> 5)]!;
  }

  #makeRoomFor(pane: number): void {
    if (pane - this.#clearedTo >= this.#ring) this.#clear();
  }

  /** Clears the bits of panes that are gone, and lets go of members that have none left. */
  #clear(): void {
    const cleared = new Uint32Array(this.#table.words);
    if (this.#oldest - this.#clearedTo >= this.#ring) cleared.fill(0xffffffff);
    else {
      for (let pane = this.#clearedTo; pane < this.#oldest; pane++) {
        const at = pane % this.#ring;
        cleared[at >>> 5]! |= 1 << (at & 31);
      }
    }
    const { size } = this.#table;
    this.#table.clear(cleared, (cell) => this.#seen !== null && this.#table.seconds[cell]! >= this.#seen.from);
    this.#budget.left += size - this.#table.size;
    this.#clearedTo = this.#oldest;
  }

  window(first: number): PartialAggregate | null {
    const n = this.#counts[first % this.#ring]!;
    return n === 0 || first < this.#oldest ? null : { n };
  }

  dropBefore(oldest: number, fromSecond: number): void {
    this.#seen?.dropBefore(fromSecond);
    const last = Math.min(oldest, this.#oldest + this.#ring);
    for (let window = this.#oldest; window < last; window++) this.#counts[window % this.#ring] = 0;
    if (oldest > this.#oldest) this.#oldest = oldest;
  }

  takeNow(fromSecond: number): PartialAggregate | null {
    this.#seen?.dropBefore(fromSecond);
    const n = this.#seen?.take() ?? null;
    return n === null ? null : { n };
  }

  markNow(): void {
    this.#seen?.mark();
  }

  *filledPanes(): Iterable<number> {
    for (let pane = this.#oldest; pane <= this.#newest; pane++) yield pane;
  }

  copyInto(target: (pane: number) => MemberPanes | null, seconds: boolean): void {
    this.#table.forEach((cell, high, low) => {
      for (let pane = this.#oldest; pane <= this.#newest; pane++) {
        if (((this.#wordOf(cell, pane) >>> ((pane % this.#ring) & 31)) & 1) === 0) continue;
        const to = target(pane);
        if (to) to.#take(high, low, pane, 0);
      }
      const second = seconds && this.#seen ? this.#table.seconds[cell]! : 0;
      const to = second > 0 ? target(Math.floor((second * 1_000) / this.#plan.paneMs)) : null;
      if (to) to.#take(high, low, null, second);
    });
  }

  /** Takes a member over from another state: in a pane, or as seen in a second. */
  #take(high: number, low: number, pane: number | null, second: number): void {
    if (pane !== null) this.#makeRoomFor(pane);
    else if (!this.#seen || second < this.#seen.from) return;
    const cell = this.#cellOf(high, low);
    if (cell < 0) return;
    if (pane !== null) this.#mark(cell, pane);
    else this.#see(cell, second);
  }

  release(): void {
    this.#budget.left += this.#table.size;
  }

  encode(writer: ByteWriter): void {
    this.#clear();
    writer.count(this.#oldest);
    writer.count(this.#newest + 1);
    writer.count(this.#seen?.from ?? 0);
    writer.count(this.#table.size);
    this.#table.forEach((cell, high, low) => {
      writer.word(high);
      writer.word(low);
      if (this.#seen) writer.count(Math.max(0, this.#table.seconds[cell]! - this.#seen.from + 1));
      this.#encodePanes(cell, writer);
    });
  }

  /** How many panes the member has, the first of them counted from `oldest`, and how far each next one is. */
  #encodePanes(cell: number, writer: ByteWriter): void {
    const panes: number[] = [];
    for (let pane = this.#oldest; pane <= this.#newest; pane++) {
      if ((this.#wordOf(cell, pane) >>> ((pane % this.#ring) & 31)) & 1) panes.push(pane);
    }
    writer.count(panes.length);
    panes.forEach((pane, index) => {
      writer.count(pane - (panes[index - 1] ?? this.#oldest));
    });
  }

  static decode(plan: PanePlan, read: () => HashWords, budget: MemberBudget, reader: ByteReader): MemberPanes {
    const panes = new MemberPanes(plan, read, budget);
    const oldest = reader.count();
    const newest = reader.count() - 1;
    const from = reader.count();
    panes.dropBefore(oldest, from);
    panes.#clearedTo = oldest;
    panes.#newest = newest;
    const size = reader.count();
    panes.#table.reserve(size);
    for (let left = size; left > 0; left--) {
      const cell = panes.#cellOf(reader.word(), reader.word());
      if (panes.#seen) {
        const second = reader.count();
        if (second > 0) panes.#see(cell, second + from - 1);
      }
      let pane = oldest;
      for (let more = reader.count(); more > 0; more--) {
        pane += reader.count();
        if (cell >= 0) panes.#mark(cell, pane);
      }
    }
    return panes;
  }

  get bytes(): number {
    return 300 + this.#table.bytes + this.#counts.byteLength + (this.#seen?.bytes ?? 0);
  }
}
