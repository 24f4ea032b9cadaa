/** What may be used at once before anybody waits, in ms of the rate: as much as Kafka's quota.window.num and .size.seconds let pass. */
export const BURST_MS = 10_000;

/**
 * How much somebody used that the rate has not made up for yet: it leaks away at the rate. Whoever waits as long as it says never uses more than
 * the rate times the time, one burst and one request aside.
 */
export class LeakyBucket {
  #used = 0;
  #atMs: number;
  #limit = 1;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Adds what was used and returns how long to wait at `limit` a second; 0 within a burst. */
  add(amount: number, limit: number, nowMs: number): number {
    this.#limit = limit;
    this.#leak(nowMs);
    this.#used += amount;
    return Math.max(0, Math.ceil((this.#used / limit) * 1000 - BURST_MS));
  }

  /** Whether nothing is left in it. */
  isEmpty(nowMs: number): boolean {
    this.#leak(nowMs);
    return this.#used === 0;
  }

  #leak(nowMs: number): void {
    this.#used = Math.max(0, this.#used - ((nowMs - this.#atMs) / 1000) * this.#limit);
    this.#atMs = nowMs;
  }
}
