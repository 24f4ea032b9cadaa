import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { decodeLz4Frame } from './lz4.ts';
import { decodeSnappy } from './snappy.ts';

/** Most bytes that one batch may unpack to: a bound against decompression bombs, far over any max.message.bytes in use. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

/** Codec numbers of the attributes' low three bits. */
export const CODEC = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** The plain records of a batch. Throws RangeError for damaged data. Only the cleaner, timestamp look-ups and internal topics unpack; produce and fetch never do. */
export function decompress(codec: number, packed: Buffer): Buffer {
  switch (codec) {
    case CODEC.none:
      return packed;
    case CODEC.gzip:
      return zlibbed(() => gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES }));
    case CODEC.snappy:
      return decodeSnappy(packed, MAX_UNPACKED_BYTES);
    case CODEC.lz4:
      return decodeLz4Frame(packed, MAX_UNPACKED_BYTES);
    case CODEC.zstd:
      return zlibbed(() => zstdDecompressSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES }));
    default:
      throw new RangeError(`unknown compression codec ${codec}`);
  }
}

/** Whether `compress` writes the codec. Snappy and LZ4 are only read: what the cleaner rewrites of them it leaves unpacked. */
export function canCompress(codec: number): boolean {
  return codec === CODEC.none || codec === CODEC.gzip || codec === CODEC.zstd;
}

export function compress(codec: number, plain: Buffer): Buffer {
  if (codec === CODEC.gzip) return gzipSync(plain);
  if (codec === CODEC.zstd) return zstdCompressSync(plain);
  if (codec === CODEC.none) return plain;
  throw new RangeError(`compression codec ${codec} is only read`);
}

function zlibbed(unpack: () => Buffer): Buffer {
  try {
    return unpack();
  } catch (error) {
    throw new RangeError('the compressed records are damaged', { cause: error });
  }
}
