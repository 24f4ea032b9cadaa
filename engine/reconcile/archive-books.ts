import type { StoreClient } from '../clickhouse/client.ts';

/** Rows of weir.events of one site and partition. */
export interface ArchivedCount {
  site: string;
  partition: number;
  rows: number;
  /** Different event ids. */
  ids: number;
}

/** Rows of the topic with offsets in each partition's [from, end). */
export async function readArchivedCounts(
  store: StoreClient,
  topicId: string,
  ranges: ReadonlyArray<{ from: number; end: number }>,
): Promise<ArchivedCount[]> {
  return store.rows<ArchivedCount>(
    `SELECT site, kafka_partition AS partition, count() AS rows, uniqExact(event_id) AS ids
     FROM weir.events
     WHERE kafka_topic_id = {topicId:UUID}
       AND kafka_offset >= transform(kafka_partition, {partitions:Array(Int32)}, {from:Array(Int64)}, toInt64(0))
       AND kafka_offset < transform(kafka_partition, {partitions:Array(Int32)}, {end:Array(Int64)}, toInt64(0))
     GROUP BY site, partition`,
    {
      topicId,
      partitions: [...ranges.keys()],
      from: ranges.map(({ from }) => from),
      end: ranges.map(({ end }) => end),
    },
  );
}
