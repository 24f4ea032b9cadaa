import type { StoreClient } from '../clickhouse/client.ts';

/** How far ClickHouse is: what the figures beside it cover. */
export interface StoreFreshness {
  /** When the site's newest stored event was taken by the collector, ms; null before the first. */
  receivedAt: number | null;
  /** Partition of `weir.events` -> next offset that is not stored yet. The live feed's vector less this one is on its way. */
  offsets: Record<string, number>;
  /** When this was asked, ms. */
  at: number;
}

/** A topic that was made anew counts from 0 again: only the newest one's offsets mean anything now. */
const OFFSETS = `
  SELECT toString(kafka_partition) AS part, max(kafka_offset) + 1 AS next
  FROM weir.events
  WHERE kafka_topic_id = (SELECT argMax(kafka_topic_id, received_at) FROM weir.events)
  GROUP BY part`;

export async function getFreshness(store: StoreClient, site: string, now: number): Promise<StoreFreshness> {
  const [newest, offsets] = await Promise.all([
    store.rows<{ received_at: string | number; events: string | number }>(
      `SELECT toUnixTimestamp64Milli(max(received_at)) AS received_at, count() AS events
       FROM weir.events WHERE site = {site:String}`,
      { site },
    ),
    store.rows<{ part: string; next: string | number }>(OFFSETS, {}),
  ]);
  const row = newest[0];
  return {
    receivedAt: row && Number(row.events) > 0 ? Number(row.received_at) : null,
    offsets: Object.fromEntries(offsets.map(({ part, next }) => [part, Number(next)])),
    at: now,
  };
}
