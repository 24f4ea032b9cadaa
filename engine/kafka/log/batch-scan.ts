import { read } from 'node:fs';
import { BATCH_HEADER_BYTES, batchMagic, batchSizeBytes, MAGIC_V2 } from '../records/batch.ts';
import type { PooledFile } from './file-pool.ts';

const BLOCK_BYTES = 1024 * 1024;

/** A whole batch: it begins at `at` in `bytes`, and at `position` in its file. */
export interface ScannedBatch {
  readonly bytes: Buffer;
  readonly at: number;
  readonly position: number;
  readonly sizeBytes: number;
}

/** Whole batches of a file from `start` to `end`, in blocks of 1 MB. Stops without a word at the first one that is cut or has no sound header; checks no CRC. */
export function* scanBatches(file: PooledFile, start: number, end: number): Generator<ScannedBatch> {
  let position = start;
  let wanted = BLOCK_BYTES;
  while (position < end) {
    const block = Buffer.allocUnsafe(Math.min(wanted, end - position));
    const bytes = block.subarray(0, file.read(block, position));
    let at = 0;
    for (let size = batchAt(bytes, at); size > 0 && at + size <= bytes.length; size = batchAt(bytes, at)) {
      yield { bytes, at, position: position + at, sizeBytes: size };
      at += size;
    }
    if (at === 0) {
      const size = batchAt(bytes, 0);
      if (size <= bytes.length || size > end - position) return;
      wanted = size;
    } else {
      position += at;
      wanted = BLOCK_BYTES;
    }
  }
}

/** Like scanBatches, but reads without blocking: for the cleaner. Each step hands over the batches of one block. */
export async function* scanBlocks(file: PooledFile, end: number): AsyncGenerator<readonly ScannedBatch[]> {
  let position = 0;
  let wanted = BLOCK_BYTES;
  while (position < end) {
    const bytes = await readBlock(file, position, Math.min(wanted, end - position));
    const batches: ScannedBatch[] = [];
    let at = 0;
    for (let size = batchAt(bytes, at); size > 0 && at + size <= bytes.length; size = batchAt(bytes, at)) {
      batches.push({ bytes, at, position: position + at, sizeBytes: size });
      at += size;
    }
    if (at === 0) {
      const size = batchAt(bytes, 0);
      if (size <= bytes.length || size > end - position) return;
      wanted = size;
    } else {
      yield batches;
      position += at;
      wanted = BLOCK_BYTES;
    }
  }
}

/** Size of the batch that begins at `at`, which may be more than is there; 0 when no sound header is there. */
export function batchAt(bytes: Buffer, at: number): number {
  if (at + BATCH_HEADER_BYTES > bytes.length || batchMagic(bytes, at) !== MAGIC_V2) return 0;
  const size = batchSizeBytes(bytes, at);
  return size >= BATCH_HEADER_BYTES ? size : 0;
}

/** Up to `length` bytes at a position, off the event loop. */
export function readBlock(file: PooledFile, position: number, length: number): Promise<Buffer> {
  const block = Buffer.allocUnsafeSlow(length);
  return new Promise((resolve, reject) => {
    const descriptor = file.acquire();
    const step = (done: number): void => {
      read(descriptor, block, done, length - done, position + done, (error, got) => {
        if (!error && got > 0 && done + got < length) return step(done + got);
        file.release();
        if (error) reject(error);
        else resolve(block.subarray(0, done + got));
      });
    };
    step(0);
  });
}
