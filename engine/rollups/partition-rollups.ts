import { ROLLUPS_TOPIC } from '../events/topics.ts';
import { checkpointDue } from '../stream/checkpoint.ts';
import { Fold } from '../stream/fold.ts';
import type { FetchedPartition } from '../stream/kafka-wire.ts';
import type { PartitionTask, TaskContext } from '../stream/runtime.ts';
import { occasionally, type PartitionStatus } from '../stream/status.ts';
import { type EncodedWindows, PartitionWindows } from './figures/partition-windows.ts';
import { type MinuteRecord, type RollupRecord, recordKey } from './figures/records.ts';

const QUICK_TICK_MS = 50;
const SLOW_EVERY_MS = 1_000;
const STORE_EVERY_MS = 5_000;
/** A minute's snapshot is stored once the minute is over for so long; a later correction stores it again. */
const STORE_AFTER_MS = 10_000;
/** Minutes that may wait for the store; beyond it the partition is fetched no more, so that none is lost. */
const MAX_UNSTORED = 5_000;

/**
 * One partition's rolling aggregates. Upserts go out only once the task has caught up with the partition's end as it
 * was at the assignment: so no upsert of a replay ever follows a newer one of the task before it.
 */
export class PartitionRollups implements PartitionTask {
  readonly #context: TaskContext;
  readonly #storeMinutes: (records: readonly MinuteRecord[]) => Promise<void>;
  readonly #complain: (fields: object, message: string) => void;
  #fold: Fold;
  #windows: PartitionWindows;
  #end: number | null = null;
  /** Where the replay ends; null before the first fetch. */
  #caughtUpAt: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #emitting: Promise<void> | null = null;
  #storing: Promise<void> | null = null;
  #saving: Promise<void> = Promise.resolve();
  #slowAt = 0;
  #storeAt = performance.now();
  #checkpointAt = performance.now();
  #checkpointOffset = 0;
  /** Everything before this offset is in the upserts. */
  #emittedTo = 0;
  #closed = false;
  #quiet = false;
  #full = false;
  #emitError: string | null = null;
  #storeError: string | null = null;

  constructor(context: TaskContext, storeMinutes: (records: readonly MinuteRecord[]) => Promise<void>) {
    this.#context = context;
    this.#storeMinutes = storeMinutes;
    this.#complain = occasionally(context.log);
    this.#fold = new Fold(context.partition, 0);
    this.#windows = new PartitionWindows(context.partition);
  }

  async open(): Promise<number> {
    const { checkpoints, partition, topicId } = this.#context;
    // A state from beyond the end is of a log that lost its tail since: computed anew, it is right again.
    const end = await this.#context.end();
    const found = await checkpoints.load(partition, (m) => m.topicId === topicId && m.nextOffset <= end);
    if (found) {
      const foldBytes = found.state.readUInt32LE(0);
      this.#fold = Fold.decode(partition, found.state.subarray(4, 4 + foldBytes));
      const encoded: EncodedWindows = JSON.parse(found.state.toString('utf8', 4 + foldBytes));
      this.#windows = new PartitionWindows(partition, encoded);
    }
    this.#checkpointOffset = this.#fold.nextOffset;
    this.#emittedTo = this.#fold.nextOffset;
    if (!this.#closed) this.#timer = setInterval(() => this.#tick(), QUICK_TICK_MS);
    return this.#fold.nextOffset;
  }

  process({ records, nextOffset, highWatermark }: FetchedPartition): void {
    this.#end = highWatermark;
    this.#caughtUpAt ??= highWatermark;
    const malformed = this.#fold.malformedTotal;
    for (const record of records) {
      if (record.offset < this.#fold.nextOffset) continue;
      const event = this.#fold.apply(record);
      if (event) this.#windows.add(event);
    }
    this.#fold.skipTo(nextOffset);
    if (this.#fold.malformedTotal > malformed) {
      const reasons = Object.fromEntries(this.#fold.malformed);
      this.#complain({ partition: this.#context.partition, reasons }, 'records that are no events were left out');
    }
  }

  async settle(): Promise<void> {
    await this.#emitting;
    if (!this.#closed && this.#isLive()) await this.#emit(true);
    this.#quiet = true;
    await this.#storing;
    if (!this.#closed && this.#fold.nextOffset > this.#checkpointOffset) this.#save();
    await this.#saving;
  }

  proceed(): void {
    this.#quiet = false;
  }

  committable(): number {
    return this.#emittedTo;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
  }

  status(): PartitionStatus {
    const lastError = this.#emitError ?? this.#storeError;
    const live = this.#isLive();
    return {
      partition: this.#context.partition,
      state: lastError ? 'waiting' : live ? 'running' : 'restoring',
      offset: this.#emittedTo,
      end: this.#end,
      lag: this.#end === null ? null : Math.max(0, this.#end - this.#emittedTo),
      watermark: this.#windows.watermark,
      late: this.#windows.late,
      duplicates: this.#fold.duplicates,
      malformed: this.#fold.malformedTotal,
      lastError,
    };
  }

  #isLive(): boolean {
    return this.#caughtUpAt !== null && this.#fold.nextOffset >= this.#caughtUpAt;
  }

  #tick(): void {
    if (this.#quiet || this.#closed) return;
    const now = performance.now();
    const slow = now - this.#slowAt >= SLOW_EVERY_MS;
    if (this.#isLive() && !this.#emitting) void this.#emit(slow);
    if (slow) {
      this.#slowAt = now;
      this.#windows.forget();
      this.#applyBackpressure();
    }
    if (now - this.#storeAt >= STORE_EVERY_MS && !this.#storing) this.#storeClosedMinutes(now);
    if (checkpointDue(now - this.#checkpointAt, this.#fold.nextOffset - this.#checkpointOffset)) this.#save();
  }

  /** Writes what changed to the rollups topic, same partition. Resolves always: a failure is tried again next tick. */
  #emit(all: boolean): Promise<void> {
    if (!this.#context.holdsLease()) return Promise.resolve();
    const nowMs = Date.now();
    const records = this.#windows.takeQuick(nowMs);
    if (all) records.push(...this.#windows.takeSlow(nowMs));
    const { nextOffset } = this.#fold;
    if (records.length === 0) {
      this.#emittedTo = nextOffset;
      return Promise.resolve();
    }
    const { partition, producer } = this.#context;
    const outgoing = records.map((record: RollupRecord) => {
      return { key: recordKey(record), value: JSON.stringify(record), partition };
    });
    this.#emitting = producer
      .send(ROLLUPS_TOPIC.name, outgoing)
      .then(
        () => {
          this.#emittedTo = nextOffset;
          this.#emitError = null;
        },
        (error) => {
          this.#windows.markUnsent();
          this.#emitError = codeOf(error);
          this.#complain({ partition, code: this.#emitError }, 'rolling aggregates were not written, trying on');
        },
      )
      .finally(() => {
        this.#emitting = null;
      });
    return this.#emitting;
  }

  #storeClosedMinutes(now: number): void {
    this.#storeAt = now;
    const nowMs = Date.now();
    const records = this.#windows.takeUnstored(nowMs - STORE_AFTER_MS, nowMs);
    if (records.length === 0) return;
    this.#storing = this.#storeMinutes(records)
      .then(
        () => {
          this.#storeError = null;
        },
        (error) => {
          this.#windows.giveBack(records);
          this.#storeError = codeOf(error);
          const fields = { partition: this.#context.partition, code: this.#storeError, waiting: records.length };
          this.#complain(fields, 'minute snapshots were not stored, trying on');
        },
      )
      .finally(() => {
        this.#storing = null;
      });
  }

  #applyBackpressure(): void {
    const full = this.#windows.unstored >= MAX_UNSTORED;
    if (full !== this.#full) {
      if (full) this.#context.pause();
      else this.#context.resume();
    }
    this.#full = full;
  }

  /** While snapshots are on their way to the store, they are in no state: the checkpoint waits for the next tick. */
  #save(): void {
    if (this.#storing) return;
    const { checkpoints, partition, topicId, log } = this.#context;
    const { nextOffset } = this.#fold;
    const fold = this.#fold.encode();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(fold.length);
    const state = Buffer.concat([length, fold, Buffer.from(JSON.stringify(this.#windows.encode()))]);
    this.#checkpointAt = performance.now();
    this.#checkpointOffset = nextOffset;
    this.#saving = this.#saving
      .then(() => checkpoints.save(partition, { topicId, nextOffset, lastStored: -1, state }))
      .catch((error) => log.warn({ partition, error }, 'a checkpoint was not saved'));
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
