import type { FilePool } from './file-pool.ts';
import { Segment } from './segment.ts';

/** The segments of a partition by base offset, ascending; never empty, the last one is the active one. */
export class SegmentList {
  readonly #dir: string;
  readonly #pool: FilePool;
  #segments: readonly Segment[];

  constructor(dir: string, pool: FilePool, segments: readonly Segment[]) {
    this.#dir = dir;
    this.#pool = pool;
    this.#segments = segments;
  }

  get active(): Segment {
    return this.#segments.at(-1)!;
  }

  get first(): Segment {
    return this.#segments[0]!;
  }

  /** A snapshot: later changes make a new array. */
  all(): readonly Segment[] {
    return this.#segments;
  }

  get sizeBytes(): number {
    let total = 0;
    for (const segment of this.#segments) total += segment.sizeBytes;
    return total;
  }

  /** Segments from the one that holds `offset` on. */
  from(offset: number): readonly Segment[] {
    let index = this.#segments.length - 1;
    while (index > 0 && this.#segments[index]!.baseOffset > offset) index--;
    return this.#segments.slice(index);
  }

  /** Seals the active segment and begins the next one. An active segment that is still empty at the same offset is used on. */
  roll(baseOffset: number, nowMs: number): Segment {
    if (this.active.sizeBytes === 0 && this.active.baseOffset === baseOffset) return this.active;
    this.active.seal();
    const next = Segment.create(this.#dir, baseOffset, this.#pool, nowMs);
    this.#segments = [...this.#segments, next];
    return next;
  }

  /** Takes the oldest ones out and deletes their files, oldest first, so that a crash in between leaves no hole. The active one stays. */
  dropOldest(count: number): readonly Segment[] {
    const gone = this.#segments.slice(0, Math.min(count, this.#segments.length - 1));
    this.#segments = this.#segments.slice(gone.length);
    for (const segment of gone) segment.unlink();
    return gone;
  }

  /** Puts a cleaned segment in the place of those it was made from; false when they are not all here any more. */
  replace(old: readonly Segment[], by: readonly Segment[]): boolean {
    const at = this.#segments.indexOf(old[0]!);
    if (at < 0 || old.some((segment, i) => this.#segments[at + i] !== segment)) return false;
    this.#segments = [...this.#segments.slice(0, at), ...by, ...this.#segments.slice(at + old.length)];
    return true;
  }

  close(): void {
    for (const segment of this.#segments) segment.close();
  }
}
