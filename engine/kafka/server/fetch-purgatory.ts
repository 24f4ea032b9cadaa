import type { PartitionLog } from '../log/partition-log.ts';

/** A partition that a parked fetch waits for, and how far it was when it was read. */
export interface Watched {
  readonly log: PartitionLog;
  readonly highWatermark: number;
}

/** Keeps fetches that found too little until there is more, or their time is up. It holds one for each parked request, so connections bound it. */
export class FetchPurgatory {
  readonly #parked = new Set<() => void>();
  #isClosed = false;

  get size(): number {
    return this.#parked.size;
  }

  /**
   * Resolves when a watched high watermark moves, after `maxWaitMs`, when the connection ends, or when every fetch is woken.
   * Whoever was parked reads again and decides itself whether that is enough. Appends of one turn of the event loop wake it once.
   */
  park(watched: readonly Watched[], maxWaitMs: number, onClose: (listener: () => void) => () => void): Promise<void> {
    if (this.#isClosed || watched.some(({ log, highWatermark }) => log.highWatermark !== highWatermark)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = (): void => {
        if (!this.#parked.delete(wake)) return;
        clearTimeout(timer);
        for (const stop of stops) stop();
        setImmediate(resolve);
      };
      const timer = setTimeout(wake, maxWaitMs);
      this.#parked.add(wake);
      const stops = watched.map(({ log }) => log.onAppend(wake));
      stops.push(onClose(wake));
    });
  }

  /** Wakes every parked fetch: a topic is gone, say. */
  wakeAll(): void {
    for (const wake of [...this.#parked]) wake();
  }

  /** Wakes every parked fetch and parks none any more. */
  close(): void {
    this.#isClosed = true;
    this.wakeAll();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }
}
