import type { Log } from '../log.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import { type FetchedPartition, openWire, type Wire } from '../stream/kafka-wire.ts';

/** A record of the log as the dashboard shows it. */
export interface Message {
  partition: number;
  offset: number;
  /** Kafka's timestamp, ms. */
  timestamp: number;
  key: string | null;
  /** As text, cut at `MAX_VALUE_CHARS`; null is a tombstone. */
  value: string | null;
  cut: boolean;
}

/** How many records a look takes at most, and how much of each. */
export const MAX_MESSAGES = 50;
const MAX_VALUE_CHARS = 4_000;
const MAX_BYTES = 512 * 1024;
/** Fetches of one look: enough to pass over what compaction has left of a range. */
const MAX_FETCHES = 4;

interface LogOptions {
  brokers: string[];
  security?: KafkaSecurity;
  log: Log;
}

/** The newest records of one partition, newest first, read without a group: nobody's position moves. Throws `KafkaError`. */
export async function peekMessages(
  options: LogOptions,
  topic: string,
  partition: number,
  limit: number,
): Promise<Message[]> {
  const wire = openWire({ ...options, clientId: 'weir-dashboard' });
  try {
    const [earliest, latest] = await Promise.all([
      wire.listOffsets(topic, 'earliest'),
      wire.listOffsets(topic, 'latest'),
    ]);
    const end = latest[partition] ?? 0;
    const start = Math.max(earliest[partition] ?? 0, end - limit);
    const records = await readRange(wire, topic, partition, start, end);
    return records
      .toReversed()
      .slice(0, limit)
      .map((record) => messageOf(partition, record));
  } finally {
    await wire.close();
  }
}

async function readRange(wire: Wire, topic: string, partition: number, start: number, end: number) {
  const view = await wire.metadata([topic]);
  const leader = view.topics.get(topic)?.partitions[partition]?.leader ?? -1;
  const records: FetchedPartition['records'] = [];
  let offset = start;
  for (let fetches = 0; fetches < MAX_FETCHES && offset < end && leader >= 0; fetches += 1) {
    const [fetched] = await wire.fetch(view, leader, [{ topic, partition, offset, maxBytes: MAX_BYTES }], 100);
    if (!fetched || fetched.error !== null || fetched.nextOffset <= offset) break;
    records.push(...fetched.records);
    offset = fetched.nextOffset;
  }
  return records;
}

function messageOf(partition: number, { offset, timestamp, key, value }: FetchedPartition['records'][number]): Message {
  const text = value?.toString('utf8') ?? null;
  return {
    partition,
    offset,
    timestamp,
    key: key?.toString('utf8') ?? null,
    value: text?.slice(0, MAX_VALUE_CHARS) ?? null,
    cut: text !== null && text.length > MAX_VALUE_CHARS,
  };
}
