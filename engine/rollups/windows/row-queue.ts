import type { WindowRow } from './row.ts';

/** Rows that wait to be emitted, or to be stored: those that changed, by window, and finished ones of windows that are gone. */
export class RowQueue<G> {
  readonly #windows = new Map<number, Set<G>>();
  #gone: WindowRow[] = [];
  /** What `take` answered last of `gone`. */
  #taken: WindowRow[] = [];

  /** Rows of windows that are gone. */
  get gone(): readonly WindowRow[] {
    return this.#gone;
  }

  get windows(): Iterable<number> {
    return this.#windows.keys();
  }

  add(window: number, group: G): void {
    const groups = this.#windows.get(window);
    if (groups) groups.add(group);
    else this.#windows.set(window, new Set([group]));
  }

  /** The window's rows that wait. */
  at(window: number): Iterable<G> {
    return this.#windows.get(window) ?? [];
  }

  /** Rows of windows that are gone wait too. */
  addGone(rows: Iterable<WindowRow>): void {
    for (const row of rows) this.#gone.push(row);
  }

  /** The window's rows wait no more. */
  drop(window: number): void {
    this.#windows.delete(window);
  }

  /** Takes out what waits of the windows that are due, `rowsOf` each. */
  take(isDue: (window: number) => boolean, rowsOf: (window: number, groups: Iterable<G>) => WindowRow[]): WindowRow[] {
    this.#taken = this.#gone;
    this.#gone = [];
    const rows = [...this.#taken];
    for (const [window, groups] of this.#windows) {
      if (!isDue(window)) continue;
      this.#windows.delete(window);
      for (const row of rowsOf(window, groups)) rows.push(row);
    }
    return rows;
  }

  /** Of what was taken last, the rows whose windows are gone wait again. */
  putBackGone(): void {
    this.#gone = [...this.#taken, ...this.#gone];
    this.#taken = [];
  }

  /** No window's rows wait any more. */
  clear(): void {
    this.#windows.clear();
  }
}
