import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { splitAppend } from './append-plan.ts';
import { type CleanResult, compact } from './compaction.ts';
import { Flusher } from './flusher.ts';
import { type EpochEnd, LeaderEpochs } from './leader-epochs.ts';
import type { LogConfig } from './log-config.ts';
import { asStorageError, LogError, outOfRange } from './log-error.ts';
import { type Fetched, LogReader, type ReadOptions } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';
import type { AbortedTransaction } from './ongoing-transactions.ts';
import type { PartitionLogOptions } from './partition-log-options.ts';
import { ProducerState } from './producer-state.ts';
import { openSegments } from './recovery.ts';
import { expiredSegments, segmentsBefore } from './retention.ts';
import type { Segment } from './segment.ts';
import { SegmentList } from './segment-list.ts';
import { type FoundTimestamp, findMaxTimestamp, findTimestamp } from './timestamp-search.ts';

export interface AppendOrigin {
  readonly leaderEpoch: number;
  /** Clients send exactly one batch, of data; the broker itself may append several, and control batches. */
  readonly isClient: boolean;
  /** The coordinator says that the partition is in the producer's transaction: a client's transactional batch is refused without. */
  readonly inTransaction?: boolean;
  /** The producer begins each transaction with sequence 0 (KIP-890): one that is not known here may not begin anywhere else. */
  readonly beginsAtZero?: boolean;
  /** A marker that comes with a new epoch of its producer (KIP-890): it cannot end a transaction begun under that epoch. */
  readonly bumpsEpoch?: boolean;
}

export interface AppendResult {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** -1 unless the topic stamps LogAppendTime. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  /** The producer had sent this batch before; the offsets are those that it got then. */
  readonly duplicate: boolean;
}

export interface TimestampOffset extends FoundTimestamp {
  readonly leaderEpoch: number;
}

/**
 * One partition: an append-only run of record batches in segments on disk. An append is decided and gets its offsets at once, in memory; the
 * appends of a tick are then written together. Only what is with the OS is served: logStartOffset <= highWatermark <= logEndOffset.
 */
export class PartitionLog {
  readonly dir: string;
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Buffer;
  readonly producers = new ProducerState();
  readonly segments: SegmentList;
  readonly #options: PartitionLogOptions;
  readonly #epochs: LeaderEpochs;
  readonly #writer: LogWriter;
  readonly #reader: LogReader;
  readonly #flusher: Flusher;
  readonly #listeners = new Set<() => void>();
  #config: LogConfig;
  #logStartOffset: number;
  #firstDirtyOffset: number;
  #closed = false;

  private constructor(options: PartitionLogOptions) {
    if (!options.isFound) mkdirSync(options.dir, { recursive: true });
    this.#options = options;
    this.#config = options.config;
    this.dir = options.dir;
    this.topic = options.topic;
    this.partition = options.partition;
    this.topicId = options.topicId;
    this.#epochs = new LeaderEpochs(join(options.dir, 'leader-epoch-checkpoint'));
    const { indexIntervalBytes } = options.config;
    const found = openSegments({
      ...options,
      indexIntervalBytes,
      nowMs: options.now(),
      epochs: this.#epochs,
      producers: this.producers,
    });
    this.segments = new SegmentList(options.dir, options.pool, found.segments);
    this.#logStartOffset = found.logStartOffset;
    const recoveryPoint = Math.min(options.recoveryPoint, found.logEndOffset);
    this.#flusher = new Flusher({
      dir: this.dir,
      segments: this.segments,
      producers: this.producers,
      recoveryPoint,
      snapshotOffset: found.snapshotOffset,
      now: options.now,
    });
    this.#firstDirtyOffset = options.firstDirtyOffset;
    this.#writer = new LogWriter({
      ...options,
      segments: this.segments,
      producers: this.producers,
      flusher: this.#flusher,
      config: () => this.#config,
      logEndOffset: found.logEndOffset,
      onWritten: () => {
        for (const listener of this.#listeners) listener();
      },
    });
    this.#reader = new LogReader({ segments: this.segments, writer: this.#writer, log: this });
  }

  /** Opens the partition, and checks its end if it was not closed in order. */
  static open(options: PartitionLogOptions): PartitionLog {
    return new PartitionLog(options);
  }

  get config(): LogConfig {
    return this.#config;
  }

  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  /** End of what the OS has: only records below it are served. */
  get highWatermark(): number {
    return this.#writer.highWatermark;
  }

  /** End of what is decided: below it no transaction is open. At most the high watermark; read_committed is served up to here. */
  get lastStableOffset(): number {
    const { firstUndecided } = this.producers.transactions;
    const end = Math.min(firstUndecided ?? this.highWatermark, this.highWatermark);
    return Math.max(end, this.#logStartOffset);
  }

  /** Next offset to hand out. */
  get logEndOffset(): number {
    return this.#writer.logEndOffset;
  }

  /** Everything below is synced to the disk. */
  get recoveryPoint(): number {
    return this.#flusher.recoveryPoint;
  }

  /** Records below are compacted. */
  get firstDirtyOffset(): number {
    return this.#firstDirtyOffset;
  }

  /** -1 before the first epoch. */
  get leaderEpoch(): number {
    return this.#epochs.latest;
  }

  get sizeBytes(): number {
    return this.segments.sizeBytes;
  }

  /**
   * Checks the records and gives them their offsets; throws LogError. They are with the OS once `written()` resolves; until it settles
   * the buffer must stay as it is.
   */
  append(records: Buffer, origin: AppendOrigin): AppendResult {
    this.#expectOpen();
    const nowMs = this.#options.now();
    const batches = splitAppend(records, origin, this.#config, nowMs);
    const logAppendTimeMs = this.#config.messageTimestampType === 'LogAppendTime' ? nowMs : -1;
    const placed = { logAppendTimeMs, logStartOffset: this.#logStartOffset };
    const repeated = this.producers.check(batches[0]!, 0, origin);
    if (repeated) {
      const baseOffset = ProducerState.baseOffsetOf(repeated);
      return { ...placed, baseOffset, lastOffset: repeated.lastOffset, duplicate: true };
    }
    this.startEpoch(origin.leaderEpoch);
    asStorageError(() => this.#epochs.save());
    const baseOffset = this.logEndOffset;
    for (const batch of batches) this.#writer.place(batch, origin.leaderEpoch, logAppendTimeMs);
    return { ...placed, baseOffset, lastOffset: this.logEndOffset - 1, duplicate: false };
  }

  /** Resolves when everything appended so far is with the OS and survives kill -9; rejects with KAFKA_STORAGE_ERROR when it could not be written. */
  written(): Promise<void> {
    return this.#writer.written();
  }

  /**
   * Whole batches from the one that holds `offset`, up to maxBytes (the first one even above it if minOneBatch) and below the high watermark
   * or, if committed, the last stable offset. From memory at once, from disk as a promise. Throws OFFSET_OUT_OF_RANGE.
   */
  read(offset: number, maxBytes: number, options: ReadOptions): Buffer | Promise<Buffer> {
    this.#expectOpen();
    return this.#reader.read(offset, maxBytes, options);
  }

  /** Like read, but a large run on disk is only located, to be read from its file while it is sent. */
  slice(offset: number, maxBytes: number, options: ReadOptions): Fetched | Promise<Fetched> {
    this.#expectOpen();
    return this.#reader.slice(offset, maxBytes, options);
  }

  /** Aborted transactions with a part in `from` (inclusive) to `to` (exclusive): what a read_committed reader of these batches skips. */
  abortedTransactions(from: number, to: number): AbortedTransaction[] {
    const found: AbortedTransaction[] = [];
    asStorageError(() => this.segments.from(from).some(({ aborted }) => aborted.collect(from, to, found)));
    return found;
  }

  /** Calls the listener each time the high watermark has moved; returns how to stop. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** First record at or after the timestamp; undefined when all are earlier. */
  async offsetForTimestamp(timestamp: number): Promise<TimestampOffset | undefined> {
    return this.#search((segments, from, to) => findTimestamp(segments, timestamp, from, to));
  }

  /** The first record with the greatest timestamp (KIP-734). */
  async offsetOfMaxTimestamp(): Promise<TimestampOffset | undefined> {
    return this.#search(findMaxTimestamp);
  }

  #search(
    find: (segments: readonly Segment[], from: number, to: number) => FoundTimestamp | undefined,
  ): TimestampOffset | undefined {
    this.#expectOpen();
    const found = asStorageError(() => find(this.segments.all(), this.#logStartOffset, this.highWatermark));
    return found && { ...found, leaderEpoch: this.#epochs.epochOf(found.offset) };
  }

  /** End offset of the largest epoch at or below the one asked for (KIP-101, KIP-320); -1/-1 when unknown. */
  offsetForLeaderEpoch(epoch: number): EpochEnd {
    return this.#epochs.endOf(epoch, this.logEndOffset);
  }

  /** Epoch under which the record at that offset was written; -1 when unknown. */
  epochOf(offset: number): number {
    return this.#epochs.epochOf(offset);
  }

  /** Notes that this broker leads from here on with that epoch, even before the first append. */
  startEpoch(epoch: number): void {
    this.#epochs.assign(epoch, this.logEndOffset);
  }

  /** Moves the log start offset up (-1: to the high watermark), checkpoints it and deletes segments before it. Resolves to the log start offset. */
  async deleteRecordsTo(offset: number): Promise<number> {
    const target = offset === -1 ? this.highWatermark : offset;
    if (target < 0 || target > this.highWatermark) throw outOfRange(this, target);
    if (target > this.#logStartOffset) {
      this.#logStartOffset = target;
      asStorageError(() => {
        this.#options.onLogStartMoved();
        this.#dropOldest(segmentsBefore(this.segments.all(), target));
      });
    }
    return this.#logStartOffset;
  }

  /** Deletes segments by time, size and log start offset; returns how many. */
  applyRetention(): number {
    const count = expiredSegments(this.segments.all(), this.#config, this.#logStartOffset, this.#options.now());
    if (count === this.segments.all().length) this.roll();
    return this.#dropOldest(count);
  }

  #dropOldest(count: number): number {
    const gone = this.segments.dropOldest(count);
    if (gone.length === 0) return 0;
    this.#logStartOffset = Math.max(this.#logStartOffset, this.segments.first.baseOffset);
    this.#epochs.truncateFromStart(this.#logStartOffset);
    this.#flusher.prune();
    return gone.length;
  }

  /** Begins a new segment now, unless the active one is empty or appends are under way. */
  roll(): void {
    this.#writer.roll();
  }

  updateConfig(config: LogConfig): void {
    this.#config = config;
  }

  /** Whether flush.ms has gone by with something unsynced. */
  needsFlush(): boolean {
    return this.recoveryPoint < this.highWatermark && this.#flusher.sinceFlushMs >= this.#config.flushMs;
  }

  /** Syncs to the disk what the OS has. */
  async flush(): Promise<void> {
    if (this.#closed) return;
    await this.#flusher.flush(this.highWatermark);
    if (this.#flusher.wantsSnapshot && this.#writer.idle && !this.#closed)
      this.#flusher.saveProducers(this.highWatermark);
  }

  /** One pass of the cleaner, if the topic is compacted and enough is dirty; `stopped` is asked between its steps. */
  async clean(stopped: () => boolean): Promise<CleanResult | undefined> {
    if (!this.#config.cleanupPolicy.compact) return undefined;
    const { pool, now } = this.#options;
    const { dir, segments, producers } = this;
    const result = await compact({
      ...{ dir, segments, producers, pool, config: this.#config, nowMs: now() },
      lastStableOffset: this.lastStableOffset,
      firstDirtyOffset: Math.max(this.#firstDirtyOffset, this.#logStartOffset),
      stopped: () => this.#closed || stopped(),
    });
    if (!result) return undefined;
    this.#firstDirtyOffset = result.firstDirtyOffset;
    // Memory would go on serving what is superseded now.
    this.#writer.clear();
    return result;
  }

  /** Writes what is pending, syncs and closes the files. A later open then needs to check nothing. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.written().catch(() => undefined);
    this.segments.active.seal();
    await this.#flusher.flush(this.highWatermark);
    this.#flusher.saveProducers(this.highWatermark);
    this.#letGo();
  }

  /** Closes without bringing anything more to the disk: before the folder is deleted. */
  async abandon(): Promise<void> {
    this.#closed = true;
    await this.written().catch(() => undefined);
    await this.#flusher.settled();
    this.#letGo();
  }

  #letGo(): void {
    this.#writer.clear();
    this.#listeners.clear();
    this.segments.close();
  }

  #expectOpen(): void {
    if (this.#closed) throw new LogError('KAFKA_STORAGE_ERROR', `${this.topic}-${this.partition} is closed`);
  }
}
