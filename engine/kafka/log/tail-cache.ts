import { batchBaseOffset } from '../records/batch.ts';

/** First chunk of a quiet partition; each next one is twice as large, up to CHUNK_BYTES. */
const FIRST_CHUNK_BYTES = 4 * 1024;
const CHUNK_BYTES = 128 * 1024;
/** Batches from this size on are not kept: the page cache has them, and their buffers go back to whoever lent them once they are written. */
const LARGE_BYTES = 64 * 1024;
/** Most bytes kept of one partition. */
const PARTITION_BYTES = 256 * 1024;
/** What lies in several chunks is put together up to this size; a larger run is better read from its file. */
const MAX_JOINED_BYTES = 64 * 1024;

/** Bytes that the tails of all partitions may hold together; past it the chunk filled longest ago goes, whosever it is. */
export class TailBudget {
  readonly #maxBytes: number;
  readonly #chunks = new Set<TailChunk>();
  #usedBytes = 0;

  constructor(maxBytes = 16 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  add(chunk: TailChunk): void {
    this.#chunks.add(chunk);
    this.#usedBytes += chunk.bytes.length;
    for (const oldest of this.#chunks) {
      if (this.#usedBytes <= this.#maxBytes || oldest === chunk) return;
      oldest.owner.evictThrough(oldest);
    }
  }

  remove(chunk: TailChunk): void {
    if (this.#chunks.delete(chunk)) this.#usedBytes -= chunk.bytes.length;
  }
}

/** Batches one after another in one buffer. What is filled never changes, so readers hold views of it. */
export class TailChunk {
  readonly owner: TailCache;
  readonly bytes: Buffer;
  end = 0;
  /** Where each batch begins, and its last offset. */
  readonly starts: number[] = [];
  readonly lastOffsets: number[] = [];

  constructor(owner: TailCache, bytes: Buffer) {
    this.owner = owner;
    this.bytes = bytes;
  }
}

/** Where a batch is until it is written: views of one buffer that touch are written to disk as one. */
export interface Placed {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** The newest batches of a partition in memory. Consumers that keep up are served from here without a copy, and appends are written to disk from here. */
export class TailCache {
  readonly #budget: TailBudget;
  #chunks: TailChunk[] = [];
  #bytes = 0;
  #nextChunkBytes = FIRST_CHUNK_BYTES;

  constructor(budget: TailBudget) {
    this.#budget = budget;
  }

  /**
   * Takes a batch in at the end. A small one is copied. A large one is not: the tail begins anew behind it, and its own buffer must stay as it is until
   * it is written.
   */
  place(batch: Buffer, lastOffset: number): Placed {
    if (batch.length >= LARGE_BYTES) {
      this.clear();
      return { bytes: batch, start: 0, end: batch.length };
    }
    const chunk = this.#chunkFor(batch.length);
    const start = chunk.end;
    batch.copy(chunk.bytes, start);
    chunk.end = start + batch.length;
    chunk.starts.push(start);
    chunk.lastOffsets.push(lastOffset);
    return { bytes: chunk.bytes, start, end: chunk.end };
  }

  /** Whole batches from the one that holds `offset`, below `endOffset`; undefined when the tail does not reach back that far, or a copy would be large. */
  read(offset: number, endOffset: number, maxBytes: number, minOneBatch: boolean): Buffer | undefined {
    const first = this.#chunks.findIndex((chunk) => (chunk.lastOffsets.at(-1) ?? -1) >= offset);
    if (first < 0) return undefined;
    const from = firstAtOrAbove(this.#chunks[first]!.lastOffsets, offset);
    // Before the very first batch of the tail there may be others on disk that hold the offset.
    if (first === 0 && from === 0 && !this.#beginsAtOrBelow(offset)) return undefined;
    const parts: Buffer[] = [];
    let room = maxBytes;
    for (let i = first; i < this.#chunks.length && room > 0; i++) {
      const part = slice(this.#chunks[i]!, i === first ? from : 0, endOffset, room, minOneBatch && parts.length === 0);
      if (part.length === 0) break;
      parts.push(part);
      room -= part.length;
      if (part.byteOffset + part.length < this.#chunks[i]!.bytes.byteOffset + this.#chunks[i]!.end) break;
    }
    if (parts.length <= 1) return parts[0];
    return maxBytes - room > MAX_JOINED_BYTES ? undefined : Buffer.concat(parts);
  }

  /** Forgets batches that reach `offset` or beyond: they never made it to disk. */
  truncateTo(offset: number): void {
    for (let i = this.#chunks.length - 1; i >= 0; i--) {
      const chunk = this.#chunks[i]!;
      const keep = firstAtOrAbove(chunk.lastOffsets, offset);
      if (keep === chunk.lastOffsets.length) return;
      chunk.end = chunk.starts[keep]!;
      chunk.starts.length = keep;
      chunk.lastOffsets.length = keep;
      if (keep > 0) return;
      this.#chunks.pop();
      this.#forget(chunk);
    }
  }

  /** Called by the budget: an older chunk of the same partition never outlives a newer one. */
  evictThrough(chunk: TailChunk): void {
    const last = this.#chunks.indexOf(chunk);
    for (const gone of this.#chunks.splice(0, last + 1)) this.#forget(gone);
  }

  clear(): void {
    for (const chunk of this.#chunks) this.#forget(chunk);
    this.#chunks = [];
    this.#nextChunkBytes = FIRST_CHUNK_BYTES;
  }

  #chunkFor(length: number): TailChunk {
    const last = this.#chunks.at(-1);
    if (last && last.end + length <= last.bytes.length) return last;
    const size = Math.max(this.#nextChunkBytes, length);
    this.#nextChunkBytes = Math.min(size * 2, CHUNK_BYTES);
    return this.#add(Buffer.allocUnsafeSlow(size));
  }

  #add(bytes: Buffer): TailChunk {
    const chunk = new TailChunk(this, bytes);
    this.#chunks.push(chunk);
    this.#bytes += bytes.length;
    while (this.#bytes > PARTITION_BYTES && this.#chunks.length > 1) this.#forget(this.#chunks.shift()!);
    this.#budget.add(chunk);
    return chunk;
  }

  #forget(chunk: TailChunk): void {
    this.#bytes -= chunk.bytes.length;
    this.#budget.remove(chunk);
  }

  #beginsAtOrBelow(offset: number): boolean {
    const chunk = this.#chunks[0]!;
    return batchBaseOffset(chunk.bytes, chunk.starts[0]!) <= offset;
  }
}

/** Index of the first batch whose last offset is at or above `offset`. */
function firstAtOrAbove(lastOffsets: readonly number[], offset: number): number {
  let low = 0;
  let high = lastOffsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lastOffsets[middle]! >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

function slice(chunk: TailChunk, from: number, endOffset: number, maxBytes: number, minOneBatch: boolean): Buffer {
  const start = chunk.starts[from]!;
  let to = from;
  let end = start;
  while (to < chunk.starts.length && chunk.lastOffsets[to]! < endOffset) {
    const batchEnd = chunk.starts[to + 1] ?? chunk.end;
    if (batchEnd - start > maxBytes && !(minOneBatch && to === from)) break;
    end = batchEnd;
    to++;
  }
  return chunk.bytes.subarray(start, end);
}
