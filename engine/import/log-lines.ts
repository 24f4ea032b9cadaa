import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

/** A longer line is no line of an access log: it is skipped, not kept in memory. */
export const MAX_LINE_LENGTH = 64 * 1024;

export interface LogLine {
  /** From 1. */
  number: number;
  /** Null where the line is over `MAX_LINE_LENGTH`. */
  text: string | null;
}

/** Bytes of the file as it lies on disk. */
export interface ReadProgress {
  readBytes: number;
  totalBytes: number;
}

/** Reads lines of a plain or gzipped file (told by its first two bytes, RFC 1952), holding one piece of it at a time. */
export class LogLines {
  readonly progress: ReadProgress = { readBytes: 0, totalBytes: 0 };
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Empty lines are left out, though counted in the numbers. Throws the error of the file system or of the decompression. */
  async *[Symbol.asyncIterator](): AsyncGenerator<LogLine> {
    const lines = new LineCutter();
    for await (const chunk of await this.#open()) yield* lines.cut(chunk as Buffer);
    yield* lines.end();
  }

  async #open(): Promise<Readable> {
    const handle = await open(this.#file);
    let gzipped: boolean;
    try {
      this.progress.totalBytes = (await handle.stat()).size;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      gzipped = bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
    } finally {
      await handle.close();
    }
    const raw = createReadStream(this.#file);
    raw.on('data', (chunk) => {
      this.progress.readBytes += chunk.length;
    });
    // Errors of either stream come out of the one that is iterated.
    return gzipped ? pipeline(raw, createGunzip(), () => {}) : raw;
  }
}

/** Cuts chunks into lines; a character may lie across two chunks. */
class LineCutter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #number = 0;
  /** The line at hand is over the limit: what comes up to its end is dropped. */
  #tooLong = false;

  *cut(chunk: Buffer): Generator<LogLine> {
    const text = this.#rest + this.#decoder.write(chunk);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield* this.#line(text.slice(from, end));
      from = end + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > MAX_LINE_LENGTH) {
      this.#tooLong = true;
      this.#rest = '';
    }
  }

  *end(): Generator<LogLine> {
    const text = this.#rest + this.#decoder.end();
    if (text !== '' || this.#tooLong) yield* this.#line(text);
  }

  *#line(text: string): Generator<LogLine> {
    const number = ++this.#number;
    if (this.#tooLong || text.length > MAX_LINE_LENGTH) {
      this.#tooLong = false;
      yield { number, text: null };
      return;
    }
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line !== '') yield { number, text: line };
  }
}
