import { fdatasyncSync } from 'node:fs';
import { readInt64, writeInt64 } from '../records/int64.ts';
import type { PooledFile } from './file-pool.ts';
import { floorSlot, IndexFile } from './index-file.ts';
import type { AbortedTransaction } from './ongoing-transactions.ts';

/** version int16 = 0, producerId int64, firstOffset int64, lastOffset int64, lastStableOffset int64. */
const ENTRY_BYTES = 34;

/**
 * The transactions whose abort marker lies in a segment, in the order of the markers: Kafka's `.txnindex`. The file is made with the first
 * entry, so that a partition without aborted transactions has none.
 */
export class AbortedIndex extends IndexFile {
  #isSynced = true;

  constructor(file: PooledFile, fileBytes: number | undefined) {
    super(file, ENTRY_BYTES, fileBytes);
  }

  note({ producerId, firstOffset, lastOffset, lastStableOffset }: AbortedTransaction): void {
    const entry = this.append();
    entry.writeInt16BE(0, 0);
    writeInt64(entry, producerId, 2);
    writeInt64(entry, firstOffset, 10);
    writeInt64(entry, lastOffset, 18);
    writeInt64(entry, lastStableOffset, 26);
    this.#isSynced = false;
  }

  at(slot: number): AbortedTransaction {
    const entry = this.entry(slot);
    return {
      producerId: readInt64(entry, 2),
      firstOffset: readInt64(entry, 10),
      lastOffset: readInt64(entry, 18),
      lastStableOffset: readInt64(entry, 26),
    };
  }

  /** Those with a part in `from` (inclusive) to `to` (exclusive) go to `into`; returns whether later segments can have no further one. */
  collect(from: number, to: number, into: AbortedTransaction[]): boolean {
    const before = floorSlot(this.count, (slot) => this.at(slot).lastOffset >= from);
    for (let slot = before + 1; slot < this.count; slot++) {
      const aborted = this.at(slot);
      if (aborted.firstOffset < to) into.push(aborted);
      if (aborted.lastStableOffset >= to) return true;
    }
    return false;
  }

  /** Forgets those whose marker is at the offset or behind it. */
  truncateTo(offset: number): void {
    this.truncate(floorSlot(this.count, (slot) => this.at(slot).lastOffset >= offset) + 1);
  }

  /** Before a snapshot of the producers is taken: from then on nothing rebuilds these entries. */
  persistSynced(): void {
    if (this.#isSynced) return;
    this.persist();
    const descriptor = this.file.acquire();
    try {
      fdatasyncSync(descriptor);
    } finally {
      this.file.release();
    }
    this.#isSynced = true;
  }
}
