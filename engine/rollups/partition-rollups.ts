import { checkpointDue } from '../stream/checkpoint.ts';
import { Fold } from '../stream/fold.ts';
import type { FetchedPartition } from '../stream/kafka-wire.ts';
import type { PartitionTask, TaskContext } from '../stream/runtime.ts';
import { occasionally, type PartitionStatus } from '../stream/status.ts';
import { FiguresPart } from './figures/figures-part.ts';
import type { MinuteRecord } from './figures/records.ts';
import { joinFrames, splitFrames } from './frames.ts';
import { type MetricsOptions, MetricsPart } from './metrics/metrics-part.ts';
import { PartOutput } from './part-output.ts';

const QUICK_TICK_MS = 50;
const SLOW_EVERY_MS = 1_000;
/** First frame of a checkpoint: one of another layout is passed over, and the log replayed. */
const LAYOUT = Buffer.from('weir-rollups 2');

export interface PartitionRollupsOptions {
  storeMinutes(records: readonly MinuteRecord[]): Promise<void>;
  metrics: MetricsOptions;
}

/**
 * One partition's rolling aggregates: the fixed figures and the metrics, in one fold and one checkpoint. Upserts go out only
 * once the task has caught up with the partition's end as it was at the assignment: so no upsert of a replay ever follows
 * a newer one of the task before it.
 */
export class PartitionRollups implements PartitionTask {
  readonly #context: TaskContext;
  readonly #options: PartitionRollupsOptions;
  readonly #complain: (fields: object, message: string) => void;
  #fold: Fold;
  #figures: FiguresPart;
  #metrics: MetricsPart;
  #outputs: readonly PartOutput[] = [];
  #end: number | null = null;
  /** Where the replay ends; null before the first fetch. */
  #caughtUpAt: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #saving: Promise<void> | null = null;
  #slowAt = 0;
  #checkpointAt = performance.now();
  #checkpointOffset = 0;
  #checkpointBytes = 0;
  #checkpointBackfilled = 0;
  #closed = false;
  #quiet = false;
  #full = false;

  constructor(context: TaskContext, options: PartitionRollupsOptions) {
    this.#context = context;
    this.#options = options;
    this.#complain = occasionally(context.log);
    this.#fold = new Fold(context.partition, 0);
    this.#figures = new FiguresPart(context.partition, options.storeMinutes);
    this.#metrics = new MetricsPart(context, options.metrics);
  }

  async open(): Promise<number> {
    const { checkpoints, partition, topicId } = this.#context;
    // A state from beyond the end is of a log that lost its tail since: computed anew, it is right again.
    const end = await this.#context.end();
    const found = await checkpoints.load(partition, (m) => m.topicId === topicId && m.nextOffset <= end);
    if (found) this.#restore(found.state);
    const { nextOffset } = this.#fold;
    this.#checkpointOffset = nextOffset;
    this.#outputs = [this.#figures, this.#metrics].map((part) => new PartOutput(part, this.#context, nextOffset));
    if (this.#closed) return nextOffset;
    this.#timer = setInterval(() => this.#tick(), QUICK_TICK_MS);
    return nextOffset;
  }

  #restore(state: Buffer): void {
    const { partition } = this.#context;
    if (!state.subarray(4, 4 + LAYOUT.length).equals(LAYOUT)) return;
    const [, fold, figures, metrics] = splitFrames(state);
    this.#fold = Fold.decode(partition, fold!);
    this.#figures = new FiguresPart(partition, this.#options.storeMinutes, figures);
    this.#metrics = new MetricsPart(this.#context, this.#options.metrics, metrics);
  }

  process({ records, nextOffset, highWatermark }: FetchedPartition): void {
    this.#end = highWatermark;
    this.#caughtUpAt ??= highWatermark;
    this.#metrics.takeUpChanges(this.#fold.nextOffset);
    const malformed = this.#fold.malformedTotal;
    for (const record of records) {
      if (record.offset < this.#fold.nextOffset) continue;
      const event = this.#fold.apply(record);
      if (!event) continue;
      this.#figures.add(event);
      this.#metrics.add(event);
    }
    this.#fold.skipTo(nextOffset);
    if (this.#fold.malformedTotal > malformed) {
      const reasons = Object.fromEntries(this.#fold.malformed);
      this.#complain({ partition: this.#context.partition, reasons }, 'records that are no events were left out');
    }
  }

  async settle(): Promise<void> {
    await Promise.all(this.#outputs.map((output) => output.written()));
    if (!this.#closed && this.#isLive()) await this.#emit(true);
    this.#quiet = true;
    this.#metrics.rest();
    await Promise.all(this.#outputs.map((output) => output.written()));
    await this.#saving;
    if (!this.#closed && this.#unsavedRecords() > 0) this.#save();
    await this.#saving;
  }

  proceed(): void {
    this.#quiet = false;
    this.#metrics.goOn();
  }

  committable(): number {
    return Math.min(this.#fold.nextOffset, ...this.#outputs.map((output) => output.emittedTo));
  }

  close(): void {
    this.#closed = true;
    this.#metrics.close();
    if (this.#timer) clearInterval(this.#timer);
  }

  status(): PartitionStatus {
    const lastError = this.#outputs.find((output) => output.lastError !== null)?.lastError ?? null;
    const live = this.#isLive();
    const offset = this.committable();
    return {
      partition: this.#context.partition,
      state: lastError ? 'waiting' : live ? 'running' : 'restoring',
      offset,
      end: this.#end,
      lag: this.#end === null ? null : Math.max(0, this.#end - offset),
      watermark: this.#figures.watermark,
      late: this.#figures.late,
      duplicates: this.#fold.duplicates,
      malformed: this.#fold.malformedTotal,
      lastError,
      metrics: this.#metrics.status(),
    };
  }

  #isLive(): boolean {
    return this.#caughtUpAt !== null && this.#fold.nextOffset >= this.#caughtUpAt;
  }

  #tick(): void {
    if (this.#quiet || this.#closed) return;
    const now = performance.now();
    const slow = now - this.#slowAt >= SLOW_EVERY_MS;
    this.#metrics.takeUpChanges(this.#fold.nextOffset);
    if (slow) {
      this.#slowAt = now;
      const caughtUp = this.#isLive() && this.#end === this.#fold.nextOffset;
      this.#figures.tidy();
      this.#metrics.tidy(Date.now(), caughtUp);
      this.#applyBackpressure();
    }
    if (this.#isLive()) void this.#emit(slow);
    for (const output of this.#outputs) output.storeIfDue();
    const elapsedMs = now - this.#checkpointAt;
    if (checkpointDue(elapsedMs, this.#unsavedRecords(), this.#checkpointBytes)) this.#save();
  }

  #unsavedRecords(): number {
    return this.#fold.nextOffset - this.#checkpointOffset + this.#metrics.backfilled - this.#checkpointBackfilled;
  }

  async #emit(all: boolean): Promise<void> {
    await Promise.all(this.#outputs.map((output) => output.emit(this.#fold.nextOffset, all)));
  }

  #applyBackpressure(): void {
    const full = this.#figures.full || this.#metrics.full;
    if (full !== this.#full) {
      if (full) this.#context.pause();
      else this.#context.resume();
    }
    this.#full = full;
  }

  /** While rows are on their way to the store they are in no state: the checkpoint waits for the next tick. */
  #save(): void {
    if (this.#saving || this.#outputs.some((output) => output.isStoring)) return;
    const { checkpoints, partition, topicId, log } = this.#context;
    const { nextOffset } = this.#fold;
    const state = joinFrames([LAYOUT, this.#fold.encode(), this.#figures.encode(), this.#metrics.encode()]);
    this.#checkpointAt = performance.now();
    this.#checkpointOffset = nextOffset;
    this.#checkpointBytes = state.length;
    this.#checkpointBackfilled = this.#metrics.backfilled;
    this.#saving = checkpoints
      .save(partition, { topicId, nextOffset, lastStored: -1, state })
      .catch((error) => log.warn({ partition, error }, 'a checkpoint was not saved'))
      .finally(() => {
        this.#saving = null;
      });
  }
}
