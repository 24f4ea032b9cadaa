import type { ByteReader } from '../aggregates/byte-reader.ts';
import type { ByteWriter } from '../aggregates/byte-writer.ts';
import type { PaneState } from './pane-state.ts';

/** One row of a metric: the events that share the dimensions' values, or those of all other values. */
export interface Group<S> {
  readonly dims: readonly string[];
  readonly other: boolean;
  readonly state: S;
  /** Spans in which the values were among the first `limit`. */
  readonly spans: Set<number>;
  /** One of `spans`: the one asked for last. */
  lastSpan: number;
  /** Panes that changed since the rows were looked through last; `lastDirty` is one of them. */
  readonly dirty: Set<number>;
  lastDirty: number;
  /** The sliding window was not empty when it was emitted last. */
  shown: boolean;
}

/** A tree of maps, one level a dimension: finding a row makes no key. */
type Level<S> = Map<string, Level<S> | Group<S>>;

/**
 * The rows of one metric in one partition. In every span of time as long as the window (aligned to the epoch) the first
 * `limit` values of the dimensions to come get rows of their own, the rest are counted in "other". Bounds: `limit` rows
 * a span that is kept.
 */
export class Groups<S extends PaneState<S>> {
  readonly #limit: number;
  readonly #create: () => S;
  readonly #root: Level<S> = new Map();
  readonly #all = new Set<Group<S>>();
  /** Rows by span, in the order they came. */
  readonly #spans = new Map<number, Array<Group<S>>>();
  #other: Group<S> | null = null;

  constructor(limit: number, create: () => S) {
    this.#limit = limit;
    this.#create = create;
  }

  get all(): Iterable<Group<S>> {
    return this.#all;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The row of the values that `labels` read, in a span: theirs, or "other". */
  at(labels: ReadonlyArray<() => string>, span: number): Group<S> {
    let level = this.#root;
    for (const label of labels) {
      const next = level.get(label());
      if (next === undefined)
        return this.admit(
          labels.map((read) => read()),
          span,
        );
      if (next instanceof Map) level = next;
      else return next.lastSpan === span ? next : this.#inSpan(next, span);
    }
    throw new Error('a metric without dimensions has one row');
  }

  #inSpan(group: Group<S>, span: number): Group<S> {
    if (group.spans.has(span)) {
      group.lastSpan = span;
      return group;
    }
    return this.admit(group.dims, span);
  }

  /** The row of these values in a span; a new one while there is room in the span. */
  admit(dims: readonly string[], span: number): Group<S> {
    const held = this.find(dims);
    if (held?.spans.has(span)) return held;
    let inSpan = this.#spans.get(span);
    if (!inSpan) {
      inSpan = [];
      this.#spans.set(span, inSpan);
    }
    if (inSpan.length >= this.#limit) return this.other();
    const group = held ?? this.#insert(dims);
    group.spans.add(span);
    group.lastSpan = span;
    inSpan.push(group);
    return group;
  }

  find(dims: readonly string[]): Group<S> | null {
    let level = this.#root;
    for (const value of dims) {
      const next = level.get(value);
      if (next === undefined) return null;
      if (!(next instanceof Map)) return next;
      level = next;
    }
    return null;
  }

  #insert(dims: readonly string[], state?: S): Group<S> {
    const group = this.#group(dims, false, state);
    let level = this.#root;
    for (const value of dims.slice(0, -1)) {
      const next = level.get(value);
      if (next instanceof Map) level = next;
      else {
        const made: Level<S> = new Map();
        level.set(value, made);
        level = made;
      }
    }
    level.set(dims.at(-1) ?? '', group);
    return group;
  }

  /** The row of all other values; of all events where there are no dimensions. */
  other(): Group<S> {
    this.#other ??= this.#group([], true);
    return this.#other;
  }

  /** The same, if anything was counted in it. */
  get heldOther(): Group<S> | null {
    return this.#other;
  }

  #group(dims: readonly string[], other: boolean, state = this.#create()): Group<S> {
    const group: Group<S> = {
      dims,
      other,
      state,
      spans: new Set(),
      lastSpan: Number.NaN,
      dirty: new Set(),
      lastDirty: Number.NaN,
      shown: false,
    };
    this.#all.add(group);
    return group;
  }

  /** Rows by span, oldest span first, each span's in the order they came. */
  spans(): Array<[number, ReadonlyArray<Group<S>>]> {
    return [...this.#spans].sort(([a], [b]) => a - b);
  }

  /** Lets go of spans that are over; answers the rows that are in no span any more and went with them. */
  dropSpansBefore(span: number): Array<Group<S>> {
    const removed: Array<Group<S>> = [];
    for (const [old, groups] of this.#spans) {
      if (old >= span) continue;
      this.#spans.delete(old);
      for (const group of groups) {
        group.spans.delete(old);
        group.lastSpan = Number.NaN;
        if (group.spans.size > 0) continue;
        this.#remove(group);
        removed.push(group);
      }
    }
    return removed;
  }

  #remove(group: Group<S>): void {
    this.#all.delete(group);
    group.state.release();
    const path: Array<Level<S>> = [this.#root];
    for (const value of group.dims.slice(0, -1)) {
      const next = path.at(-1)!.get(value);
      if (next instanceof Map) path.push(next);
    }
    for (let depth = path.length - 1; depth >= 0; depth--) {
      path[depth]!.delete(group.dims[depth]!);
      if (path[depth]!.size > 0) return;
    }
  }

  encode(writer: ByteWriter): void {
    const numbers = new Map<Group<S>, number>();
    writer.count(this.#all.size);
    for (const group of this.#all) {
      numbers.set(group, numbers.size);
      writer.count(group.other ? 1 : 0);
      for (const value of group.dims) writer.text(value);
      group.state.encode(writer);
    }
    writer.count(this.#spans.size);
    for (const [span, inSpan] of this.#spans) {
      writer.count(span);
      writer.count(inSpan.length);
      for (const group of inSpan) writer.count(numbers.get(group) ?? 0);
    }
  }

  decode(reader: ByteReader, dimensions: number, decodeState: (reader: ByteReader) => S): void {
    const groups: Array<Group<S>> = [];
    for (let left = reader.count(); left > 0; left--) {
      const other = reader.count() === 1;
      const dims = Array.from({ length: other ? 0 : dimensions }, () => reader.text());
      const state = decodeState(reader);
      if (other) this.#other = this.#group(dims, true, state);
      const group = other ? this.other() : this.#insert(dims, state);
      // It may have been.
      group.shown = true;
      groups.push(group);
    }
    for (let left = reader.count(); left > 0; left--) {
      const span = reader.count();
      const inSpan = Array.from({ length: reader.count() }, () => groups[reader.count()]!);
      for (const group of inSpan) group.spans.add(span);
      this.#spans.set(span, inSpan);
    }
  }

  get bytes(): number {
    let bytes = 500;
    for (const { state, dims } of this.#all) bytes += 500 + dims.length * 100 + state.bytes;
    return bytes;
  }
}
