import { eachRepeat } from './repeats.ts';

/** Frame of snappy-java: 8 magic bytes, its version and the oldest that reads it. librdkafka reads it too. */
const XERIAL_HEADER = Buffer.from('82534e4150505900' + '00000001' + '00000001', 'hex');
const BLOCK_BYTES = 32 * 1024;
const LONGEST_COPY = 64;

/** Snappy in the frame of snappy-java, which Kafka's clients read. */
export function encodeSnappy(plain: Buffer): Buffer {
  const parts: Buffer[] = [XERIAL_HEADER];
  for (let at = 0; at < plain.length; at += BLOCK_BYTES) {
    const packed = encodeBlock(plain.subarray(at, at + BLOCK_BYTES));
    const size = Buffer.alloc(4);
    size.writeInt32BE(packed.length);
    parts.push(size, packed);
  }
  return Buffer.concat(parts);
}

/** One raw block: https://github.com/google/snappy/blob/main/format_description.txt */
function encodeBlock(block: Buffer): Buffer {
  // A length of up to three bytes, then literals of up to 64 KB with three bytes before each, or copies that are shorter than what they stand for.
  const out = Buffer.allocUnsafe(block.length + Math.ceil(block.length / 4) + 16);
  let to = 0;
  let rest = block.length;
  for (; rest >= 0x80; rest >>= 7) out[to++] = (rest & 0x7f) | 0x80;
  out[to++] = rest;
  const literals = (from: number, end: number): void => {
    if (from === end) return;
    const size = end - from - 1;
    if (size < 60) out[to++] = size << 2;
    else {
      out[to++] = 61 << 2;
      to = out.writeUInt16LE(size, to);
    }
    to += block.copy(out, to, from, end);
  };
  const search = { lastStart: block.length - 4, limit: block.length, effort: 1 };
  const tail = eachRepeat(block, 0, search, (literalsAt, at, offset, length) => {
    literals(literalsAt, at);
    for (let left = length; left > 0; left -= LONGEST_COPY) {
      out[to++] = ((Math.min(left, LONGEST_COPY) - 1) << 2) | 2;
      to = out.writeUInt16LE(offset, to);
    }
  });
  literals(tail, block.length);
  return out.subarray(0, to);
}
