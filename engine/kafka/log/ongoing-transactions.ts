/** An aborted transaction as the index of aborted transactions and Fetch tell it. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of the marker that aborted it. */
  readonly lastOffset: number;
  /** The last stable offset once it was aborted. */
  readonly lastStableOffset: number;
}

interface Ending {
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/**
 * The transactions of a partition that are not decided as far as readers can see: those that are open, and those whose marker is not
 * with the OS yet. The first of them bounds the last stable offset. At most one for each producer that the partition remembers.
 */
export class OngoingTransactions {
  /** First offset by producer id, ascending, since transactions begin in the order of offsets. */
  #open = new Map<number, number>();
  /** Markers on their way to the OS, in the order of offsets. */
  #ending: Ending[] = [];

  /** `firstOffset` is behind every offset so far. */
  begin(producerId: number, firstOffset: number): void {
    this.#open.set(producerId, firstOffset);
  }

  /** A marker at that offset ends the producer's transaction; undefined where it had none. */
  end(producerId: number, lastOffset: number): AbortedTransaction | undefined {
    const firstOffset = this.#open.get(producerId);
    if (firstOffset === undefined) return undefined;
    this.#open.delete(producerId);
    this.#ending.push({ firstOffset, lastOffset });
    return { producerId, firstOffset, lastOffset, lastStableOffset: this.#firstOpen() ?? lastOffset + 1 };
  }

  /** Markers below are with the OS. */
  written(highWatermark: number): void {
    if (this.#ending.length > 0) this.#ending = this.#ending.filter(({ lastOffset }) => lastOffset >= highWatermark);
  }

  /** Begins again with the transactions of a snapshot, or of what is left when appends were taken back. */
  reset(open: Iterable<readonly [producerId: number, firstOffset: number]>): void {
    this.#open = new Map([...open].sort(([, a], [, b]) => a - b));
    this.#ending = [];
  }

  /** Offset of the first record that may still turn out either way; undefined when all are decided. */
  get firstUndecided(): number | undefined {
    let first = this.#firstOpen();
    for (const { firstOffset } of this.#ending) first = Math.min(first ?? firstOffset, firstOffset);
    return first;
  }

  #firstOpen(): number | undefined {
    for (const firstOffset of this.#open.values()) return firstOffset;
    return undefined;
  }
}
