import { readInt64, writeInt64 } from '../records/int64.ts';
import type { PooledFile } from './file-pool.ts';
import { floorSlot, IndexFile } from './index-file.ts';

/** timestamp int64, relativeOffset int32. */
export const TIME_ENTRY_BYTES = 12;

export interface TimeEntry {
  readonly timestamp: number;
  readonly offset: number;
}

/** Sparse map from the greatest timestamp so far to the batch that brought it: no record before that batch is as late. */
export class TimeIndex extends IndexFile {
  readonly #baseOffset: number;

  constructor(file: PooledFile, baseOffset: number, fileBytes: number | undefined) {
    super(file, TIME_ENTRY_BYTES, fileBytes);
    this.#baseOffset = baseOffset;
  }

  /** Notes nothing when the timestamp is not later than the last one noted. */
  noteIfLater(timestamp: number, offset: number): void {
    const last = this.last();
    if (timestamp < 0 || (last && (timestamp <= last.timestamp || offset < last.offset))) return;
    const entry = this.append();
    writeInt64(entry, timestamp, 0);
    entry.writeInt32BE(offset - this.#baseOffset, 8);
  }

  at(slot: number): TimeEntry {
    const entry = this.entry(slot);
    return { timestamp: readInt64(entry, 0), offset: this.#baseOffset + entry.readInt32BE(8) };
  }

  /** Every record before the offset is earlier than the timestamp asked for. */
  offsetBefore(timestamp: number): number {
    const slot = floorSlot(this.count, (each) => this.at(each).timestamp > timestamp);
    return slot < 0 ? this.#baseOffset : this.at(slot).offset;
  }

  truncateTo(offset: number): void {
    this.truncate(floorSlot(this.count, (slot) => this.at(slot).offset >= offset) + 1);
  }

  last(): TimeEntry | undefined {
    return this.count === 0 ? undefined : this.at(this.count - 1);
  }

  isSane(): boolean {
    const last = this.last();
    if (!last) return true;
    const first = this.at(0);
    return first.offset >= this.#baseOffset && last.offset >= first.offset && last.timestamp >= first.timestamp;
  }
}
