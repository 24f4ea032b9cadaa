/** Unused rows are kept for so long, so that a burst after quiet goes out at once. */
const BURST_MS = 1_000;

/**
 * How many rows of values a process may write: some 350 bytes of JSON each, that go through the log to every reader. Metrics
 * with few rows are always written, so that they are never older than a tick; those with many rows (dimensions) take turns
 * with what those leave, and are then some hundred ms old.
 */
export class RowBudget {
  readonly #perMs: number;
  #left: number;
  #at: number;

  constructor(rowsPerSecond: number, now = performance.now()) {
    this.#perMs = rowsPerSecond / 1_000;
    this.#left = this.#perMs * BURST_MS;
    this.#at = now;
  }

  mayWrite(now = performance.now()): boolean {
    this.#left = Math.min(this.#perMs * BURST_MS, this.#left + (now - this.#at) * this.#perMs);
    this.#at = now;
    return this.#left > 0;
  }

  written(rows: number): void {
    this.#left -= rows;
  }
}
