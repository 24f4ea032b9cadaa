import type { CollectedRecord } from '../collect/books.ts';
import { COLLECTED_TOPIC } from '../events/topics.ts';
import type { Wire } from '../stream/kafka-wire.ts';
import { readRange } from '../stream/reader.ts';

/** What all collectors say of one site. */
export interface CollectedSite {
  site: string;
  accepted: number;
  /** Events and requests that were not taken, by reason. */
  refused: Record<string, number>;
}

/** Sums up the newest word of every collector's process; empty where none has written any. */
export async function readCollected(wire: Wire): Promise<CollectedSite[]> {
  const { name } = COLLECTED_TOPIC;
  const [start = 0] = await wire.listOffsets(name, 'earliest').catch(() => []);
  const [end = 0] = await wire.listOffsets(name, 'latest').catch(() => []);
  const newest = new Map<string, CollectedRecord>();
  await readRange(wire, name, 0, start, end, ({ key, value }) => {
    if (key && value) newest.set(key.toString(), JSON.parse(value.toString()) as CollectedRecord);
  });
  const sites = new Map<string, CollectedSite>();
  for (const { site, accepted, refused } of newest.values()) {
    const sum = sites.get(site) ?? { site, accepted: 0, refused: {} };
    sum.accepted += accepted;
    for (const [reason, count] of Object.entries(refused)) sum.refused[reason] = (sum.refused[reason] ?? 0) + count;
    sites.set(site, sum);
  }
  return [...sites.values()];
}
