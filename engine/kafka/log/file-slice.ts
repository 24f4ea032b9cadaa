import { read } from 'node:fs';
import { BATCH_HEADER_BYTES, batchBaseOffset } from '../records/batch.ts';
import { batchAt } from './batch-scan.ts';
import { storageError } from './log-error.ts';
import type { Segment } from './segment.ts';

/** Where a slice lies. */
export interface SliceRange {
  /** Positions in the segment's file; both are where a batch begins, or the end of the file. */
  readonly start: number;
  readonly end: number;
  /** Every offset of the slice is below it; it may lie somewhat behind the last. */
  readonly endOffset: number;
}

/**
 * Whole batches that stay in their segment's file until they are sent: what `sendfile` is to Kafka, as near as Node comes. It costs no memory
 * while it waits, and once held it can be read although retention or the cleaner deletes the segment.
 */
export class FileSlice {
  readonly length: number;
  readonly endOffset: number;
  readonly #segment: Segment;
  readonly #start: number;
  #descriptor = -1;

  constructor(segment: Segment, { start, end, endOffset }: SliceRange) {
    this.#segment = segment;
    this.#start = start;
    this.length = end - start;
    this.endOffset = endOffset;
  }

  /** Whether the segment was deleted: a slice that nobody held by then cannot be read any more. */
  get isGone(): boolean {
    return this.#segment.file.unlinked;
  }

  hold(): void {
    this.#descriptor = this.#segment.file.acquire();
  }

  release(): void {
    if (this.#descriptor < 0) return;
    this.#descriptor = -1;
    this.#segment.file.release();
  }

  /**
   * Off the event loop. The read that ends the slice looks a batch header further where there is room: whoever reads on from there needs no search
   * in the index.
   */
  read(into: Buffer, from: number): Promise<number> {
    const position = this.#start + from;
    const wanted = Math.min(this.length - from, into.length);
    const beyond = from + wanted === this.length ? Math.min(BATCH_HEADER_BYTES, into.length - wanted) : 0;
    return new Promise((resolve, reject) => {
      const step = (done: number): void => {
        read(this.#descriptor, into, done, wanted + beyond - done, position + done, (error, got) => {
          if (error) return reject(storageError(error));
          const total = done + got;
          if (total < wanted && got > 0) return step(total);
          if (total < wanted) return reject(storageError(new Error(`${this.#segment.file.path} ends early`)));
          this.#noteNext(into.subarray(wanted, total), position + wanted);
          resolve(wanted);
        });
      };
      step(0);
    });
  }

  #noteNext(header: Buffer, position: number): void {
    const size = batchAt(header, 0);
    if (size === 0 || position + size > this.#segment.sizeBytes) return;
    this.#segment.places.note(batchBaseOffset(header, 0), position);
  }
}
