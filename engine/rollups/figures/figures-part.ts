import type { PlacedEvent } from '../../events/event.ts';
import { ROLLUPS_TOPIC } from '../../events/topics.ts';
import type { OutgoingRecord } from '../../stream/send-queue.ts';
import type { Part, Shipment } from '../part.ts';
import { type EncodedWindows, PartitionWindows } from './partition-windows.ts';
import { type MinuteRecord, type RollupRecord, recordKey } from './records.ts';

/** A minute's snapshot is stored once the minute is over for so long; a later correction stores it again. */
const STORE_AFTER_MS = 10_000;
/** Minutes that may wait for the store; beyond it the partition is fetched no more, so that none is lost. */
const MAX_UNSTORED = 5_000;

/** The fixed live figures of one partition as a part of its task. */
export class FiguresPart implements Part {
  readonly topic = ROLLUPS_TOPIC.name;
  readonly storeEveryMs = 5_000;
  readonly #partition: number;
  readonly #windows: PartitionWindows;
  readonly #store: (records: readonly MinuteRecord[]) => Promise<void>;

  /** `encoded`: a state of before; empty for a new one. */
  constructor(partition: number, store: (records: readonly MinuteRecord[]) => Promise<void>, encoded?: Buffer) {
    this.#partition = partition;
    this.#store = store;
    const state: EncodedWindows | undefined = encoded && JSON.parse(encoded.toString());
    this.#windows = new PartitionWindows(partition, state);
  }

  get watermark(): number | null {
    return this.#windows.watermark;
  }

  get late(): number {
    return this.#windows.late;
  }

  get full(): boolean {
    return this.#windows.unstored >= MAX_UNSTORED;
  }

  add(event: PlacedEvent): void {
    this.#windows.add(event);
  }

  takeChanged(nowMs: number, all: boolean): OutgoingRecord[] {
    const records: RollupRecord[] = this.#windows.takeQuick(nowMs);
    if (all) records.push(...this.#windows.takeSlow(nowMs));
    const partition = this.#partition;
    return records.map((record) => ({ key: recordKey(record), value: JSON.stringify(record), partition }));
  }

  takenTo(nextOffset: number): number {
    return nextOffset;
  }

  markUnsent(): void {
    this.#windows.markUnsent();
  }

  takeUnstored(nowMs: number): Shipment | null {
    const records = this.#windows.takeUnstored(nowMs - STORE_AFTER_MS, nowMs);
    if (records.length === 0) return null;
    return {
      rows: records.length,
      store: () => this.#store(records),
      giveBack: () => this.#windows.giveBack(records),
    };
  }

  tidy(): void {
    this.#windows.forget();
  }

  encode(): Buffer {
    return Buffer.from(JSON.stringify(this.#windows.encode()));
  }
}
