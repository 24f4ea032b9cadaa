import type { PlacedEvent } from '../events/event.ts';
import type { OutgoingRecord } from '../stream/send-queue.ts';

/** Rows on their way to the store, all of them or none. */
export interface Shipment {
  rows: number;
  store(): Promise<void>;
  /** They were not stored: they are to be taken again. */
  giveBack(): void;
}

/**
 * A part of what a partition's task keeps of its events: the fixed figures, or the metrics. A fold of placed events, read out
 * with the time of day; it writes nothing by itself (part-output.ts does).
 */
export interface Part {
  /** Topic of its upserts; partition i gets those of partition i of the events. */
  readonly topic: string;
  /** How often rows are stored, ms. */
  readonly storeEveryMs: number;
  add(event: PlacedEvent): void;
  /** Upserts of what changed since they were taken last; with `all` also of what time alone has moved. */
  takeChanged(nowMs: number, all: boolean): OutgoingRecord[];
  /** Everything before this offset is in what was taken; `nextOffset` is where the fold is. */
  takenTo(nextOffset: number): number;
  /** Everything is to be written once more: after a restore, or as a write failed. */
  markUnsent(): void;
  /** Rows of windows that are over, or corrected since; null for none. */
  takeUnstored(nowMs: number): Shipment | null;
  /** Once a second: lets go of what no event can change any more. `live`: nothing was left to read a moment ago. */
  tidy(nowMs: number, live: boolean): void;
  /** Too much waits for the store: no more events, please. */
  readonly full: boolean;
  /** The whole state; what was written of it is not part of it. */
  encode(): Buffer;
}
