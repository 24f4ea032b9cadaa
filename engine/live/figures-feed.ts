import { MINUTE_DIMENSIONS } from '../rollups/figures/records.ts';
import type { Bar, FiguresDelta, FiguresView, TopRow } from './protocol.ts';
import { perDimension } from './site-figures.ts';

/**
 * A site's figures as a row of versions. Each part remembers the version that last changed it, so what any client has
 * missed is read off from the one number that the client holds: a slow client costs no memory, and gets the latest
 * value of each part once instead of all the values between.
 */
export class FiguresFeed {
  #version = 0;
  #view: FiguresView | null = null;
  #counters = 0;
  #freshness = 0;
  readonly #tops = perDimension(() => 0);
  /** By start of the bar; as many entries as the view has bars. */
  #minutes = new Map<number, number>();
  #seconds = new Map<number, number>();

  get version(): number {
    return this.#version;
  }

  get view(): FiguresView | null {
    return this.#view;
  }

  /** Takes the view as it stands now; the version moves on only where something differs. */
  update(next: FiguresView): void {
    const before = this.#view;
    const version = this.#version + 1;
    let changed = false;
    const mark = (differs: boolean): boolean => {
      changed ||= differs;
      return differs;
    };
    if (mark(!before || !sameFields(before.counters, next.counters))) this.#counters = version;
    if (mark(!before || !sameFields(before.freshness, next.freshness))) this.#freshness = version;
    for (const dimension of MINUTE_DIMENSIONS) {
      if (mark(!before || !sameRows(before.tops[dimension], next.tops[dimension]))) this.#tops[dimension] = version;
    }
    this.#minutes = barVersions(this.#minutes, before?.minutes, next.minutes, version, mark);
    this.#seconds = barVersions(this.#seconds, before?.seconds, next.seconds, version, mark);
    this.#view = next;
    if (changed) this.#version = version;
  }

  /** The parts that changed after `version`; undefined where none did. */
  since(version: number): FiguresDelta | undefined {
    const view = this.#view;
    if (!view || version >= this.#version) return undefined;
    const delta: FiguresDelta = {};
    if (this.#counters > version) delta.counters = view.counters;
    const minutes = view.minutes.filter((bar) => this.#minutes.get(bar.start)! > version);
    if (minutes.length > 0) delta.minutes = minutes;
    const seconds = view.seconds.filter((bar) => this.#seconds.get(bar.start)! > version);
    if (seconds.length > 0) delta.seconds = seconds;
    const tops = MINUTE_DIMENSIONS.filter((dimension) => this.#tops[dimension] > version);
    if (tops.length > 0) delta.tops = Object.fromEntries(tops.map((dimension) => [dimension, view.tops[dimension]]));
    if (this.#freshness > version) delta.freshness = view.freshness;
    return delta;
  }
}

function barVersions(
  versions: Map<number, number>,
  before: Bar[] | undefined,
  next: Bar[],
  version: number,
  mark: (differs: boolean) => boolean,
): Map<number, number> {
  const held = new Map(before?.map((bar) => [bar.start, bar]));
  return new Map(
    next.map((bar) => {
      const old = held.get(bar.start);
      return [bar.start, mark(!old || !sameFields(old, bar)) ? version : versions.get(bar.start)!];
    }),
  );
}

function sameFields<T extends object>(left: T, right: T): boolean {
  return (Object.keys(left) as Array<keyof T>).every((field) => left[field] === right[field]);
}

function sameRows(left: TopRow[], right: TopRow[]): boolean {
  return (
    left.length === right.length &&
    left.every((row, index) => row.value === right[index]!.value && row.count === right[index]!.count)
  );
}
