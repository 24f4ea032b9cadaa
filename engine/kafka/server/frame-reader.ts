import { ProtocolError } from '../protocol/protocol-error.ts';

const LENGTH_BYTES = 4;
/** A frame's buffer starts at no more than this and doubles as bytes come: a length alone makes nobody allocate. */
const FIRST_BUFFER_BYTES = 1024 * 1024;

/**
 * Cuts a stream of bytes into frames: INT32 length, then so many bytes. A frame that lies in one chunk is a slice of it; one that comes in
 * pieces is put together as they come, so that chunks are let go at once.
 */
export class FrameReader {
  #maxFrameBytes: number;
  /** What is being read: a length, or the body of so many bytes. */
  #bodyBytes: number | null = null;
  /** Pieces of it so far. */
  #buffer: Buffer = Buffer.alloc(LENGTH_BYTES);
  #filledBytes = 0;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bounds the frames that are begun from here on. */
  limitTo(maxFrameBytes: number): void {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Takes what arrived and returns the frames that it completes. Throws ProtocolError on an impossible length. */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let at = 0;
    while (at < chunk.length || this.#bodyBytes === 0) {
      const wanted = this.#bodyBytes ?? LENGTH_BYTES;
      const isWhole = this.#filledBytes === 0 && chunk.length - at >= wanted;
      const piece = chunk.subarray(at, at + wanted - this.#filledBytes);
      at += piece.length;
      if (!isWhole) this.#collect(piece, wanted);
      if (!isWhole && this.#filledBytes < wanted) break;
      const whole = isWhole ? piece : this.#buffer;
      if (this.#bodyBytes === null) this.#begin(whole.readInt32BE(0));
      else {
        frames.push(whole);
        this.#await(null, LENGTH_BYTES);
      }
    }
    return frames;
  }

  #begin(length: number): void {
    if (length < 0 || length > this.#maxFrameBytes) {
      throw new ProtocolError(`frame of ${length} bytes, ${this.#maxFrameBytes} at most`);
    }
    this.#await(length, 0);
  }

  #await(bodyBytes: number | null, bufferBytes: number): void {
    this.#bodyBytes = bodyBytes;
    this.#buffer = Buffer.allocUnsafe(bufferBytes);
    this.#filledBytes = 0;
  }

  #collect(piece: Buffer, wanted: number): void {
    const needed = this.#filledBytes + piece.length;
    if (needed > this.#buffer.length) {
      const roomy = Math.max(needed, this.#buffer.length * 2, Math.min(wanted, FIRST_BUFFER_BYTES));
      const grown = Buffer.allocUnsafe(Math.min(wanted, roomy));
      this.#buffer.copy(grown, 0, 0, this.#filledBytes);
      this.#buffer = grown;
    }
    piece.copy(this.#buffer, this.#filledBytes);
    this.#filledBytes = needed;
  }
}
