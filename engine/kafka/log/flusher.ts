import { storageError } from './log-error.ts';
import { encodeSnapshot, pruneSnapshots, writeSnapshot } from './producer-snapshot.ts';
import type { ProducerState } from './producer-state.ts';
import type { SegmentList } from './segment-list.ts';

/** Written bytes after which a flush also saves the producer state, so that a restart reads at most about that much to rebuild it. */
const SNAPSHOT_EVERY_BYTES = 8 * 1024 * 1024;

export interface FlusherOptions {
  readonly dir: string;
  readonly segments: SegmentList;
  readonly producers: ProducerState;
  readonly recoveryPoint: number;
  /** Of the newest snapshot of the producers on disk. */
  readonly snapshotOffset: number | undefined;
  readonly now: () => number;
}

/** Brings a partition to the disk, and knows how far it is there. */
export class Flusher {
  readonly #options: FlusherOptions;
  #recoveryPoint: number;
  #running: Promise<void> | undefined;
  #lastFlushMs: number;
  /** The furthest that anybody asked for: with the OS, so the next sync brings it to the disk. */
  #wanted = 0;
  #wantsIndexes = false;
  #syncsBegun = 0;
  #bytesSinceSnapshot = 0;
  #snapshotOffset: number | undefined;

  constructor(options: FlusherOptions) {
    this.#options = options;
    this.#recoveryPoint = options.recoveryPoint;
    this.#snapshotOffset = options.snapshotOffset;
    this.#lastFlushMs = options.now();
  }

  /** Everything below is synced. */
  get recoveryPoint(): number {
    return this.#recoveryPoint;
  }

  get sinceFlushMs(): number {
    return this.#options.now() - this.#lastFlushMs;
  }

  wrote(bytes: number): void {
    this.#bytesSinceSnapshot += bytes;
  }

  /**
   * Syncs all that the OS has up to `target`. One sync at a time; who comes meanwhile shares the next one with all others that wait for it (group
   * commit). Without `indexes` those of the active segment are left out: after a power loss recovery makes anew what they lack. Rejects with
   * KAFKA_STORAGE_ERROR.
   */
  async flush(target: number, { indexes = true } = {}): Promise<void> {
    this.#wanted = Math.max(this.#wanted, target);
    this.#wantsIndexes ||= indexes;
    const begunBefore = this.#syncsBegun;
    await this.settled();
    const isShared = this.#syncsBegun > begunBefore;
    if (target <= this.#recoveryPoint && (isShared || !this.#options.segments.active.dirty)) return;
    this.#running = this.#sync();
    try {
      await this.#running;
    } finally {
      this.#running = undefined;
    }
  }

  /** Resolves when no flush is under way. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running.catch(() => undefined);
  }

  async #sync(): Promise<void> {
    this.#syncsBegun++;
    const target = this.#wanted;
    const indexes = this.#wantsIndexes;
    this.#wantsIndexes = false;
    this.#lastFlushMs = this.#options.now();
    for (const segment of this.#options.segments.all()) {
      if (!segment.dirty) continue;
      try {
        if (indexes || segment !== this.#options.segments.active) await segment.sync();
        else await segment.syncLog();
      } catch (error) {
        if (!segment.file.unlinked) throw storageError(error);
      }
    }
    this.#recoveryPoint = Math.max(this.#recoveryPoint, target);
  }

  /** Whether so much was written since the last snapshot that a new one pays. */
  get wantsSnapshot(): boolean {
    return this.#bytesSinceSnapshot >= SNAPSHOT_EVERY_BYTES;
  }

  /** Saves the producer state as it is at that offset, unless it was saved there; older snapshots that no segment begins with go. */
  saveProducers(offset: number): void {
    const isEmpty = this.#options.producers.size === 0 && this.#options.segments.sizeBytes === 0;
    if (isEmpty || this.#snapshotOffset === offset) return;
    this.writeSnapshot(offset, encodeSnapshot(this.#options.producers));
    this.prune();
  }

  writeSnapshot(offset: number, snapshot: Buffer): void {
    this.#options.segments.active.aborted.persistSynced();
    writeSnapshot(this.#options.dir, offset, snapshot);
    this.#bytesSinceSnapshot = 0;
    this.#snapshotOffset = offset;
  }

  prune(): void {
    pruneSnapshots(this.#options.dir, new Set(this.#options.segments.all().map((segment) => segment.baseOffset)));
  }
}
