import type { PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import {
  batchLastOffset,
  batchProducerId,
  batchSizeBytes,
  isControl,
  isTransactional,
} from '../../../../engine/kafka/records/batch.ts';
import { buildBatch } from '../../../../engine/kafka/records/build-batch.ts';
import { buildEndMarker, readEndMarker } from '../../../../engine/kafka/records/end-marker.ts';
import { decodeRecords } from '../../../../engine/kafka/records/record.ts';
import { NOW_MS, type SeenRecord } from './partitions.ts';

/** As a client appends whose partition the coordinator has in its transaction. */
export const IN_TRANSACTION = { leaderEpoch: 0, isClient: true, inTransaction: true } as const;
export const COORDINATOR = { leaderEpoch: 0, isClient: false } as const;

/** What a transactional producer sends. */
export function transactionalBatch(
  producerId: number,
  producerEpoch: number,
  baseSequence: number,
  records: readonly (readonly [key: string, value: string])[],
): Buffer {
  return sequencedBatch(producerId, producerEpoch, baseSequence, records, { transactional: true });
}

/** What an idempotent producer sends, in a transaction or not. */
export function sequencedBatch(
  producerId: number,
  producerEpoch: number,
  baseSequence: number,
  records: readonly (readonly [key: string, value: string])[],
  { transactional }: { readonly transactional: boolean },
): Buffer {
  return buildBatch(
    {
      baseOffset: 0,
      leaderEpoch: -1,
      attributes: { transactional },
      lastOffsetDelta: records.length - 1,
      baseTimestamp: NOW_MS,
      maxTimestamp: NOW_MS,
      producerId,
      producerEpoch,
      baseSequence,
    },
    records.map(([key, value], offsetDelta) => ({
      offsetDelta,
      timestampDelta: 0,
      key: Buffer.from(key),
      value: Buffer.from(value),
      headers: [],
    })),
  );
}

export function marker(producerId: number, producerEpoch: number, committed: boolean, coordinatorEpoch = 0): Buffer {
  return buildEndMarker(producerId, producerEpoch, { committed, coordinatorEpoch }, NOW_MS);
}

/** Reads as a consumer with read_committed does: up to the last stable offset, without what the answer lists as aborted. */
export async function readCommitted(log: PartitionLog, from: number, maxBytes = 1_000): Promise<SeenRecord[]> {
  return readAt(log, from, maxBytes, true);
}

/** Reads as a consumer with read_uncommitted does: everything but markers. */
export async function readUncommitted(log: PartitionLog, from: number, maxBytes = 1_000): Promise<SeenRecord[]> {
  return readAt(log, from, maxBytes, false);
}

async function readAt(log: PartitionLog, from: number, maxBytes: number, committed: boolean): Promise<SeenRecord[]> {
  const seen: SeenRecord[] = [];
  let offset = from;
  for (;;) {
    const block = await log.read(offset, maxBytes, { minOneBatch: true, committed });
    if (block.length === 0) return seen;
    const end = endOf(block);
    const aborted = committed ? log.abortedTransactions(offset, end) : [];
    const coming = aborted.sort((a, b) => a.firstOffset - b.firstOffset);
    const aborting = new Set<number>();
    for (let at = 0; at < block.length; at += batchSizeBytes(block, at)) {
      while (coming[0] && coming[0].firstOffset <= batchLastOffset(block, at)) aborting.add(coming.shift()!.producerId);
      const producerId = batchProducerId(block, at);
      if (readEndMarker(block, at)?.committed === false) aborting.delete(producerId);
      if (isControl(block, at) || (isTransactional(block, at) && aborting.has(producerId))) continue;
      for (const each of decodeRecords(block, at)) {
        if (each.offset < offset) continue;
        seen.push({ offset: each.offset, key: each.key?.toString() ?? null, value: each.value?.toString() ?? null });
      }
    }
    offset = end;
  }
}

function endOf(block: Buffer): number {
  let end = 0;
  for (let at = 0; at < block.length; at += batchSizeBytes(block, at)) end = batchLastOffset(block, at) + 1;
  return end;
}
