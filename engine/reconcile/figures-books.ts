import type { StoreClient } from '../clickhouse/client.ts';
import { ROLLUPS_TOPIC } from '../events/topics.ts';
import type { RollupRecord } from '../rollups/figures/records.ts';
import type { Wire } from '../stream/kafka-wire.ts';
import { readRange } from '../stream/reader.ts';

/** What the fixed figures say of one minute of a site in one partition. */
export interface CountedMinute {
  site: string;
  partition: number;
  start: number;
  /** Events and bots. */
  events: number;
  /** Last offset that is counted in. */
  offset: number;
}

/** Every minute's newest word: of weir.rollup_minutes, and of the topic for minutes that are not over. */
export async function readCountedMinutes(store: StoreClient, wire: Wire): Promise<CountedMinute[]> {
  const stored = await store.rows<CountedMinute>(
    `SELECT site, partition, toUnixTimestamp64Milli(start) AS start, events + bots AS events, offset
     FROM weir.rollup_minutes FINAL`,
  );
  const minutes = new Map(stored.map((minute) => [keyOf(minute), minute]));
  const [starts, ends] = await Promise.all([
    wire.listOffsets(ROLLUPS_TOPIC.name, 'earliest'),
    wire.listOffsets(ROLLUPS_TOPIC.name, 'latest'),
  ]);
  for (const [partition, end] of ends.entries()) {
    await readRange(wire, ROLLUPS_TOPIC.name, partition, starts[partition] ?? 0, end, ({ value }) => {
      const record = value && (JSON.parse(value.toString()) as RollupRecord);
      if (record?.kind !== 'minute') return;
      const { site, start, offset, events, bots } = record;
      const minute = { site, partition, start, events: events + bots, offset };
      if (offset >= (minutes.get(keyOf(minute))?.offset ?? -1)) minutes.set(keyOf(minute), minute);
    });
  }
  return [...minutes.values()];
}

export function keyOf({ site, partition, start }: Pick<CountedMinute, 'site' | 'partition' | 'start'>): string {
  return `${site}/${partition}/${start}`;
}
