/** Frames from here on are read into buffers that are used again; smaller ones are cheaper made than kept. */
const SMALLEST_BYTES = 16 * 1024;
/** A batch of the default message.max.bytes with what surrounds it fits the largest. */
const LARGEST_BYTES = 1024 * 1024 + 64 * 1024;
const SIZES = [...doublings(SMALLEST_BYTES, LARGEST_BYTES), LARGEST_BYTES];
/** Buffers kept for later, all sizes together. */
const MAX_SPARE_BYTES = 8 * 1024 * 1024;
const SCRATCH_BYTES = 128 * 1024;

export interface RequestMemoryOptions {
  /** Requests that are being read or answered, all connections together; past it connections wait for their turn. */
  readonly maxBytes: number;
}

/**
 * Where requests are read to. Large ones get a buffer that is used again once the request is answered, since a new one for each costs more, in
 * page faults and garbage collection, than the reading. Like queued.max.request.bytes it bounds what clients can make the broker hold.
 */
export class RequestMemory {
  /**
   * What arrives between large frames: one buffer for all connections, since whoever reads into it copies out what it needs before the next
   * one reads.
   */
  readonly scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  readonly #maxBytes: number;
  /** By size. */
  readonly #spare = new Map<number, Buffer[]>();
  #spareBytes = 0;
  #lentBytes = 0;
  /** Who waits for room, first come first. */
  readonly #waiting = new Set<() => void>();

  constructor({ maxBytes }: RequestMemoryOptions) {
    this.#maxBytes = maxBytes;
  }

  get lentBytes(): number {
    return this.#lentBytes;
  }

  /** Whether frames of that length are read into lent buffers. */
  isLentFor(length: number): boolean {
    return length >= SMALLEST_BYTES && length <= LARGEST_BYTES;
  }

  /** A buffer of at least that length, which `isLentFor` holds for; undefined where there is no room: see `whenRoom`. */
  lend(length: number): Buffer | undefined {
    const size = SIZES.find((each) => each >= length)!;
    if (this.#lentBytes + size > this.#maxBytes) return undefined;
    this.#lentBytes += size;
    const spare = this.#spare.get(size)?.pop();
    if (spare === undefined) return Buffer.allocUnsafeSlow(size);
    this.#spareBytes -= size;
    return spare;
  }

  /** Nothing refers to the buffer any more. */
  giveBack(buffer: Buffer): void {
    if (this.#spareBytes + buffer.length <= MAX_SPARE_BYTES) {
      const spare = this.#spare.get(buffer.length);
      if (spare) spare.push(buffer);
      else this.#spare.set(buffer.length, [buffer]);
      this.#spareBytes += buffer.length;
    }
    this.forget(buffer);
  }

  /** The buffer is not used again: something may refer to it still. */
  forget(buffer: Buffer): void {
    this.#lentBytes -= buffer.length;
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#waiting.delete(first);
    // Whoever gives back is in the middle of something.
    setImmediate(first);
  }

  /** Calls the listener once when there may be room; returns how to stop waiting. */
  whenRoom(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }
}

function doublings(from: number, below: number): number[] {
  return from >= below ? [] : [from, ...doublings(from * 2, below)];
}
