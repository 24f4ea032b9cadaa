import { eachRepeat } from './repeats.ts';

/** Magic, independent blocks of at most 64 KB, no checksums of content, and the checksum of these two bytes: what Java's client writes. */
const FRAME_HEADER = Buffer.from('04224d18604082', 'hex');
const END_MARK = Buffer.alloc(4);
const BLOCK_BYTES = 64 * 1024;
const UNCOMPRESSED_BLOCK = 0x80000000;
/** A block ends in literals: no repeat begins in its last twelve bytes or reaches into its last five. */
const LAST_START = 12;
const LAST_LITERALS = 5;

/** An LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). `effort` is how many earlier places are tried, 1 or more. */
export function encodeLz4Frame(plain: Buffer, effort: number): Buffer {
  const parts: Buffer[] = [FRAME_HEADER];
  for (let at = 0; at < plain.length; at += BLOCK_BYTES) {
    const block = plain.subarray(at, at + BLOCK_BYTES);
    const packed = encodeBlock(block, effort);
    const isSmaller = packed.length < block.length;
    const size = Buffer.alloc(4);
    size.writeUInt32LE(isSmaller ? packed.length : block.length + UNCOMPRESSED_BLOCK);
    parts.push(size, isSmaller ? packed : block);
  }
  parts.push(END_MARK);
  return Buffer.concat(parts);
}

/** A block is a run of sequences: token, literals, offset of a match, its length. */
function encodeBlock(block: Buffer, effort: number): Buffer {
  // Literals cost a byte for each 255 of them, and a token.
  const out = Buffer.allocUnsafe(block.length + Math.ceil(block.length / 255) + 16);
  let to = 0;
  const lengthBytes = (length: number): void => {
    for (let rest = length - 15; rest >= 0; rest -= 255) out[to++] = Math.min(rest, 255);
  };
  const literals = (from: number, end: number, matchNibble: number): void => {
    const length = end - from;
    out[to++] = (Math.min(length, 15) << 4) | matchNibble;
    lengthBytes(length);
    to += block.copy(out, to, from, end);
  };
  const search = { lastStart: block.length - LAST_START, limit: block.length - LAST_LITERALS, effort };
  const rest = eachRepeat(block, 0, search, (literalsAt, at, offset, length) => {
    literals(literalsAt, at, Math.min(length - 4, 15));
    to = out.writeUInt16LE(offset, to);
    lengthBytes(length - 4);
  });
  literals(rest, block.length, 0);
  return out.subarray(0, to);
}
