import type { LogSink } from '../log-sink.ts';
import { batchLastOffsetDelta, batchMaxTimestamp, placeBatch, stampLogAppendTime } from '../records/batch.ts';
import { AppendQueue, type PendingBatch } from './append-queue.ts';
import type { Flusher } from './flusher.ts';
import type { LogConfig } from './log-config.ts';
import { storageError } from './log-error.ts';
import { encodeSnapshot } from './producer-snapshot.ts';
import type { ProducerState } from './producer-state.ts';
import { type PlannedSegment, shouldRoll } from './roll-policy.ts';
import type { Segment } from './segment.ts';
import type { SegmentList } from './segment-list.ts';
import { type TailBudget, TailCache } from './tail-cache.ts';

export interface LogWriterOptions {
  readonly topic: string;
  readonly partition: number;
  readonly segments: SegmentList;
  readonly producers: ProducerState;
  readonly flusher: Flusher;
  readonly tails: TailBudget;
  readonly config: () => LogConfig;
  readonly logEndOffset: number;
  readonly now: () => number;
  readonly log: LogSink;
  /** The high watermark may have moved. */
  readonly onWritten: () => void;
}

/**
 * The writing end of a partition. It decides ahead of the disk: a batch gets its offset, its segment and its place in the tail at once, and the
 * batches of a tick are written together. What cannot be written is taken back, so that memory again says what the OS has.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #tail: TailCache;
  readonly #queue: AppendQueue;
  /** The segment that the next batch goes to, with all that is pending. */
  #plan: PlannedSegment;
  #logEndOffset: number;
  #highWatermark: number;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#tail = new TailCache(options.tails);
    this.#plan = options.segments.active.plan;
    this.#logEndOffset = options.logEndOffset;
    this.#highWatermark = options.logEndOffset;
    this.#queue = new AppendQueue({
      segmentFor: (batch) => (batch.roll ? this.#rollTo(batch.baseOffset, batch.roll) : options.segments.active),
      wrote: (batches) => this.#wrote(batches),
      drained: () => this.#drained(),
      failed: (batches, cause) => this.#failed(batches, cause),
    });
  }

  /** Next offset to hand out. */
  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  /** End of what the OS has. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  get idle(): boolean {
    return this.#queue.idle;
  }

  /** Gives a checked batch its place; stamps it unless `logAppendTimeMs` is -1. */
  place(batch: Buffer, leaderEpoch: number, logAppendTimeMs: number): void {
    const { producers, config, now } = this.#options;
    const baseOffset = this.#logEndOffset;
    const lastOffset = baseOffset + batchLastOffsetDelta(batch);
    placeBatch(batch, 0, baseOffset, leaderEpoch);
    if (logAppendTimeMs >= 0) stampLogAppendTime(batch, 0, logAppendTimeMs);
    const coming = { sizeBytes: batch.length, lastOffset, maxTimestamp: batchMaxTimestamp(batch) };
    const nowMs = now();
    const rolls = shouldRoll(this.#plan, coming, config(), nowMs);
    const fresh = { baseOffset, sizeBytes: 0, firstTimestamp: undefined, createdMs: nowMs, jitter: Math.random() };
    const plan = rolls ? fresh : this.#plan;
    const firstTimestamp = plan.firstTimestamp ?? coming.maxTimestamp;
    this.#plan = { ...plan, sizeBytes: plan.sizeBytes + batch.length, firstTimestamp };
    // The snapshot holds the producers as they are before the batch that begins the segment.
    const roll = rolls ? encodeSnapshot(producers) : undefined;
    const placed = this.#tail.place(batch, lastOffset);
    this.#logEndOffset = lastOffset + 1;
    const { undo, aborted } = producers.update(batch, 0);
    this.#queue.push({ placed, baseOffset, lastOffset, roll, undo, aborted });
  }

  written(): Promise<void> {
    return this.#queue.written();
  }

  /** From memory, as far as it reaches back; `endOffset` is at most the high watermark. */
  readTail(offset: number, endOffset: number, maxBytes: number, minOneBatch: boolean): Buffer | undefined {
    return this.#tail.read(offset, endOffset, maxBytes, minOneBatch);
  }

  /** Begins a new segment now, unless the active one is empty or appends are under way. */
  roll(): void {
    const { segments, producers } = this.#options;
    if (!this.#queue.idle || segments.active.sizeBytes === 0) return;
    this.#rollTo(this.#logEndOffset, encodeSnapshot(producers));
    this.#plan = segments.active.plan;
  }

  clear(): void {
    this.#tail.clear();
  }

  #rollTo(baseOffset: number, snapshot: Buffer): Segment {
    const { flusher, segments, now, log, topic, partition } = this.#options;
    flusher.writeSnapshot(baseOffset, snapshot);
    const segment = segments.roll(baseOffset, now());
    flusher
      .flush(this.#highWatermark)
      .catch((err) => log.error({ err, topic, partition }, 'Could not sync a segment.'));
    return segment;
  }

  #wrote(batches: readonly PendingBatch[]): void {
    const { segments, flusher, config, producers } = this.#options;
    const { active } = segments;
    for (const { placed, lastOffset, aborted } of batches) {
      active.note(placed.bytes, placed.start, config().indexIntervalBytes);
      if (aborted) active.aborted.note(aborted);
      flusher.wrote(placed.end - placed.start);
      this.#highWatermark = lastOffset + 1;
    }
    producers.transactions.written(this.#highWatermark);
  }

  #drained(): Promise<void> | undefined {
    const { flusher, config, onWritten } = this.#options;
    onWritten();
    const unsynced = this.#highWatermark - flusher.recoveryPoint;
    return unsynced >= config().flushMessages ? flusher.flush(this.#highWatermark, { indexes: false }) : undefined;
  }

  #failed(batches: readonly PendingBatch[], cause: unknown): Error {
    const { segments, producers, log, topic, partition } = this.#options;
    for (const batch of batches.toReversed()) batch.undo?.();
    producers.recountTransactions();
    this.#tail.truncateTo(this.#highWatermark);
    this.#logEndOffset = this.#highWatermark;
    const { active } = segments;
    this.#plan = active.plan;
    log.error({ err: cause, topic, partition, batches: batches.length }, 'Could not write; the producers are told.');
    try {
      active.cutTo(active.sizeBytes);
    } catch (err) {
      log.warn({ err, topic, partition }, 'Could not cut a half-written batch off; the next write replaces it.');
    }
    return storageError(cause);
  }
}
