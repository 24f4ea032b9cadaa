import { existsSync, fdatasync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { batchLastOffset, batchMaxTimestamp, batchSizeBytes } from '../records/batch.ts';
import { AbortedIndex } from './aborted-index.ts';
import { scanBatches } from './batch-scan.ts';
import { fileName, LOG_SUFFIX, OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX } from './file-names.ts';
import type { FilePool, PooledFile } from './file-pool.ts';
import { KnownPlaces } from './known-places.ts';
import { OffsetIndex } from './offset-index.ts';
import type { PlannedSegment } from './roll-policy.ts';
import { TimeIndex } from './time-index.ts';

/** One segment: a run of batches in `<base>.log`, with its two sparse indexes and that of aborted transactions. */
export class Segment {
  readonly baseOffset: number;
  readonly file: PooledFile;
  readonly offsets: OffsetIndex;
  readonly times: TimeIndex;
  readonly aborted: AbortedIndex;
  /** For reading on; see FileSlice. */
  readonly places = new KnownPlaces();
  /** Bytes of whole batches that the OS has. The file may be longer while a write is under way. */
  sizeBytes: number;
  /** Greatest timestamp and the last offset of the batch that brought it; -1 while unknown or empty. */
  maxTimestamp = -1;
  offsetOfMaxTimestamp = -1;
  createdMs: number;
  /** See PlannedSegment. */
  readonly jitter = Math.random();
  /** Has bytes that were never synced to the disk. */
  dirty = false;
  #firstTimestamp: number | undefined;
  #bytesSinceIndexEntry = 0;

  private constructor(dir: string, baseOffset: number, pool: FilePool, suffix: string) {
    const path = (kind: string) => join(dir, fileName(baseOffset, kind) + suffix);
    const size = (kind: string) => statSync(path(kind), { throwIfNoEntry: false })?.size;
    this.baseOffset = baseOffset;
    this.file = pool.file(path(LOG_SUFFIX));
    this.offsets = new OffsetIndex(pool.file(path(OFFSET_INDEX_SUFFIX)), baseOffset, size(OFFSET_INDEX_SUFFIX));
    this.times = new TimeIndex(pool.file(path(TIME_INDEX_SUFFIX)), baseOffset, size(TIME_INDEX_SUFFIX));
    this.aborted = new AbortedIndex(pool.file(path(TXN_INDEX_SUFFIX)), size(TXN_INDEX_SUFFIX));
    const log = statSync(path(LOG_SUFFIX), { throwIfNoEntry: false });
    this.sizeBytes = log?.size ?? 0;
    this.createdMs = log ? log.mtimeMs : 0;
  }

  /** Begins an empty segment; files of that name left by a failed attempt are emptied. */
  static create(dir: string, baseOffset: number, pool: FilePool, nowMs: number, suffix = ''): Segment {
    const segment = new Segment(dir, baseOffset, pool, suffix);
    segment.file.truncate(0);
    segment.sizeBytes = 0;
    segment.createdMs = nowMs;
    segment.resetIndexes();
    segment.aborted.truncate(0);
    segment.persistIndexes();
    return segment;
  }

  /** A segment that is on disk already. Its greatest timestamp is what the time index says last. */
  static existing(dir: string, baseOffset: number, pool: FilePool): Segment {
    const segment = new Segment(dir, baseOffset, pool, '');
    const last = segment.times.isSane() ? segment.times.last() : undefined;
    if (last) {
      segment.maxTimestamp = last.timestamp;
      segment.offsetOfMaxTimestamp = last.offset;
    }
    return segment;
  }

  /** Greatest timestamp of the first batch, read from disk when it was not written by us; undefined while empty. */
  get firstTimestamp(): number | undefined {
    if (this.#firstTimestamp === undefined && this.sizeBytes > 0) {
      for (const batch of scanBatches(this.file, 0, this.sizeBytes)) {
        this.#firstTimestamp = batchMaxTimestamp(batch.bytes, batch.at);
        break;
      }
    }
    return this.#firstTimestamp;
  }

  /** What the next append is weighed against. */
  get plan(): PlannedSegment {
    const { baseOffset, sizeBytes, firstTimestamp, createdMs, jitter } = this;
    return { baseOffset, sizeBytes, firstTimestamp, createdMs, jitter };
  }

  /** When the newest record is from, for retention: its timestamp, or the file's own time without one. */
  get newestMs(): number {
    return this.maxTimestamp >= 0 ? this.maxTimestamp : this.createdMs;
  }

  /** Whether both index files are there and could belong to this log file. */
  hasSaneIndexes(): boolean {
    if (!this.offsets.isPresent || !this.times.isPresent) return false;
    return this.offsets.isSane(this.sizeBytes) && this.times.isSane();
  }

  /** Takes a batch into account that now stands at the end of the file. */
  note(bytes: Buffer, at: number, indexIntervalBytes: number): void {
    const lastOffset = batchLastOffset(bytes, at);
    const timestamp = batchMaxTimestamp(bytes, at);
    const size = batchSizeBytes(bytes, at);
    if (this.sizeBytes === 0) this.#firstTimestamp = timestamp;
    if (timestamp > this.maxTimestamp) {
      this.maxTimestamp = timestamp;
      this.offsetOfMaxTimestamp = lastOffset;
    }
    if (this.#bytesSinceIndexEntry > indexIntervalBytes) {
      this.offsets.note(lastOffset, this.sizeBytes);
      this.times.noteIfLater(this.maxTimestamp, this.offsetOfMaxTimestamp);
      this.#bytesSinceIndexEntry = 0;
    }
    this.#bytesSinceIndexEntry += size;
    this.sizeBytes += size;
    this.dirty = true;
  }

  resetIndexes(): void {
    this.offsets.reset();
    this.times.reset();
    this.maxTimestamp = -1;
    this.offsetOfMaxTimestamp = -1;
    this.#firstTimestamp = undefined;
    this.#bytesSinceIndexEntry = 0;
  }

  /** Cuts the file; the indexes must already be without what lies behind. */
  cutTo(sizeBytes: number): void {
    this.file.truncate(sizeBytes);
    this.sizeBytes = sizeBytes;
    this.places.clear();
    this.dirty = true;
  }

  persistIndexes(): void {
    this.offsets.persist();
    this.times.persist();
    this.aborted.persist();
  }

  /** No more appends: the last timestamp goes into the time index, and the indexes out of memory. */
  seal(): void {
    this.times.noteIfLater(this.maxTimestamp, this.offsetOfMaxTimestamp);
    // Syncs of the log alone have left the indexes out.
    this.dirty ||= this.offsets.isChanged || this.times.isChanged;
    this.offsets.seal();
    this.times.seal();
    this.aborted.seal();
  }

  /** Brings the log file, and the indexes as persisted, to the disk. */
  async sync(): Promise<void> {
    this.dirty = false;
    try {
      this.persistIndexes();
      await Promise.all(this.#files().map(syncFile));
    } catch (error) {
      this.dirty = true;
      throw error;
    }
  }

  /** Brings the log file alone to the disk. */
  async syncLog(): Promise<void> {
    this.dirty = false;
    try {
      await syncFile(this.file);
    } catch (error) {
      this.dirty = true;
      throw error;
    }
  }

  /** Takes the files' suffix off (`.cleaned` to `.swap`, `.swap` to none), the log file first or last as the order of the steps demands. */
  static rename(dir: string, baseOffset: number, from: string, to: string): void {
    for (const kind of [OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX, LOG_SUFFIX]) {
      const path = join(dir, fileName(baseOffset, kind));
      if (existsSync(path + from)) renameSync(path + from, path + to);
    }
  }

  close(): void {
    this.persistIndexes();
    for (const file of [this.file, this.offsets.file, this.times.file, this.aborted.file]) file.close();
  }

  /** Removes the files. Who is reading goes on reading. */
  unlink(): void {
    for (const file of [this.file, this.offsets.file, this.times.file, this.aborted.file]) file.unlink();
  }

  /** Those with something to sync: using that of aborted transactions would make it, and an empty index is as good as a missing one. */
  #files(): PooledFile[] {
    const indexes = [this.offsets, this.times, this.aborted].filter(({ count }) => count > 0);
    return [this.file, ...indexes.map(({ file }) => file)];
  }
}

function syncFile(file: PooledFile): Promise<void> {
  return new Promise((resolve, reject) => {
    const descriptor = file.acquire();
    fdatasync(descriptor, (error) => {
      file.release();
      if (error) reject(error);
      else resolve();
    });
  });
}
