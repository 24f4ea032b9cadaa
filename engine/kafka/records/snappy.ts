/** Frame of snappy-java, which Java clients use: 8 magic bytes, two versions, then blocks with an int32 length each. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;

/** Decodes snappy as Kafka clients send it: framed (Java) or one raw block (librdkafka). Throws RangeError for damaged data. */
export function decodeSnappy(packed: Buffer, maxBytes: number): Buffer {
  if (packed.length < XERIAL_HEADER_BYTES || packed.compare(XERIAL_MAGIC, 0, 8, 0, 8) !== 0) {
    return decodeSnappyBlock(packed, maxBytes);
  }
  const blocks: Buffer[] = [];
  let total = 0;
  let at = XERIAL_HEADER_BYTES;
  while (at < packed.length) {
    if (at + 4 > packed.length) throw new RangeError('a snappy frame ends within a length');
    const length = packed.readInt32BE(at);
    at += 4;
    if (length < 0 || at + length > packed.length) throw new RangeError('a snappy block runs past its frame');
    const block = decodeSnappyBlock(packed.subarray(at, at + length), maxBytes - total);
    total += block.length;
    blocks.push(block);
    at += length;
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks, total);
}

/** One raw block: https://github.com/google/snappy/blob/main/format_description.txt */
function decodeSnappyBlock(packed: Buffer, maxBytes: number): Buffer {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = packed[at++];
    if (byte === undefined || shift > 28) throw new RangeError('a snappy block without a length');
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (length > maxBytes) throw new RangeError(`a snappy block of ${length} bytes is over the bound of ${maxBytes}`);
  const out = Buffer.allocUnsafe(length);
  let to = 0;
  while (at < packed.length) {
    const tag = packed[at++]!;
    if ((tag & 3) === 0) {
      const literal = literalLength(packed, tag, at);
      at += literal.extraBytes;
      if (at + literal.length > packed.length || to + literal.length > length)
        throw new RangeError('a snappy literal runs out');
      packed.copy(out, to, at, at + literal.length);
      at += literal.length;
      to += literal.length;
    } else {
      const copy = copyElement(packed, tag, at);
      at += copy.extraBytes;
      if (copy.offset <= 0 || copy.offset > to || to + copy.length > length)
        throw new RangeError('a snappy copy out of range');
      copyWithin(out, to, copy.offset, copy.length);
      to += copy.length;
    }
  }
  if (to !== length) throw new RangeError('a snappy block shorter than it says');
  return out;
}

function literalLength(packed: Buffer, tag: number, at: number): { length: number; extraBytes: number } {
  const size = tag >> 2;
  if (size < 60) return { length: size + 1, extraBytes: 0 };
  const extraBytes = size - 59;
  if (at + extraBytes > packed.length) throw new RangeError('a snappy literal without its length');
  return { length: packed.readUIntLE(at, extraBytes) + 1, extraBytes };
}

function copyElement(packed: Buffer, tag: number, at: number): { offset: number; length: number; extraBytes: number } {
  const kind = tag & 3;
  const extraBytes = kind === 1 ? 1 : kind === 2 ? 2 : 4;
  if (at + extraBytes > packed.length) throw new RangeError('a snappy copy without its offset');
  if (kind === 1) return { offset: ((tag >> 5) << 8) | packed[at]!, length: ((tag >> 2) & 7) + 4, extraBytes };
  return { offset: packed.readUIntLE(at, extraBytes), length: (tag >> 2) + 1, extraBytes };
}

/** A copy may overlap itself: then it repeats what it has just written, byte after byte. */
export function copyWithin(out: Buffer, to: number, offset: number, length: number): void {
  if (offset >= length) {
    out.copyWithin(to, to - offset, to - offset + length);
    return;
  }
  for (let i = 0; i < length; i++) out[to + i] = out[to + i - offset]!;
}
