import { setTimeout as delay } from 'node:timers/promises';

/** Longest pause after one step: work that took long must not stop everything behind it. */
const MAX_PAUSE_MS = 500;

/**
 * Lets background work of one process have a share of its only thread: one step at a time, over all partitions, and after
 * each a pause in which what is live gets on. A step should take a few ms.
 */
export class Pace {
  #last: Promise<void> = Promise.resolve();

  /** Runs the step when it is its turn; `share` is the part of the time that such steps may take, over 0 to 1. */
  step(share: number, work: () => void): Promise<void> {
    const turn = this.#last.then(async () => {
      const startedAt = performance.now();
      work();
      const tookMs = performance.now() - startedAt;
      await delay(Math.min(MAX_PAUSE_MS, tookMs * (1 / share - 1)));
    });
    this.#last = turn.catch(() => {});
    return turn;
  }
}
