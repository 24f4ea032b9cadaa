import { ProtocolError } from '../protocol/protocol-error.ts';
import type { RequestMemory } from './request-memory.ts';

const LENGTH_BYTES = 4;
const API_KEY_BYTES = 2;
/** A frame's own buffer starts at no more than this and doubles as bytes come: a length alone makes nobody allocate. */
const FIRST_BUFFER_BYTES = 64 * 1024;

/** One request or response as it came, without its length. */
export interface Frame {
  readonly bytes: Buffer;
  /** What to give back to the RequestMemory once nothing refers to `bytes`; null where they are the frame's own. */
  readonly lent: Buffer | null;
}

export interface FrameReaderOptions {
  readonly maxFrameBytes: number;
  /** Lends buffers to frames of which `isLendable` says, by API key, that nothing refers to them once they are answered. */
  readonly memory?: RequestMemory;
  readonly isLendable?: (apiKey: number) => boolean;
}

/** A frame of which parts have come. */
interface Partial {
  buffer: Buffer;
  readonly lent: Buffer | null;
  readonly length: number;
  filled: number;
}

/**
 * Cuts a stream of bytes into frames: INT32 length, then so many bytes. Bytes come in either as chunks of the caller's (`push`), or without a copy: read
 * into `space()` and tell `filled`. Where the memory has no room the reader stops, keeps what has come, and goes on with `retry`.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  #maxFrameBytes: number;
  /** First bytes of a length of which the rest is still to come. */
  readonly #length = Buffer.alloc(LENGTH_BYTES);
  #lengthFilled = 0;
  #partial: Partial | undefined;
  /** The frame that the next bytes are read straight into; undefined while they go to the scratch buffer. */
  #target: Partial | undefined;
  /** What came behind the length of a frame for which there is no room, and that length. */
  #held: { bytes: Buffer; readonly length: number } | undefined;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
    this.#maxFrameBytes = options.maxFrameBytes;
  }

  /** Bounds the frames that are begun from here on. */
  limitTo(maxFrameBytes: number): void {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Whether it waits for room in the memory: nothing should be read until `retry` has found some. */
  get isBlocked(): boolean {
    return this.#held !== undefined;
  }

  /** Where the next bytes are to be read to, for `filled`. */
  space(): Buffer {
    const partial = this.#partial;
    this.#target = partial;
    if (partial === undefined) return this.#options.memory!.scratch;
    if (partial.filled === partial.buffer.length) grow(partial);
    return partial.buffer.subarray(partial.filled, Math.min(partial.length, partial.buffer.length));
  }

  /** So many bytes were read to the last `space()`. Returns the frames that they complete; throws ProtocolError on an impossible length. */
  filled(bytes: number): Frame[] {
    const target = this.#target;
    if (target === undefined) return this.#take(this.#options.memory!.scratch.subarray(0, bytes), true);
    target.filled += bytes;
    return target.filled < target.length ? [] : [this.#finish(target)];
  }

  /** Takes what arrived; whole frames in it are slices of it. Returns the frames that it completes; throws ProtocolError on an impossible length. */
  push(chunk: Buffer): Frame[] {
    return this.#take(chunk, false);
  }

  /** Goes on where there was no room; returns the frames that are complete. */
  retry(): Frame[] {
    if (this.#held === undefined) return [];
    const { bytes, length } = this.#held;
    this.#held = undefined;
    if (!this.#begin(length, bytes)) return [];
    return this.#take(bytes, true);
  }

  /** The connection is gone: what is half read is not wanted any more. */
  abandon(): void {
    if (this.#partial?.lent) this.#options.memory!.giveBack(this.#partial.lent);
    this.#partial = undefined;
    this.#held = undefined;
  }

  #take(chunk: Buffer, isScratch: boolean): Frame[] {
    const frames: Frame[] = [];
    if (this.#held !== undefined) {
      this.#held.bytes = Buffer.concat([this.#held.bytes, chunk]);
      return frames;
    }
    for (let at = 0; at < chunk.length; ) {
      if (this.#partial === undefined) {
        const [length, bodyAt] = this.#readLength(chunk, at);
        if (length === undefined) break;
        at = bodyAt;
        if (!isScratch && chunk.length - at >= length) {
          frames.push({ bytes: chunk.subarray(at, at + length), lent: null });
          at += length;
          continue;
        }
        if (!this.#begin(length, chunk.subarray(at))) break;
      }
      at += this.#fill(chunk, at, frames);
    }
    return frames;
  }

  /** The length that is complete now, if it is, and where its frame begins in the chunk. */
  #readLength(chunk: Buffer, at: number): [length: number | undefined, bodyAt: number] {
    const copied = chunk.copy(this.#length, this.#lengthFilled, at, at + LENGTH_BYTES - this.#lengthFilled);
    this.#lengthFilled += copied;
    if (this.#lengthFilled < LENGTH_BYTES) return [undefined, at + copied];
    this.#lengthFilled = 0;
    const length = this.#length.readInt32BE(0);
    if (length < 0 || length > this.#maxFrameBytes) {
      throw new ProtocolError(`frame of ${length} bytes, ${this.#maxFrameBytes} at most`);
    }
    return [length, at + copied];
  }

  /** Finds a buffer for a frame of which `rest` begins with what has come; false, and holds the rest, where there is no room. */
  #begin(length: number, rest: Buffer): boolean {
    const { memory, isLendable } = this.#options;
    const isLent = memory?.isLentFor(length) && rest.length >= API_KEY_BYTES && isLendable?.(rest.readInt16BE(0));
    if (!isLent) {
      const buffer = Buffer.allocUnsafe(Math.min(length, Math.max(rest.length, FIRST_BUFFER_BYTES)));
      this.#partial = { buffer, lent: null, length, filled: 0 };
      return true;
    }
    const lent = memory!.lend(length);
    if (lent === undefined) {
      this.#held = { bytes: Buffer.from(rest), length };
      return false;
    }
    this.#partial = { buffer: lent, lent, length, filled: 0 };
    return true;
  }

  /** Copies into the frame what belongs to it; returns how many bytes that were. */
  #fill(chunk: Buffer, at: number, frames: Frame[]): number {
    const partial = this.#partial!;
    const wanted = Math.min(partial.length - partial.filled, chunk.length - at);
    while (partial.filled + wanted > partial.buffer.length) grow(partial);
    chunk.copy(partial.buffer, partial.filled, at, at + wanted);
    partial.filled += wanted;
    if (partial.filled === partial.length) frames.push(this.#finish(partial));
    return wanted;
  }

  #finish({ buffer, lent, length }: Partial): Frame {
    this.#partial = undefined;
    return { bytes: buffer.length === length ? buffer : buffer.subarray(0, length), lent };
  }
}

/** A lent buffer has room for the whole frame; only others grow. */
function grow(partial: Partial): void {
  const grown = Buffer.allocUnsafe(Math.min(partial.length, partial.buffer.length * 2));
  partial.buffer.copy(grown, 0, 0, partial.filled);
  partial.buffer = grown;
}
