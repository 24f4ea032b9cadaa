import type { PooledFile } from './file-pool.ts';
import { floorSlot, IndexFile } from './index-file.ts';

/** relativeOffset int32, position int32. */
export const OFFSET_ENTRY_BYTES = 8;

/** Sparse map from a batch's last offset to where the batch begins in the segment: one entry every index.interval.bytes. */
export class OffsetIndex extends IndexFile {
  readonly #baseOffset: number;

  constructor(file: PooledFile, baseOffset: number, fileBytes: number | undefined) {
    super(file, OFFSET_ENTRY_BYTES, fileBytes);
    this.#baseOffset = baseOffset;
  }

  /** Offsets and positions only grow. */
  note(lastOffset: number, position: number): void {
    const entry = this.append();
    entry.writeInt32BE(lastOffset - this.#baseOffset, 0);
    entry.writeInt32BE(position, 4);
  }

  at(slot: number): { offset: number; position: number } {
    const entry = this.entry(slot);
    return { offset: this.#baseOffset + entry.readInt32BE(0), position: entry.readInt32BE(4) };
  }

  /** A position at or before the batch that holds `offset`, close to it. */
  positionFor(offset: number): number {
    const slot = this.#floor(offset);
    return slot < 0 ? 0 : this.at(slot).position;
  }

  /** The last batch noted that begins at or before `position` and ends before `endOffset`; its offset is that of its last record. */
  lastBefore(position: number, endOffset: number): { offset: number; position: number } | undefined {
    const slot = floorSlot(this.count, (each) => {
      const entry = this.at(each);
      return entry.position > position || entry.offset >= endOffset;
    });
    return slot < 0 ? undefined : this.at(slot);
  }

  /** Drops entries of batches that end at or after `offset`. */
  truncateTo(offset: number): void {
    this.truncate(this.#floor(offset - 1) + 1);
  }

  last(): { offset: number; position: number } | undefined {
    return this.count === 0 ? undefined : this.at(this.count - 1);
  }

  /** Whether entries ascend and lie within the log file: what an index must hold to be trusted without reading the log. */
  isSane(logSizeBytes: number): boolean {
    const last = this.last();
    if (!last) return true;
    const first = this.at(0);
    return first.offset >= this.#baseOffset && last.offset >= first.offset && last.position < logSizeBytes;
  }

  #floor(offset: number): number {
    return floorSlot(this.count, (slot) => this.at(slot).offset > offset);
  }
}
