import { setTimeout as delay } from 'node:timers/promises';
import type { TaskContext } from '../../stream/runtime.ts';
import { type BackfillProgress, occasionally } from '../../stream/status.ts';
import type { MetricWindows } from '../windows/metric-windows.ts';
import { Backfill } from './backfill.ts';
import type { Pace } from './pace.ts';
import type { RevisionState } from './revision-state.ts';

const READ_BYTES = 512 * 1024;
/** Records of one step: a few ms. */
const STEP_RECORDS = 200;
/** Part of the process's time that backfills take, over all partitions: while its live work is done, and while it is not. */
const SHARE_LIVE = 0.5;
const SHARE_BEHIND = 0.1;
/** Rows that may wait for the store before no more is read. */
const MAX_UNSTORED = 20_000;
const WAIT_MS = 200;
const RETRY_MS = 1_000;

/** Runs a partition's backfills, one after another, in steps that leave the live work its time. */
export class BackfillRunner {
  readonly #context: TaskContext;
  readonly #pace: Pace;
  readonly #complain: (fields: object, message: string) => void;
  #backfill: Backfill | null = null;
  #running = false;
  #resting = false;
  #live = false;
  /** Records read since the task was opened. */
  records = 0;

  constructor(context: TaskContext, pace: Pace) {
    this.#context = context;
    this.#pace = pace;
    this.#complain = occasionally(context.log);
  }

  /** Begins or goes on where some state wants its past. */
  wake(states: Iterable<RevisionState>): void {
    if (this.#resting || this.#running) return;
    if (!this.#backfill || this.#backfill.isDone) {
      const wanting = [...states].filter((state) => !state.filled);
      this.#backfill = wanting.length > 0 ? Backfill.begin(this.#context.partition, wanting) : null;
    }
    if (!this.#backfill?.isUnread) return;
    this.#running = true;
    void this.#run(this.#backfill).finally(() => {
      this.#running = false;
    });
  }

  /** Whether the live work has nothing left to do: the backfill then takes more of the time. */
  setLive(live: boolean): void {
    this.#live = live;
  }

  /** No step is taken after this until `goOn`: the state stays as it is. */
  rest(): void {
    this.#resting = true;
  }

  goOn(states: Iterable<RevisionState>): void {
    this.#resting = false;
    this.wake(states);
  }

  drop(state: RevisionState): void {
    this.#backfill?.drop(state);
  }

  /** See Backfill.merge. */
  merge(): RevisionState[] {
    return this.#backfill?.merge() ?? [];
  }

  /** Windows whose rows are to be stored, with the last offset counted in. */
  sources(): Array<{ state: RevisionState; windows: MetricWindows; offset: number }> {
    const backfill = this.#backfill;
    if (!backfill) return [];
    return backfill.sources().map((source) => ({ ...source, offset: backfill.nextOffset - 1 }));
  }

  progress(state: RevisionState): BackfillProgress | null {
    if (state.filled) return null;
    return this.#backfill?.progress(state) ?? { from: 0, next: 0, end: state.since };
  }

  bytes(state: RevisionState): number {
    return this.#backfill?.bytesOf(state) ?? 0;
  }

  encode(): Buffer {
    return this.#backfill && !this.#backfill.isDone ? this.#backfill.encode() : Buffer.alloc(0);
  }

  decode(bytes: Buffer, states: ReadonlyMap<string, RevisionState>): void {
    if (bytes.length > 0) this.#backfill = Backfill.decode(this.#context.partition, bytes, states);
  }

  async #run(backfill: Backfill): Promise<void> {
    while (!this.#resting && backfill.isUnread) {
      if (backfill.unstored >= MAX_UNSTORED) {
        await delay(WAIT_MS);
        continue;
      }
      try {
        await this.#readOn(backfill);
      } catch (error) {
        const { partition } = this.#context;
        this.#complain({ partition, error }, 'the past cannot be read for a metric, trying on');
        await delay(RETRY_MS);
      }
    }
  }

  async #readOn(backfill: Backfill): Promise<void> {
    const from = backfill.nextOffset;
    const { records, nextOffset } = await this.#context.read(from, READ_BYTES);
    for (let at = 0; at < records.length && !this.#resting; at += STEP_RECORDS) {
      const step = records.slice(at, at + STEP_RECORDS);
      await this.#pace.step(this.#live ? SHARE_LIVE : SHARE_BEHIND, () => {
        if (this.#resting) return;
        backfill.add(step);
        this.records += step.length;
      });
    }
    if (this.#resting) return;
    if (nextOffset === from) await delay(WAIT_MS);
    else backfill.skipTo(nextOffset);
  }
}
