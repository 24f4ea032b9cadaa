import type { Accumulator, AccumulatorPlan } from '../aggregates/accumulator.ts';
import type { ByteReader } from '../aggregates/byte-reader.ts';
import type { ByteWriter } from '../aggregates/byte-writer.ts';
import type { PartialAggregate } from '../aggregates/partial.ts';
import type { PanePlan } from './pane-plan.ts';
import type { PaneState } from './pane-state.ts';
import { SecondCells } from './second-cells.ts';

/** Panes as accumulators, one each. Bounds: the kept panes (`keptPanes`) and, where the window slides, its seconds. */
export class CellPanes<A extends Accumulator<A>> implements PaneState<CellPanes<A>> {
  readonly #plan: PanePlan;
  readonly #kind: AccumulatorPlan<A>;
  readonly #cells = new Map<number, A>();
  readonly #seconds: SecondCells<A> | null;
  /** The pane counted in last, and its accumulator. */
  #lastPane = Number.NaN;
  #lastCell: A;
  /** No pane before this one is held. */
  #lowest = Number.POSITIVE_INFINITY;

  constructor(plan: PanePlan, kind: AccumulatorPlan<A>) {
    this.#plan = plan;
    this.#kind = kind;
    this.#lastCell = kind.create();
    this.#seconds = plan.slidingS > 0 ? new SecondCells(plan.slidingS, kind.create) : null;
  }

  add(pane: number, second: number): boolean {
    if (pane !== this.#lastPane) {
      this.#lastCell = this.#cell(pane);
      this.#lastPane = pane;
    }
    this.#kind.add(this.#lastCell);
    if (this.#seconds) {
      const cell = this.#seconds.cell(second);
      if (cell) this.#kind.add(cell);
    }
    return true;
  }

  #cell(pane: number): A {
    let cell = this.#cells.get(pane);
    if (!cell) {
      cell = this.#kind.create();
      this.#cells.set(pane, cell);
      if (pane < this.#lowest) this.#lowest = pane;
    }
    return cell;
  }

  window(first: number): PartialAggregate | null {
    if (this.#plan.panes === 1) return this.#cells.get(first)?.partial() ?? null;
    let merged: A | null = null;
    for (let pane = first; pane < first + this.#plan.panes; pane++) {
      const cell = this.#cells.get(pane);
      if (!cell) continue;
      merged ??= this.#kind.create();
      merged.merge(cell);
    }
    return merged?.partial() ?? null;
  }

  dropBefore(oldest: number, fromSecond: number): void {
    this.#seconds?.dropBefore(fromSecond);
    if (oldest <= this.#lowest) return;
    let lowest = Number.POSITIVE_INFINITY;
    for (const pane of this.#cells.keys()) {
      if (pane < oldest) this.#cells.delete(pane);
      else if (pane < lowest) lowest = pane;
    }
    this.#lowest = lowest;
    if (this.#lastPane < oldest) this.#lastPane = Number.NaN;
  }

  takeNow(fromSecond: number): PartialAggregate | null {
    this.#seconds?.dropBefore(fromSecond);
    return this.#seconds?.take()?.partial() ?? null;
  }

  markNow(): void {
    this.#seconds?.mark();
  }

  filledPanes(): Iterable<number> {
    return this.#cells.keys();
  }

  copyInto(target: (pane: number) => CellPanes<A> | null, seconds: boolean): void {
    for (const [pane, cell] of this.#cells) {
      const to = target(pane);
      if (to) to.#cell(pane).merge(cell);
    }
    if (!seconds || !this.#seconds) return;
    for (const [second, cell] of this.#seconds.cells) {
      const to = target(Math.floor((second * 1_000) / this.#plan.paneMs));
      const cells = to ? to.#seconds : null;
      cells?.cell(second)?.merge(cell);
    }
  }

  /** Accumulators take nothing of a budget. */
  release(): void {}

  encode(writer: ByteWriter): void {
    writer.count(this.#cells.size);
    for (const [pane, cell] of this.#cells) {
      writer.count(pane);
      cell.encode(writer);
    }
    this.#seconds?.encode(writer);
  }

  static decode<A extends Accumulator<A>>(plan: PanePlan, kind: AccumulatorPlan<A>, reader: ByteReader): CellPanes<A> {
    const panes = new CellPanes(plan, kind);
    for (let left = reader.count(); left > 0; left--) {
      const pane = reader.count();
      panes.#cells.set(pane, kind.decode(reader));
      if (pane < panes.#lowest) panes.#lowest = pane;
    }
    panes.#seconds?.decode(reader, kind.decode);
    return panes;
  }

  get bytes(): number {
    let bytes = 300 + (this.#seconds?.bytes ?? 0);
    for (const cell of this.#cells.values()) bytes += 40 + cell.bytes;
    return bytes;
  }
}
