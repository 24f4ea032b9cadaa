import type { StoreClient } from '../clickhouse/client.ts';
import type { EventRow } from './event-row.ts';

/** One partition of one topic, as rows of weir.events name it. */
export interface PartitionOfTopic {
  topicId: string;
  partition: number;
}

/** Highest offset of the partition that is stored, at or after `from`; -1 for none. ClickHouse is the truth on this. */
export async function storedOffset(store: StoreClient, of: PartitionOfTopic, from: number): Promise<number> {
  const [row] = await store.rows<{ stored: number; last: number }>(
    `SELECT count() AS stored, max(kafka_offset) AS last
     FROM weir.events
     WHERE kafka_topic_id = {topicId:UUID} AND kafka_partition = {partition:Int32} AND kafka_offset >= {from:Int64}`,
    { ...of, from },
  );
  return row && row.stored > 0 ? row.last : -1;
}

/** Id of the event that is stored under an offset; null for none. */
export async function storedEventId(store: StoreClient, of: PartitionOfTopic, offset: number): Promise<string | null> {
  const [row] = await store.rows<{ event_id: string }>(
    `SELECT event_id
     FROM weir.events
     WHERE kafka_topic_id = {topicId:UUID} AND kafka_partition = {partition:Int32} AND kafka_offset = {offset:Int64}
     LIMIT 1`,
    { ...of, offset },
  );
  return row?.event_id ?? null;
}

/**
 * Names what a block follows on, not what it holds: whoever thinks that ClickHouse stands at `after` uses this token,
 * so of two such blocks only one is taken (a compare-and-set). `attempt` is for a token whose rows were deleted.
 */
export function blockToken({ topicId, partition }: PartitionOfTopic, after: number, attempt: number): string {
  return attempt === 0 ? `${topicId}/${partition}/${after}` : `${topicId}/${partition}/${after}/${attempt}`;
}

export async function insertBlock(store: StoreClient, rows: readonly EventRow[], token: string): Promise<void> {
  await store.insert('weir.events', rows, { token });
}
