import type { Socket } from 'node:net';
import type { ByteSource, Bytes } from '../protocol/byte-source.ts';
import type { ChunkPool } from './chunk-pool.ts';

/** Chunks of one connection between disk and socket: one is read while the one before it leaves. */
const CHUNKS_UNDER_WAY = 2;

export interface OutboxOptions {
  readonly socket: Socket;
  readonly chunks: ChunkPool;
  /** Less is waiting than before. */
  readonly onProgress: () => void;
  /** Bytes that were promised cannot be read: the connection cannot go on. */
  readonly onFault: (error: unknown) => void;
}

/**
 * What a connection has to send, in order. Parts in memory go to the socket at once, those of one turn of the event loop in one write; parts in files
 * are read a chunk at a time, no faster than the client takes them. So an answer of any size costs a connection two chunks.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #parts: Bytes[] = [];
  #waitingBytes = 0;
  #isPumping = false;
  #isCorked = false;
  #chunksUnderWay = 0;
  #wakePump: (() => void) | undefined;
  #isEnding = false;
  #isClosed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    options.socket.on('close', () => this.#close());
  }

  /** Bytes that the client has not taken yet, in files or in memory. */
  get unsentBytes(): number {
    return this.#waitingBytes + this.#options.socket.writableLength;
  }

  /** Takes an answer over; it may no longer change. Throws where a part of it is gone. */
  send(parts: readonly Bytes[]): void {
    if (this.#isClosed || !this.#options.socket.writable) return;
    this.#hold(parts);
    for (const part of parts) {
      this.#parts.push(part);
      this.#waitingBytes += part.length;
    }
    if (!this.#isPumping) this.#pump();
  }

  /** Hangs up once everything is sent. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isPumping) this.#options.socket.end();
  }

  /** All or none, so that nothing stays held of an answer that cannot be sent. */
  #hold(parts: readonly Bytes[]): void {
    const held: ByteSource[] = [];
    try {
      for (const part of parts) {
        if (Buffer.isBuffer(part)) continue;
        part.hold();
        held.push(part);
      }
    } catch (error) {
      for (const part of held) part.release();
      throw error;
    }
  }

  /** Writes parts in memory up to the first that lies in a file, which takes over from here. */
  #pump(): void {
    for (let part = this.#parts[0]; part !== undefined && !this.#isClosed; part = this.#parts[0]) {
      if (!Buffer.isBuffer(part)) {
        this.#isPumping = true;
        this.#sendSource(part).catch((error) => this.#options.onFault(error));
        return;
      }
      this.#parts.shift();
      this.#waitingBytes -= part.length;
      this.#write(part);
    }
    this.#isPumping = false;
    if (this.#isEnding) this.#options.socket.end();
  }

  async #sendSource(source: ByteSource): Promise<void> {
    try {
      for (let sent = 0; sent < source.length && !this.#isClosed; ) {
        if (this.#chunksUnderWay < CHUNKS_UNDER_WAY) sent += await this.#sendChunk(source, sent);
        else await this.#chunkFlushed();
      }
    } finally {
      source.release();
    }
    if (this.#isClosed) return;
    this.#parts.shift();
    this.#pump();
  }

  #chunkFlushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakePump = resolve;
    });
  }

  async #sendChunk(source: ByteSource, from: number): Promise<number> {
    const { chunks } = this.#options;
    const chunk = chunks.take();
    let length: number;
    try {
      length = await source.read(chunk, from);
    } catch (error) {
      chunks.give(chunk);
      throw error;
    }
    if (this.#isClosed) {
      chunks.give(chunk);
      return length;
    }
    this.#waitingBytes -= length;
    this.#chunksUnderWay++;
    this.#write(chunk.subarray(0, length), (error) => this.#flushed(chunk, error));
    return length;
  }

  #flushed(chunk: Buffer, error: Error | null | undefined): void {
    const { chunks, onProgress } = this.#options;
    if (error || this.#isClosed) chunks.drop(chunk);
    else chunks.give(chunk);
    this.#chunksUnderWay--;
    this.#wakePump?.();
    this.#wakePump = undefined;
    onProgress();
  }

  /** What is written in one turn of the event loop leaves in one system call. */
  #write(bytes: Buffer, flushed?: (error?: Error | null) => void): void {
    const { socket } = this.#options;
    if (!this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        socket.uncork();
      });
    }
    socket.write(bytes, flushed);
  }

  #close(): void {
    this.#isClosed = true;
    // The part that is being sent is released by who sends it, once no read of its file is under way.
    const unread = this.#isPumping ? this.#parts.slice(1) : this.#parts;
    for (const part of unread) if (!Buffer.isBuffer(part)) part.release();
    this.#parts.length = 0;
    this.#wakePump?.();
  }
}
