import type { StoreClient } from '../clickhouse/client.ts';

export interface Site {
  site: string;
  /** Times of its first and its newest event, ms. */
  firstEvent: number;
  lastEvent: number;
  events: number;
}

/** Every site that has an event, the busiest first; at most 1,000. */
export async function getSites(store: StoreClient): Promise<Site[]> {
  const rows = await store.rows<Record<string, string | number>>(
    `SELECT site, toUnixTimestamp64Milli(min(ts)) AS first_event, toUnixTimestamp64Milli(max(ts)) AS last_event,
       count() AS events
     FROM weir.events GROUP BY site ORDER BY events DESC, site LIMIT 1000`,
    {},
  );
  return rows.map((row) => ({
    site: String(row.site),
    firstEvent: Number(row.first_event),
    lastEvent: Number(row.last_event),
    events: Number(row.events),
  }));
}
