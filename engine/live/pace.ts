/**
 * Runs a step soon after it is asked for, but never within `intervalMs` of the run before: at once when it has been quiet
 * for that long, else at the end of the interval. Any number of requests between two runs make one run. The step is told
 * when it counts as begun (`performance.now()`): two runs are never less than the interval apart by this clock.
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #step: (startedAtMs: number) => void;
  #ranAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  constructor(intervalMs: number, step: (startedAtMs: number) => void) {
    this.#intervalMs = intervalMs;
    this.#step = step;
  }

  request(): void {
    if (this.#timer || this.#immediate) return;
    const waitMs = this.#ranAt + this.#intervalMs - performance.now();
    if (waitMs > 0) this.#timer = setTimeout(this.#run, waitMs);
    // After the current batch of records has been taken whole.
    else this.#immediate = setImmediate(this.#run);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
  }

  readonly #run = (): void => {
    this.#timer = null;
    this.#immediate = null;
    // A timer may fire a fraction of a millisecond early: the run counts as of the time that it was due.
    this.#ranAt = Math.max(performance.now(), this.#ranAt + this.#intervalMs);
    this.#step(this.#ranAt);
  };
}
