import { batchLastOffset, batchProducerId, isTransactional } from '../records/batch.ts';
import { readEndMarker } from '../records/end-marker.ts';
import type { ScannedBatch } from './batch-scan.ts';
import type { AbortedTransaction } from './ongoing-transactions.ts';

interface OpenAborted {
  readonly aborted: AbortedTransaction;
  /** Whether a batch of it was met: its marker, and its index entry, are still needed then. */
  isSeen: boolean;
}

/**
 * Which transaction the batches of a log belong to, as the cleaner walks over them in order. All of them lie below the last stable offset, so
 * each transaction that has records also has its marker.
 */
export class CleanedTransactions {
  /** By first offset, the last one first. */
  readonly #coming: AbortedTransaction[];
  readonly #aborted = new Map<number, OpenAborted>();
  readonly #committed = new Set<number>();
  #kept: AbortedTransaction[] = [];

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#coming = aborted.toSorted((a, b) => b.firstOffset - a.firstOffset);
  }

  /** Whether a batch of data is from an aborted transaction: then all of its records go. */
  isAborted({ bytes, at }: ScannedBatch): boolean {
    this.#openUpTo(batchLastOffset(bytes, at));
    if (!isTransactional(bytes, at)) return false;
    const producerId = batchProducerId(bytes, at);
    const open = this.#aborted.get(producerId);
    if (!open) {
      this.#committed.add(producerId);
      return false;
    }
    open.isSeen = true;
    return true;
  }

  /** Takes note of a marker; returns whether it ends nothing that is still there, so that it may go. With `keepsEntry` it stays in the index at any rate. */
  endsNothing({ bytes, at }: ScannedBatch, keepsEntry: boolean): boolean {
    this.#openUpTo(batchLastOffset(bytes, at));
    const marker = readEndMarker(bytes, at);
    if (!marker) return false;
    const producerId = batchProducerId(bytes, at);
    if (marker.committed) return !this.#committed.delete(producerId);
    const open = this.#aborted.get(producerId);
    this.#aborted.delete(producerId);
    const isNeeded = open !== undefined && (open.isSeen || keepsEntry);
    if (isNeeded) this.#kept.push(open.aborted);
    return !isNeeded;
  }

  /** Entries of the markers met since the last call, for the index of the segment that these went to. */
  takeKept(): readonly AbortedTransaction[] {
    const kept = this.#kept;
    this.#kept = [];
    return kept;
  }

  #openUpTo(offset: number): void {
    for (let next = this.#coming.at(-1); next && next.firstOffset <= offset; next = this.#coming.at(-1)) {
      this.#coming.pop();
      this.#aborted.set(next.producerId, { aborted: next, isSeen: false });
    }
  }
}
