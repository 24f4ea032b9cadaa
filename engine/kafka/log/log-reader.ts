import type { FileSlice } from './file-slice.ts';
import { asStorageError, outOfRange } from './log-error.ts';
import type { LogWriter } from './log-writer.ts';
import type { SegmentList } from './segment-list.ts';
import { batchesBelow, readSegments } from './segment-read.ts';
import { findPlace, knownSlice, MIN_SLICE_BYTES } from './slice-lookup.ts';

const EMPTY = Buffer.alloc(0);

export interface ReadOptions {
  readonly minOneBatch: boolean;
  /** Isolation level read_committed: nothing of an open transaction. */
  readonly committed?: boolean;
}

/** Batches in memory, or a run of them in a file. */
export type Fetched = Buffer | FileSlice;

export interface LogReaderOptions {
  readonly segments: SegmentList;
  readonly writer: LogWriter;
  /** The partition's bounds as they are now. */
  readonly log: {
    readonly topic: string;
    readonly partition: number;
    readonly logStartOffset: number;
    readonly highWatermark: number;
    readonly lastStableOffset: number;
    readonly logEndOffset: number;
  };
}

/** The reading end of a partition: the newest batches from memory, the rest from the segments. */
export class LogReader {
  readonly #options: LogReaderOptions;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** See PartitionLog.read. */
  read(offset: number, maxBytes: number, options: ReadOptions): Buffer | Promise<Buffer> {
    const endOffset = this.#endFor(offset, maxBytes, options);
    if (offset >= endOffset) return EMPTY;
    const { writer } = this.#options;
    return (
      writer.readTail(offset, endOffset, maxBytes, options.minOneBatch) ??
      this.#readDisk(offset, endOffset, maxBytes, options.minOneBatch)
    );
  }

  /** See PartitionLog.slice. What the tail has, and a slice whose place is known, comes without a wait. */
  slice(offset: number, maxBytes: number, options: ReadOptions): Fetched | Promise<Fetched> {
    const endOffset = this.#endFor(offset, maxBytes, options);
    if (offset >= endOffset) return EMPTY;
    const { writer } = this.#options;
    return (
      writer.readTail(offset, endOffset, maxBytes, options.minOneBatch) ??
      asStorageError(() => this.#knownSlice(offset, maxBytes, endOffset)) ??
      this.#findSlice(offset, maxBytes, endOffset, options.minOneBatch)
    );
  }

  /** Nothing at or above may be served; `offset` itself where nothing is to be served at all. */
  #endFor(offset: number, maxBytes: number, { minOneBatch, committed = false }: ReadOptions): number {
    const { log } = this.#options;
    if (offset < log.logStartOffset || offset > log.logEndOffset) throw outOfRange(log, offset);
    if (maxBytes <= 0 && !minOneBatch) return offset;
    return committed ? log.lastStableOffset : log.highWatermark;
  }

  #knownSlice(offset: number, maxBytes: number, endOffset: number): FileSlice | undefined {
    const { segments, log } = this.#options;
    const [segment, next] = segments.from(offset);
    const segmentEndOffset = next?.baseOffset ?? log.highWatermark;
    return knownSlice(segment!, { offset, maxBytes, endOffset, segmentEndOffset });
  }

  async #findSlice(offset: number, maxBytes: number, endOffset: number, minOneBatch: boolean): Promise<Fetched> {
    if (maxBytes >= MIN_SLICE_BYTES) {
      const [segment] = this.#options.segments.from(offset);
      // What goes wrong here, a segment deleted meanwhile say, goes wrong again below, and is told there.
      const isFound = await findPlace(segment!, offset).catch(() => false);
      const slice = isFound && asStorageError(() => this.#knownSlice(offset, maxBytes, endOffset));
      if (slice) return slice;
    }
    return this.#readDisk(offset, endOffset, maxBytes, minOneBatch);
  }

  async #readDisk(offset: number, endOffset: number, maxBytes: number, minOneBatch: boolean): Promise<Buffer> {
    const { segments, log } = this.#options;
    const found = await readSegments(() => segments.from(offset), offset, maxBytes, minOneBatch);
    if (offset < log.logStartOffset) throw outOfRange(log, offset);
    return batchesBelow(found, endOffset);
  }
}
