import type { PartitionLog } from '../log/partition-log.ts';
import { batchLastOffset, batchProducerId, batchSizeBytes, isControl, isTransactional } from '../records/batch.ts';
import { type BatchProducer, buildRecords, type NewRecord } from '../records/build-batch.ts';
import { CODEC } from '../records/compression.ts';
import { type EndMarker, readEndMarker } from '../records/end-marker.ts';
import { decodeRecords, type LogRecord } from '../records/record.ts';

const READ_BYTES = 1024 * 1024;
/** Records of one batch: a batch stays far below max.message.bytes however much a group commits at once. */
const RECORDS_PER_BATCH = 1_000;
const BATCH_BYTES = 512 * 1024;

/** A batch as it was written. */
export interface ReplayedBatch {
  readonly partition: number;
  /** Empty for a marker. */
  readonly records: readonly LogRecord[];
  /** Whose transaction the batch is part of, or ends; undefined outside of transactions. */
  readonly producerId: number | undefined;
  readonly marker: EndMarker | undefined;
}

/**
 * The partitions of a compacted topic in which a coordinator keeps its state: appends to them and replays them. An id (of a group, of a
 * transactional producer) has all of its records in one partition.
 */
export class CoordinatorLog {
  readonly #partitions: readonly PartitionLog[];
  readonly leaderEpoch: number;

  constructor(partitions: readonly PartitionLog[], leaderEpoch: number) {
    this.#partitions = partitions;
    this.leaderEpoch = leaderEpoch;
  }

  /** Partition that an id lives in: Java's String.hashCode without its sign, modulo the count, as Kafka does it. */
  partitionOf(id: string): number {
    return partitionOf(id, this.#partitions.length);
  }

  /**
   * Appends at once, in the transaction of a producer if one is given. Resolves when the records are with the OS; appends of one partition
   * resolve in their order. Rejects with LogError.
   */
  async append(
    partition: number,
    records: readonly NewRecord[],
    nowMs: number,
    producer?: BatchProducer,
  ): Promise<void> {
    const log = this.#partitions[partition]!;
    for (const some of batched(records)) {
      log.append(buildRecords(some, nowMs, CODEC.none, producer), { leaderEpoch: this.leaderEpoch, isClient: false });
    }
    await log.written();
  }

  /** Every batch of every partition in order, a block at a time, so that connections have their turn in between. */
  async *replay(): AsyncGenerator<readonly ReplayedBatch[]> {
    for (const [partition, log] of this.#partitions.entries()) {
      let offset = log.logStartOffset;
      while (offset < log.highWatermark) {
        const block = await log.read(offset, READ_BYTES, { minOneBatch: true });
        if (block.length === 0) break;
        const batches: ReplayedBatch[] = [];
        for (let at = 0; at < block.length; at += batchSizeBytes(block, at)) {
          offset = batchLastOffset(block, at) + 1;
          batches.push(replayed(partition, block, at));
        }
        yield batches;
      }
    }
  }
}

function replayed(partition: number, block: Buffer, at: number): ReplayedBatch {
  return {
    partition,
    records: isControl(block, at) ? [] : [...decodeRecords(block, at)],
    producerId: isTransactional(block, at) ? batchProducerId(block, at) : undefined,
    marker: readEndMarker(block, at),
  };
}

/** See CoordinatorLog.partitionOf. */
export function partitionOf(id: string, partitionCount: number): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0;
  return (hash & 0x7fffffff) % partitionCount;
}

function* batched(records: readonly NewRecord[]): Generator<readonly NewRecord[]> {
  let from = 0;
  let bytes = 0;
  for (const [i, record] of records.entries()) {
    const size = (record.key?.length ?? 0) + (record.value?.length ?? 0);
    if (i > from && (i - from >= RECORDS_PER_BATCH || bytes + size > BATCH_BYTES)) {
      yield records.slice(from, i);
      from = i;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < records.length) yield records.slice(from);
}
