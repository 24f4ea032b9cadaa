import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { decodeLz4Frame } from './lz4.ts';
import { encodeLz4Frame } from './lz4-encode.ts';
import { decodeSnappy } from './snappy.ts';
import { encodeSnappy } from './snappy-encode.ts';

/** Most bytes that one batch may unpack to: a bound against decompression bombs, far over any max.message.bytes in use. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

/** Codec numbers of the attributes' low three bits. */
export const CODEC = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** The plain records of a batch. Throws RangeError for damaged data. Fetch never unpacks, and produce only where a topic has a codec of its own. */
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

/** Kafka's own defaults of each codec's level; LZ4's is how many earlier places are tried. */
const DEFAULT_LEVEL = { gzip: constants.Z_DEFAULT_COMPRESSION, lz4: 9, zstd: 3 } as const;

/** The records packed by a codec. Levels are Kafka's; snappy has none. */
export function compress(codec: number, plain: Buffer, level?: number): Buffer {
  switch (codec) {
    case CODEC.none:
      return plain;
    case CODEC.gzip:
      return gzipSync(plain, { level: level ?? DEFAULT_LEVEL.gzip });
    case CODEC.snappy:
      return encodeSnappy(plain);
    case CODEC.lz4:
      return encodeLz4Frame(plain, level ?? DEFAULT_LEVEL.lz4);
    case CODEC.zstd:
      return zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: level ?? DEFAULT_LEVEL.zstd } });
    default:
      throw new RangeError(`unknown compression codec ${codec}`);
  }
}

function zlibbed(unpack: () => Buffer): Buffer {
  try {
    return unpack();
  } catch (error) {
    throw new RangeError('the compressed records are damaged', { cause: error });
  }
}
