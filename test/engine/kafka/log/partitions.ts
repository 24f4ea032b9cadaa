import { logConfigOf, type TopicConfigs } from '../../../../engine/kafka/cluster/topic-config.ts';
import { FilePool } from '../../../../engine/kafka/log/file-pool.ts';
import { PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import type { PartitionLogOptions } from '../../../../engine/kafka/log/partition-log-options.ts';
import { TailBudget } from '../../../../engine/kafka/log/tail-cache.ts';
import type { LogSink } from '../../../../engine/kafka/log-sink.ts';
import { batchSizeBytes } from '../../../../engine/kafka/records/batch.ts';
import { buildBatch, buildRecords, type NewRecord } from '../../../../engine/kafka/records/build-batch.ts';
import { decodeRecords, type LogRecord } from '../../../../engine/kafka/records/record.ts';

export const silent: LogSink = { debug() {}, info() {}, warn() {}, error() {} };
export const TOPIC_ID = Buffer.alloc(16, 7);
export const NOW_MS = 1_750_000_000_000;

export interface PartitionSetup extends Partial<Omit<PartitionLogOptions, 'config'>> {
  readonly configs?: TopicConfigs;
}

/** A partition in `dir` with small pieces all over, so that few records cross many borders. */
export function openPartition(dir: string, { configs, ...setup }: PartitionSetup = {}): PartitionLog {
  return PartitionLog.open({
    dir,
    topic: 'events',
    partition: 0,
    topicId: TOPIC_ID,
    config: logConfigOf({ 'segment.bytes': '4096', 'index.interval.bytes': '200', ...configs }),
    log: silent,
    pool: new FilePool(4),
    tails: new TailBudget(),
    now: () => NOW_MS,
    recoveryPoint: 0,
    logStartOffset: 0,
    firstDirtyOffset: 0,
    cleanShutdown: false,
    onLogStartMoved: () => undefined,
    ...setup,
  });
}

export function record(key: string | null, value: string | null, timestamp = NOW_MS): NewRecord {
  return { key: key === null ? null : Buffer.from(key), value: value === null ? null : Buffer.from(value), timestamp };
}

export function batchOf(...records: readonly NewRecord[]): Buffer {
  return buildRecords(records, NOW_MS);
}

/** What an idempotent producer sends: `count` records from a sequence on. */
export function producerBatch(producerId: number, producerEpoch: number, baseSequence: number, count = 1): Buffer {
  return buildBatch(
    {
      baseOffset: 0,
      leaderEpoch: -1,
      attributes: {},
      lastOffsetDelta: count - 1,
      baseTimestamp: NOW_MS,
      maxTimestamp: NOW_MS,
      producerId,
      producerEpoch,
      baseSequence,
    },
    Array.from({ length: count }, (_, i) => ({
      offsetDelta: i,
      timestampDelta: 0,
      key: Buffer.from(`${producerId}/${baseSequence + i}`),
      value: Buffer.from('v'),
      headers: [],
    })),
  );
}

export const CLIENT = { leaderEpoch: 0, isClient: true } as const;

export interface SeenRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
}

/** Everything that can be read from an offset on, in steps of at most `maxBytes`. */
export async function readAll(log: PartitionLog, from = log.logStartOffset, maxBytes = 1_000): Promise<SeenRecord[]> {
  const seen: SeenRecord[] = [];
  let offset = from;
  while (offset < log.highWatermark) {
    const block = await log.read(offset, maxBytes, { minOneBatch: true });
    if (block.length === 0) break;
    for (const each of recordsOf(block)) {
      if (each.offset < offset) continue;
      seen.push({ offset: each.offset, key: each.key?.toString() ?? null, value: each.value?.toString() ?? null });
    }
    offset = endOffsetOf(block);
  }
  return seen;
}

export function recordsOf(block: Buffer): LogRecord[] {
  const records: LogRecord[] = [];
  for (let at = 0; at < block.length; at += batchSizeBytes(block, at)) records.push(...decodeRecords(block, at));
  return records;
}

function endOffsetOf(block: Buffer): number {
  let end = 0;
  for (let at = 0; at < block.length; at += batchSizeBytes(block, at)) {
    end = Number(block.readBigInt64BE(at)) + block.readInt32BE(at + 23) + 1;
  }
  return end;
}
