import { ProtocolError } from '../protocol/protocol-error.ts';

/** Cuts a stream of bytes into frames: INT32 length, then so many bytes. A frame that lies in one chunk is not copied. */
export class FrameReader {
  readonly #maxFrameBytes: number;
  readonly #chunks: Buffer[] = [];
  #bufferedBytes = 0;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Takes what arrived and returns the frames that it completes. Throws ProtocolError on an impossible length. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      if (this.#bufferedBytes < 4) return frames;
      const length = this.#peekLength();
      if (length < 0 || length > this.#maxFrameBytes) {
        throw new ProtocolError(`frame of ${length} bytes, ${this.#maxFrameBytes} at most`);
      }
      if (this.#bufferedBytes < 4 + length) return frames;
      const joined = this.#join();
      frames.push(joined.subarray(4, 4 + length));
      this.#keep(joined.subarray(4 + length));
    }
  }

  #peekLength(): number {
    const first = this.#chunks[0]!;
    return first.length >= 4 ? first.readInt32BE(0) : this.#join().readInt32BE(0);
  }

  #join(): Buffer {
    if (this.#chunks.length > 1) this.#chunks.splice(0, this.#chunks.length, Buffer.concat(this.#chunks));
    return this.#chunks[0]!;
  }

  #keep(rest: Buffer): void {
    this.#chunks.length = 0;
    if (rest.length > 0) this.#chunks.push(rest);
    this.#bufferedBytes = rest.length;
  }
}
