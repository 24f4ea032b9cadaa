/** Rows by window that are to be taken: what changed since it was emitted, or since it was stored. */
export class PendingRows<G> {
  readonly #windows = new Map<number, Set<G>>();

  get windows(): Iterable<number> {
    return this.#windows.keys();
  }

  add(window: number, group: G): void {
    const groups = this.#windows.get(window);
    if (groups) groups.add(group);
    else this.#windows.set(window, new Set([group]));
  }

  addAll(window: number, groups: Iterable<G>): void {
    for (const group of groups) this.add(window, group);
  }

  at(window: number): Iterable<G> {
    return this.#windows.get(window) ?? [];
  }

  /** The rows of a window, which are pending no more. */
  take(window: number): Iterable<G> {
    const groups = this.at(window);
    this.#windows.delete(window);
    return groups;
  }
}
