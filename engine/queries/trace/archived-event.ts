import type { StoreClient } from '../../clickhouse/client.ts';
import type { PlacedEvent } from '../../events/event.ts';

/** An event as ClickHouse has it. */
export interface ArchivedEvent {
  /** Properties are text, as the table keeps them. */
  placed: PlacedEvent;
  /** When its row was inserted, ms; null for rows of before this was kept. */
  insertedAt: number | null;
  /** First event of its session, ms. */
  visitStart: number;
}

type Row = Omit<PlacedEvent, 'id'> & { event_id: string; inserted_at: number };

/** The event under its id; null where ClickHouse has none. A table without an index on ids: it is looked for in the whole site. */
export async function getArchivedEvent(
  store: StoreClient,
  { site, id }: { site: string; id: string },
): Promise<ArchivedEvent | null> {
  const [row] = await store.rows<Row>(
    `SELECT * EXCEPT (ts, received_at, inserted_at, kafka_topic_id, kafka_partition, kafka_offset),
       toUnixTimestamp64Milli(ts) AS ts, toUnixTimestamp64Milli(received_at) AS received_at,
       toUnixTimestamp64Milli(inserted_at) AS inserted_at, kafka_partition AS partition, kafka_offset AS offset
     FROM weir.events WHERE site = {site:String} AND event_id = {id:String}
     ORDER BY kafka_offset LIMIT 1`,
    { site, id },
  );
  if (!row) return null;
  const { event_id, inserted_at, ...rest } = row;
  const [visit] = await store.rows<{ start: number }>(
    `SELECT toUnixTimestamp64Milli(min(ts)) AS start FROM weir.events
     WHERE site = {site:String} AND visitor_id = {visitor:String} AND session_id = {session:String}`,
    { site, visitor: row.visitor_id, session: row.session_id },
  );
  const placed = { ...rest, id: event_id } as PlacedEvent;
  return { placed, insertedAt: inserted_at > 0 ? inserted_at : null, visitStart: visit?.start ?? placed.ts };
}
