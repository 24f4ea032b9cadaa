import { copyWithin } from './snappy.ts';

const MAGIC = 0x184d2204;
const FLAG_BLOCK_CHECKSUM = 0x10;
const FLAG_CONTENT_SIZE = 0x08;
const FLAG_DICTIONARY_ID = 0x01;
const UNCOMPRESSED_BLOCK = 0x80000000;

/**
 * Decodes an LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). The checksums of the frame are not
 * looked at: the batch's own CRC-32C covers the bytes. Throws RangeError for damaged data.
 */
export function decodeLz4Frame(packed: Buffer, maxBytes: number): Buffer {
  if (packed.length < 7 || packed.readUInt32LE(0) !== MAGIC) throw new RangeError('not an LZ4 frame');
  const flags = packed[4]!;
  let at = 6;
  if (flags & FLAG_CONTENT_SIZE) at += 8;
  if (flags & FLAG_DICTIONARY_ID) at += 4;
  at += 1;
  const output = new Output(packed.length * 3, maxBytes);
  for (;;) {
    if (at + 4 > packed.length) throw new RangeError('an LZ4 frame without its end mark');
    const size = packed.readUInt32LE(at);
    at += 4;
    if (size === 0) return output.bytes();
    const length = size % UNCOMPRESSED_BLOCK;
    if (at + length > packed.length) throw new RangeError('an LZ4 block runs past its frame');
    if (size >= UNCOMPRESSED_BLOCK) output.literal(packed, at, length);
    else decodeBlock(packed, at, at + length, output);
    at += length + (flags & FLAG_BLOCK_CHECKSUM ? 4 : 0);
  }
}

/** A block is a run of sequences: token, literals, offset of a match, its length. The last one has literals only. */
function decodeBlock(packed: Buffer, start: number, end: number, output: Output): void {
  let at = start;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (;;) {
      if (at >= end) throw new RangeError('an LZ4 length runs out');
      const byte = packed[at++]!;
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (at < end) {
    const token = packed[at++]!;
    const literals = lengthFrom(token >> 4);
    if (at + literals > end) throw new RangeError('LZ4 literals run out');
    output.literal(packed, at, literals);
    at += literals;
    if (at === end) return;
    if (at + 2 > end) throw new RangeError('an LZ4 match without its offset');
    const offset = packed.readUInt16LE(at);
    at += 2;
    output.match(offset, lengthFrom(token & 15) + 4);
  }
}

/** Grows as it fills, up to its bound. Matches may reach into earlier blocks, so a frame has one output. */
class Output {
  #bytes: Buffer;
  #length = 0;
  readonly #maxBytes: number;

  constructor(expectedBytes: number, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#bytes = Buffer.allocUnsafe(Math.min(Math.max(expectedBytes, 256), maxBytes));
  }

  literal(from: Buffer, at: number, length: number): void {
    this.#reserve(length);
    from.copy(this.#bytes, this.#length, at, at + length);
    this.#length += length;
  }

  match(offset: number, length: number): void {
    if (offset === 0 || offset > this.#length) throw new RangeError('an LZ4 match out of range');
    this.#reserve(length);
    copyWithin(this.#bytes, this.#length, offset, length);
    this.#length += length;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    if (needed > this.#maxBytes) throw new RangeError(`an LZ4 frame unpacks to more than ${this.#maxBytes} bytes`);
    const grown = Buffer.allocUnsafe(Math.min(Math.max(needed, this.#bytes.length * 2), this.#maxBytes));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
