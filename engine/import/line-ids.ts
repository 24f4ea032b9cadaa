import { createHash } from 'node:crypto';

/** Distinct lines that are remembered; equal lines carry an equal second, so they lie close together. */
const MAX_REMEMBERED = 100_000;

/**
 * Event ids that follow from the log alone: the hash of the line and of how many equal ones came before it. The same file gives the same ids
 * again, so that a second import counts nothing twice; two visits in one second stay two.
 */
export class LineIds {
  readonly #occurrences = new Map<string, number>();
  readonly #maxRemembered: number;

  constructor(maxRemembered = MAX_REMEMBERED) {
    this.#maxRemembered = maxRemembered;
  }

  next(line: string): string {
    const hash = createHash('sha256').update(line).digest('hex').slice(0, 32);
    const before = this.#occurrences.get(hash) ?? 0;
    if (before === 0 && this.#occurrences.size >= this.#maxRemembered) this.#forgetOldest();
    this.#occurrences.set(hash, before + 1);
    return before === 0 ? hash : `${hash}-${before}`;
  }

  #forgetOldest(): void {
    const oldest = this.#occurrences.keys().next();
    if (!oldest.done) this.#occurrences.delete(oldest.value);
  }
}
