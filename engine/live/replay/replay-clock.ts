/** Highest speed of a replay: an hour in a minute. */
export const MAX_SPEED = 60;

/** The time of a replay: runs `speed` times as fast as the wall clock, stands still while it is held. Pure. */
export class ReplayClock {
  /** Where it stood at `#sinceMs`. */
  #atMs: number;
  #sinceMs: number;
  #speed: number;
  #held = false;

  /** `wallMs` is any steady clock, the same in every call. */
  constructor(atMs: number, speed: number, wallMs: number) {
    this.#atMs = atMs;
    this.#sinceMs = wallMs;
    this.#speed = speed;
  }

  get speed(): number {
    return this.#speed;
  }

  get isHeld(): boolean {
    return this.#held;
  }

  now(wallMs: number): number {
    return this.#held ? this.#atMs : this.#atMs + (wallMs - this.#sinceMs) * this.#speed;
  }

  setSpeed(speed: number, wallMs: number): void {
    this.#restart(this.now(wallMs), wallMs);
    this.#speed = speed;
  }

  /** Stands still at a time that it had reached: what happens next is not known yet. */
  hold(atMs: number, wallMs: number): void {
    this.#restart(atMs, wallMs);
    this.#held = true;
  }

  release(wallMs: number): void {
    this.#restart(this.now(wallMs), wallMs);
    this.#held = false;
  }

  #restart(atMs: number, wallMs: number): void {
    this.#atMs = atMs;
    this.#sinceMs = wallMs;
  }
}
