import { BATCH_HEADER_BYTES, batchAttributes, batchCodec, computeBatchCrc, LENGTH_OVERHEAD_BYTES } from './batch.ts';
import { compress, decompress } from './compression.ts';

const CODEC_MASK = 0x07;

/** The same batch with its records packed by another codec; the batch itself where it is packed so already. Throws RangeError for records that cannot be unpacked. */
export function recompress(batch: Buffer, codec: number, level?: number): Buffer {
  if (batchCodec(batch) === codec) return batch;
  const plain = decompress(batchCodec(batch), batch.subarray(BATCH_HEADER_BYTES));
  const fresh = Buffer.concat([batch.subarray(0, BATCH_HEADER_BYTES), compress(codec, plain, level)]);
  fresh.writeInt32BE(fresh.length - LENGTH_OVERHEAD_BYTES, 8);
  fresh.writeInt16BE((batchAttributes(batch) & ~CODEC_MASK) | codec, 21);
  fresh.writeUInt32BE(computeBatchCrc(fresh), 17);
  return fresh;
}
