import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';

export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

export interface EpochEnd {
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

/** Which leader epoch began at which offset (KIP-101). Epochs and offsets ascend. Kept in `leader-epoch-checkpoint`. */
export class LeaderEpochs {
  readonly #path: string;
  #starts: EpochStart[];
  #isSaved = true;

  constructor(path: string) {
    this.#path = path;
    this.#starts = readCheckpoint(path).map(([epoch, offset]) => ({
      epoch: Number(epoch),
      startOffset: Number(offset),
    }));
  }

  /** -1 before the first one. */
  get latest(): number {
    return this.#starts.at(-1)?.epoch ?? -1;
  }

  all(): readonly EpochStart[] {
    return this.#starts;
  }

  /**
   * Notes an epoch at its first offset; later offsets of the same epoch change nothing. In memory: `save` comes before the epoch's first record
   * is written, and an epoch without records need not survive. So a broker that starts writes no file for each of its partitions.
   */
  assign(epoch: number, startOffset: number): void {
    if (epoch <= this.latest || epoch < 0) return;
    // An epoch that got no record before the next one began is no longer of use at that offset.
    this.#starts = this.#starts.filter((each) => each.startOffset < startOffset);
    this.#starts.push({ epoch, startOffset });
    this.#isSaved = false;
  }

  /** End of the largest epoch at or below the one asked for; -1/-1 for one that is newer than all or when nothing is known. */
  endOf(epoch: number, logEndOffset: number): EpochEnd {
    if (epoch < 0 || epoch > this.latest) return { leaderEpoch: -1, endOffset: -1 };
    if (epoch === this.latest) return { leaderEpoch: epoch, endOffset: logEndOffset };
    const next = this.#starts.findIndex((each) => each.epoch > epoch);
    const previous = this.#starts[next - 1];
    return { leaderEpoch: previous?.epoch ?? epoch, endOffset: this.#starts[next]!.startOffset };
  }

  /** Epoch of the record at that offset; -1 when unknown. */
  epochOf(offset: number): number {
    let found = -1;
    for (const each of this.#starts) if (each.startOffset <= offset) found = each.epoch;
    return found;
  }

  /** Forgets epochs that begin at or after the new end of the log. */
  truncateFromEnd(endOffset: number): void {
    const kept = this.#starts.filter((each) => each.startOffset < endOffset);
    if (kept.length === this.#starts.length) return;
    this.#starts = kept;
    this.#isSaved = false;
    this.save();
  }

  /** After the log start moved: epochs that ended before it go, the one it lies in begins there. */
  truncateFromStart(startOffset: number): void {
    const covering = this.epochOf(startOffset);
    const kept = this.#starts.filter((each) => each.startOffset > startOffset);
    if (covering >= 0) kept.unshift({ epoch: covering, startOffset });
    if (JSON.stringify(kept) === JSON.stringify(this.#starts)) return;
    this.#starts = kept;
    this.#isSaved = false;
    this.save();
  }

  /** Writes the file, unless it says the same already. */
  save(): void {
    if (this.#isSaved) return;
    writeCheckpoint(
      this.#path,
      this.#starts.map((each) => [each.epoch, each.startOffset]),
    );
    this.#isSaved = true;
  }
}
