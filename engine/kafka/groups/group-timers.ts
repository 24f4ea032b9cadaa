/** setTimeout takes no more: a later deadline is come back to. */
const LONGEST_MS = 0x7fffffff;

/**
 * One timer a group, for its earliest deadline. Deadlines mostly move later (each heartbeat moves one): the timer then just fires early, finds
 * nothing due and is set anew, which spares a timer change with each heartbeat.
 */
export class GroupTimers {
  readonly #now: () => number;
  readonly #onDue: (groupId: string) => void;
  readonly #timers = new Map<string, { timer: NodeJS.Timeout; atMs: number }>();

  constructor(now: () => number, onDue: (groupId: string) => void) {
    this.#now = now;
    this.#onDue = onDue;
  }

  /** Makes sure that `onDue` is called no later than the deadline; Infinity asks for nothing. */
  arm(groupId: string, deadlineMs: number): void {
    const armed = this.#timers.get(groupId);
    if (deadlineMs === Number.POSITIVE_INFINITY || (armed && armed.atMs <= deadlineMs)) return;
    if (armed) clearTimeout(armed.timer);
    const waitMs = Math.min(Math.max(deadlineMs - this.#now(), 0), LONGEST_MS);
    const timer = setTimeout(() => {
      this.#timers.delete(groupId);
      this.#onDue(groupId);
    }, waitMs);
    this.#timers.set(groupId, { timer, atMs: deadlineMs });
  }

  disarm(groupId: string): void {
    const armed = this.#timers.get(groupId);
    if (!armed) return;
    clearTimeout(armed.timer);
    this.#timers.delete(groupId);
  }

  close(): void {
    for (const groupId of [...this.#timers.keys()]) this.disarm(groupId);
  }
}
