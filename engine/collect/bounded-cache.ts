/** A map of at most `limit` entries; the least recently used one makes room. */
export class BoundedCache<V> {
  readonly #entries = new Map<string, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, computed and kept where it is not known yet. */
  get(key: string, compute: (key: string) => V): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      // A Map iterates in order of insertion, so moving to the end marks the entry as just used.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const value = compute(key);
    if (this.#entries.size >= this.#limit) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, value);
    return value;
  }
}
