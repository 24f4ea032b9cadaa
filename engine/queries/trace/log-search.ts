import { EVENTS_TOPIC } from '../../events/topics.ts';
import type { ClusterView, LogRecord, Wire } from '../../stream/kafka-wire.ts';

/** Where a record of an event lies in the log. */
export interface RecordPlace {
  partition: number;
  offset: number;
  /** Kafka's timestamp, ms: when the collector's producer made the record. */
  timestamp: number;
}

/** Bytes of a partition that one search reads at most. */
const MAX_SEARCH_BYTES = 8 * 1024 * 1024;
const FETCH_BYTES = 1024 * 1024;

/** Calls back for the records from an offset on, as far as the end or the bound of a search; the offset reached. */
export async function scan(
  wire: Wire,
  of: { topic: string; partition: number },
  from: number,
  end: number,
  take: (record: LogRecord) => boolean | undefined,
): Promise<number> {
  const view = await wire.metadata([of.topic]);
  let offset = from;
  for (let bytes = 0; offset < end && bytes < MAX_SEARCH_BYTES; ) {
    const [fetched] = await fetchOnce(wire, view, of, offset);
    if (!fetched || fetched.error !== null || fetched.nextOffset <= offset) break;
    for (const record of fetched.records) {
      bytes += record.value?.length ?? 0;
      if (take(record) === false) return record.offset;
    }
    offset = fetched.nextOffset;
  }
  return offset;
}

function fetchOnce(
  wire: Wire,
  view: ClusterView,
  { topic, partition }: { topic: string; partition: number },
  offset: number,
) {
  const leader = view.topics.get(topic)?.partitions[partition]?.leader ?? -1;
  return wire.fetch(view, leader, [{ topic, partition, offset, maxBytes: FETCH_BYTES }], 0);
}

/** Records that carry the event, in one partition's [from, end) or as much of it as a search reads. */
export async function findEvent(
  wire: Wire,
  { site, id }: { site: string; id: string },
  partition: number,
  from: number,
  end: number,
): Promise<RecordPlace[]> {
  // The bytes first: to decode them all would take fifty times as long.
  const needle = Buffer.from(JSON.stringify(id));
  const found: RecordPlace[] = [];
  await scan(wire, { topic: EVENTS_TOPIC.name, partition }, from, end, ({ offset, timestamp, value }) => {
    if (value?.includes(needle) && carries(value, site, id)) found.push({ partition, offset, timestamp });
    return undefined;
  });
  return found;
}

function carries(value: Buffer, site: string, id: string): boolean {
  try {
    const event = JSON.parse(value.toString()) as { site?: unknown; id?: unknown };
    return event.site === site && event.id === id;
  } catch {
    return false;
  }
}
