/** What one read of a file brings: large enough to make few of them, small enough to stay in the processor's cache between disk and socket. */
const CHUNK_BYTES = 256 * 1024;
/** What one read brings once much is lent out. */
const SMALL_CHUNK_BYTES = 16 * 1024;
/** Chunks kept for the next answers. */
const MAX_SPARE = 16;

export interface ChunkPoolOptions {
  /** Lent out as whole chunks at most; past it a taker gets a small one, so that readers that take no bytes keep nobody from reading. */
  readonly maxLentBytes: number;
}

/**
 * Buffers that carry batches from files to sockets, used again and again: a new buffer for each read costs more, in page faults and garbage
 * collection, than the reading itself. Who takes a chunk gives it back once the socket has flushed it, and only then.
 */
export class ChunkPool {
  readonly #maxLentBytes: number;
  readonly #spare: Buffer[] = [];
  #lentBytes = 0;

  constructor({ maxLentBytes }: ChunkPoolOptions) {
    this.#maxLentBytes = maxLentBytes;
  }

  get lentBytes(): number {
    return this.#lentBytes;
  }

  take(): Buffer {
    const isShort = this.#lentBytes + CHUNK_BYTES > this.#maxLentBytes;
    const chunk = isShort
      ? Buffer.allocUnsafeSlow(SMALL_CHUNK_BYTES)
      : (this.#spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES));
    this.#lentBytes += chunk.length;
    return chunk;
  }

  /** Nothing refers to the chunk any more. */
  give(chunk: Buffer): void {
    this.#lentBytes -= chunk.length;
    if (chunk.length === CHUNK_BYTES && this.#spare.length < MAX_SPARE) this.#spare.push(chunk);
  }

  /** The chunk is not used again: its socket broke, and who still refers to it is not known. */
  drop(chunk: Buffer): void {
    this.#lentBytes -= chunk.length;
  }
}
