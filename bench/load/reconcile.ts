import { createStoreClient } from '../../engine/clickhouse/client.ts';
import { EVENTS_TOPIC, ROLLUPS_TOPIC } from '../../engine/events/topics.ts';
import { silentLog } from '../../engine/log.ts';
import { type MinuteRecord, type RollupRecord, recordKey } from '../../engine/rollups/figures/records.ts';
import { createAdmin } from '../../engine/stream/kafka-client.ts';
import type { LogRecord } from '../../engine/stream/kafka-wire.ts';
import { createReader } from '../../engine/stream/reader.ts';
import type { Product } from '../../test/product.ts';
import { until } from '../../test/until.ts';

const CLIENT_ID = 'reconcile';

/** Sum over partitions of the events topic's end offsets: the records in the log, repeats included. */
export async function recordsInLog(brokers: string): Promise<number> {
  const admin = createAdmin({ brokers: [brokers], clientId: CLIENT_ID, log: silentLog });
  try {
    const ends = await admin.listOffsets(EVENTS_TOPIC.name, 'latest');
    return ends.reduce((sum, end) => sum + end, 0);
  } finally {
    await admin.close();
  }
}

/** Calls back for each record of a topic, from the first kept to the end as it is now. */
async function readTopic(brokers: string, topic: string, take: (record: LogRecord) => void): Promise<void> {
  const options = { brokers: [brokers], clientId: CLIENT_ID, log: silentLog };
  const admin = createAdmin(options);
  const [first, end] = await Promise.all([admin.listOffsets(topic, 'earliest'), admin.listOffsets(topic, 'latest')]);
  await admin.close();
  const at = [...first];
  const reader = createReader({
    ...options,
    onFetched({ partition, records, nextOffset }) {
      for (const record of records) if (record.offset < end[partition]!) take(record);
      at[partition] = Math.max(at[partition]!, nextOffset);
    },
  });
  for (const [partition, offset] of first.entries()) reader.assign(topic, partition, offset);
  try {
    await until(`${topic} to be read`, () => at.every((offset, partition) => offset >= end[partition]!), 60_000);
  } finally {
    await reader.close();
  }
}

/** Ids of the events in the log, with how often each is there. */
export async function idsInLog(brokers: string): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  await readTopic(brokers, EVENTS_TOPIC.name, ({ value }) => {
    if (value === null) return;
    const { id } = JSON.parse(value.toString()) as { id: string };
    ids.set(id, (ids.get(id) ?? 0) + 1);
  });
  return ids;
}

export interface StoredCounts {
  rows: number;
  ids: number;
}

/** Rows of weir.events, and the different event ids in them. */
export async function countStored(clickhouseUrl: string): Promise<StoredCounts> {
  const client = createStoreClient({ url: clickhouseUrl, log: silentLog });
  try {
    const [row] = await client.rows<StoredCounts>(
      'SELECT count() AS rows, uniqExact(site, event_id) AS ids FROM weir.events',
    );
    return row!;
  } finally {
    await client.close();
  }
}

/** Waits until ClickHouse has so many events, or takes no more for `quietMs`; what it has then. */
export async function settledStore(product: Product, expected: number, quietMs = 15_000): Promise<StoredCounts> {
  let counts: StoredCounts = { rows: -1, ids: -1 };
  let changedAt = performance.now();
  while (counts.ids < expected && performance.now() - changedAt < quietMs) {
    // The store may be about to be started again.
    const now = await countStored(product.clickhouseUrl).catch(() => counts);
    if (now.rows !== counts.rows) changedAt = performance.now();
    counts = now;
    if (counts.ids < expected) await new Promise((wake) => setTimeout(wake, 200));
  }
  return counts;
}

export interface RollupCounts {
  /** Events in minute windows: of the newest upsert of each window and partition. */
  inMinutes: number;
  /** Events that the rollups counted as late instead. */
  late: number;
}

/** What the rollups topic says, as a reader that keeps the newest record of each key sees it. */
export async function countRollups(brokers: string): Promise<RollupCounts> {
  const newest = new Map<string, MinuteRecord>();
  const late = new Map<string, { offset: number; late: number }>();
  await readTopic(brokers, ROLLUPS_TOPIC.name, ({ value }) => {
    if (value === null) return;
    const record = JSON.parse(value.toString()) as RollupRecord;
    const part = `${record.site}/${record.partition}`;
    if (record.offset >= (late.get(part)?.offset ?? -1)) late.set(part, record);
    if (record.kind === 'minute') newest.set(recordKey(record), record);
  });
  return {
    inMinutes: sum([...newest.values()].map((record) => record.events + record.bots)),
    late: sum([...late.values()].map((part) => part.late)),
  };
}

/** Events in the stored minute snapshots. */
export async function countSnapshots(clickhouseUrl: string): Promise<number> {
  const client = createStoreClient({ url: clickhouseUrl, log: silentLog });
  try {
    const [row] = await client.rows<{ events: number }>(
      'SELECT sum(events + bots) AS events FROM weir.rollup_minutes FINAL',
    );
    return row!.events;
  } finally {
    await client.close();
  }
}

/** Reads a count until it is what it should be, or `limitMs` has gone; its last value. */
export async function settled<T>(read: () => Promise<T>, good: (value: T) => boolean, limitMs: number): Promise<T> {
  const deadline = performance.now() + limitMs;
  let value = await read();
  while (!good(value) && performance.now() < deadline) {
    await new Promise((wake) => setTimeout(wake, 500));
    value = await read();
  }
  return value;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
