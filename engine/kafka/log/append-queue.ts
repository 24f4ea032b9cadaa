import { writev } from 'node:fs';
import type { PooledFile } from './file-pool.ts';
import type { AbortedTransaction } from './ongoing-transactions.ts';
import type { Segment } from './segment.ts';
import type { Placed } from './tail-cache.ts';

/** Up to here a write is done at once (1.7 us for 1 KB, about 10 us for 16 KB); above, off the event loop. */
const SYNC_WRITE_BYTES = 64 * 1024;

/** A batch with its place in the log, not yet on disk. */
export interface PendingBatch {
  readonly placed: Placed;
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Set when a new segment begins with this batch: the producer state before it, as a snapshot file. */
  readonly roll: Buffer | undefined;
  /** The transaction that a marker aborts. */
  readonly aborted: AbortedTransaction | undefined;
  /** Takes back what the append changed in memory. */
  readonly undo: (() => void) | undefined;
}

/** What the queue asks of its partition. */
export interface AppendTarget {
  /** The segment that the batch goes to; begins a new one if the batch says so. */
  segmentFor(batch: PendingBatch): Segment;
  /** The batches are with the OS. */
  wrote(batches: readonly PendingBatch[]): void;
  /** Everything of a tick is written: wake readers; what it returns is waited for before appends count as written. */
  drained(): Promise<void> | undefined;
  /** These could not be written and are to be taken back; returns what to reject with. */
  failed(batches: readonly PendingBatch[], cause: unknown): Error;
}

/**
 * Gathers the appends of a tick and writes them in order, one write a segment. Bounded by its callers: each waits for `written` before it
 * answers, and a connection has a bounded number of requests in flight.
 */
export class AppendQueue {
  readonly #target: AppendTarget;
  #pending: PendingBatch[] = [];
  /** Settles with the batches that are pending now. */
  #ticket: PromiseWithResolvers<void> | undefined;
  /** Settles with the batches being written now. */
  #writing: PromiseWithResolvers<void> | undefined;

  constructor(target: AppendTarget) {
    this.#target = target;
  }

  get idle(): boolean {
    return this.#pending.length === 0 && this.#writing === undefined;
  }

  push(batch: PendingBatch): void {
    this.#pending.push(batch);
    if (this.#ticket) return;
    this.#ticket = Promise.withResolvers<void>();
    // Whoever does not wait (acks=0) must not make a failure an unhandled one; the partition logs it.
    this.#ticket.promise.catch(() => undefined);
    setImmediate(() => this.#drain());
  }

  written(): Promise<void> {
    return (this.#ticket ?? this.#writing)?.promise ?? Promise.resolve();
  }

  #drain(): void {
    if (this.#writing || !this.#ticket) return;
    const batches = this.#pending;
    this.#writing = this.#ticket;
    this.#pending = [];
    this.#ticket = undefined;
    this.#writeFrom(batches, 0);
  }

  /** Writes run after run; a large one is awaited by callback and goes on from there. */
  #writeFrom(batches: readonly PendingBatch[], start: number): void {
    let from = start;
    try {
      while (from < batches.length) {
        const to = runEnd(batches, from);
        const segment = this.#target.segmentFor(batches[from]!);
        const views = viewsOf(batches, from, to);
        if (bytesOf(views) > SYNC_WRITE_BYTES) {
          const run = batches.slice(from, to);
          writeAsync(segment.file, views, segment.sizeBytes, (error) => {
            if (error) return this.#fail(batches.slice(from), error);
            this.#target.wrote(run);
            this.#writeFrom(batches, to);
          });
          return;
        }
        segment.file.write(views.length === 1 ? views[0]! : Buffer.concat(views), segment.sizeBytes);
        this.#target.wrote(batches.slice(from, to));
        from = to;
      }
      this.#finish((ticket, synced) => ticket.resolve(synced));
    } catch (error) {
      this.#fail(batches.slice(from), error);
    }
  }

  /** What came after the batches that failed has offsets behind theirs, so it fails with them. */
  #fail(batches: readonly PendingBatch[], cause: unknown): void {
    const later = this.#ticket;
    const error = this.#target.failed([...batches, ...this.#pending], cause);
    this.#pending = [];
    this.#ticket = undefined;
    this.#finish((ticket) => ticket.reject(error));
    later?.reject(error);
  }

  #finish(settle: (ticket: PromiseWithResolvers<void>, synced: Promise<void> | undefined) => void): void {
    const ticket = this.#writing!;
    this.#writing = undefined;
    settle(ticket, this.#target.drained());
    if (this.#ticket) setImmediate(() => this.#drain());
  }
}

/** End of the batches from `from` on that go to one segment. */
function runEnd(batches: readonly PendingBatch[], from: number): number {
  let to = from + 1;
  while (to < batches.length && !batches[to]!.roll) to++;
  return to;
}

/** The bytes of a run: one view for batches that touch, as they do within a chunk of the tail. */
function viewsOf(batches: readonly PendingBatch[], from: number, to: number): Buffer[] {
  const views: Buffer[] = [];
  let { bytes, start, end } = batches[from]!.placed;
  for (let i = from + 1; i < to; i++) {
    const next = batches[i]!.placed;
    if (next.bytes === bytes && next.start === end) {
      end = next.end;
      continue;
    }
    views.push(bytes.subarray(start, end));
    ({ bytes, start, end } = next);
  }
  views.push(bytes.subarray(start, end));
  return views;
}

const bytesOf = (views: readonly Buffer[]): number => views.reduce((sum, { length }) => sum + length, 0);

function writeAsync(file: PooledFile, views: Buffer[], position: number, done: (error?: unknown) => void): void {
  const descriptor = file.acquire();
  const step = (left: Buffer[], at: number): void => {
    writev(descriptor, left, at, (error, wrote) => {
      const rest = error ? [] : behind(left, wrote);
      if (rest.length > 0) return step(rest, at + wrote);
      file.release();
      done(error ?? undefined);
    });
  };
  step(views, position);
}

/** What is left of the views after so many bytes of them. */
function behind(views: readonly Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  return views.flatMap((view) => {
    const skipped = Math.min(skip, view.length);
    skip -= skipped;
    return skipped < view.length ? [view.subarray(skipped)] : [];
  });
}
