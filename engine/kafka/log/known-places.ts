/** Readers of one segment that can be at different places without a search for each fetch. */
const MAX_PLACES = 64;

/**
 * Where batches of a segment begin, by their first offset, as found while those before them were read. A sparse index leads only near a batch;
 * who reads on from where the last fetch ended finds the place here.
 */
export class KnownPlaces {
  /** Made when needed: most segments are read by nobody. Oldest first. */
  #positions: Map<number, number> | undefined;

  positionOf(offset: number): number | undefined {
    return this.#positions?.get(offset);
  }

  note(offset: number, position: number): void {
    this.#positions ??= new Map();
    this.#positions.delete(offset);
    this.#positions.set(offset, position);
    if (this.#positions.size <= MAX_PLACES) return;
    for (const oldest of this.#positions.keys()) {
      this.#positions.delete(oldest);
      return;
    }
  }

  /** The file was cut: what was known may be behind its end. */
  clear(): void {
    this.#positions = undefined;
  }
}
