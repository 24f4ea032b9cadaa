import type { PartitionLog } from '../log/partition-log.ts';
import { batchLastOffset, batchSizeBytes, isControl } from '../records/batch.ts';
import { buildRecords, type NewRecord } from '../records/build-batch.ts';
import { decodeRecords, type LogRecord } from '../records/record.ts';

const READ_BYTES = 1024 * 1024;
/** Records of one batch: a batch stays far below max.message.bytes however much a group commits at once. */
const RECORDS_PER_BATCH = 1_000;
const BATCH_BYTES = 512 * 1024;

/** Appends to and replays the partitions of `__consumer_offsets`. */
export class OffsetsLog {
  readonly #partitions: readonly PartitionLog[];
  readonly #leaderEpoch: number;

  constructor(partitions: readonly PartitionLog[], leaderEpoch: number) {
    this.#partitions = partitions;
    this.#leaderEpoch = leaderEpoch;
  }

  get partitionCount(): number {
    return this.#partitions.length;
  }

  /** Resolves once the records are with the OS; appends of one partition resolve in their order. Rejects with LogError. */
  async append(partition: number, records: readonly NewRecord[], nowMs: number): Promise<void> {
    const log = this.#partitions[partition]!;
    for (const some of batched(records)) {
      log.append(buildRecords(some, nowMs), { leaderEpoch: this.#leaderEpoch, isClient: false });
    }
    await log.written();
  }

  /** Every record of every partition in order, a block at a time, so that connections have their turn in between. */
  async *replay(): AsyncGenerator<readonly LogRecord[]> {
    for (const log of this.#partitions) {
      let offset = log.logStartOffset;
      while (offset < log.highWatermark) {
        const block = await log.read(offset, READ_BYTES, { minOneBatch: true });
        if (block.length === 0) break;
        const records: LogRecord[] = [];
        for (let at = 0; at < block.length; at += batchSizeBytes(block, at)) {
          offset = batchLastOffset(block, at) + 1;
          if (!isControl(block, at)) records.push(...decodeRecords(block, at));
        }
        yield records;
      }
    }
  }
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
