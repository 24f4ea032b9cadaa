import type { StoreClient } from '../../clickhouse/client.ts';
import type { PlacedEvent } from '../../events/event.ts';
import { EVENTS_TOPIC, METRIC_VALUES_TOPIC, ROLLUPS_TOPIC } from '../../events/topics.ts';
import type { Log } from '../../log.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import type { KafkaSecurity } from '../../stream/kafka-security.ts';
import { openWire, type Wire } from '../../stream/kafka-wire.ts';
import { type ArchivedEvent, getArchivedEvent } from './archived-event.ts';
import { type MetricVerdict, metricVerdict } from './counted-windows.ts';
import { findEvent, type RecordPlace, scan } from './log-search.ts';

export interface TraceOptions {
  brokers: string[];
  security?: KafkaSecurity;
  store: StoreClient;
  log: Log;
}

/** First record of a feed that covers an event. */
export interface Emission {
  topic: string;
  partition: number;
  offset: number;
  at: number;
}

/** The way of one event. Times are ms since the epoch, null where unknown. */
export interface Trace {
  site: string;
  id: string;
  /** `unknown`: neither in ClickHouse nor among the newest records of the log. */
  found: 'archived' | 'in-log' | 'unknown';
  /** The event as ClickHouse has it; null while it has not. */
  event: ArchivedEvent | null;
  /** Every record that carries it: the first counts, the others are repeats. Far apart ones are not all found. */
  records: RecordPlace[];
  figures: Emission | null;
  metrics: Array<MetricVerdict & { emission: Emission | null }>;
  /** The same in the order of time, with the milliseconds since the step before. */
  steps: Array<{ what: string; at: number; afterMs: number }>;
}

/** Records of a partition's end that are searched for an event that ClickHouse does not have. */
const TAIL_RECORDS = 10_000;
/** Records behind an event that are searched for repeats of it. */
const REPEATS_WITHIN = 10_000;
/** Clocks of two machines may differ by so much; and how soon after its arrival an event is looked for in the feeds. */
const CLOCK_SKEW_MS = 2_000;

/** Follows one event from its arrival to what was made of it. Throws `KafkaError`, `StoreError`. */
export async function traceEvent(
  options: TraceOptions,
  of: { site: string; id: string },
  metrics: readonly MetricDefinition[],
): Promise<Trace> {
  const wire = openWire({ ...options, clientId: 'weir-trace' });
  try {
    const event = await getArchivedEvent(options.store, of);
    const records = await (event ? repeats(wire, of, event.placed) : newest(wire, of));
    const figures = event && (await firstEmission(wire, ROLLUPS_TOPIC.name, event.placed, () => true));
    const verdicts = event ? metrics.map((metric) => metricVerdict(metric, event.placed, event.visitStart)) : [];
    const traced: Trace['metrics'] = [];
    for (const verdict of verdicts) {
      const covers = ({ id, revision }: Emitted) => id === verdict.id && revision === verdict.revision;
      const counted = event && verdict.outcome === 'counted';
      const emission = counted ? await firstEmission(wire, METRIC_VALUES_TOPIC.name, event.placed, covers) : null;
      traced.push({ ...verdict, emission });
    }
    const found = event ? 'archived' : records.length > 0 ? 'in-log' : 'unknown';
    const trace = { ...of, found, event, records, figures, metrics: traced } as const;
    return { ...trace, steps: stepsOf(trace) };
  } finally {
    await wire.close();
  }
}

interface Emitted {
  site: string;
  offset: number;
  emitted_at: number;
  id?: string;
  revision?: number;
}

async function repeats(
  wire: Wire,
  of: { site: string; id: string },
  { partition, offset }: PlacedEvent,
): Promise<RecordPlace[]> {
  const end = (await wire.listOffsets(EVENTS_TOPIC.name, 'latest'))[partition] ?? 0;
  return findEvent(wire, of, partition, offset, Math.min(end, offset + REPEATS_WITHIN));
}

/** Whose visitor is not known: every partition's newest records. */
async function newest(wire: Wire, of: { site: string; id: string }): Promise<RecordPlace[]> {
  const [starts, ends] = await Promise.all([
    wire.listOffsets(EVENTS_TOPIC.name, 'earliest'),
    wire.listOffsets(EVENTS_TOPIC.name, 'latest'),
  ]);
  const found: RecordPlace[] = [];
  for (const [partition, end] of ends.entries()) {
    found.push(...(await findEvent(wire, of, partition, Math.max(starts[partition] ?? 0, end - TAIL_RECORDS), end)));
  }
  return found;
}

/** The first record of a feed's same partition that covers the event's offset. */
async function firstEmission(
  wire: Wire,
  topic: string,
  { site, partition, offset, received_at }: PlacedEvent,
  wanted: (record: Emitted) => boolean,
): Promise<Emission | null> {
  const from = (await wire.listOffsets(topic, received_at - CLOCK_SKEW_MS))[partition] ?? -1;
  const end = (await wire.listOffsets(topic, 'latest'))[partition] ?? 0;
  if (from < 0) return null;
  let emission: Emission | null = null;
  await scan(wire, { topic, partition }, from, end, (record) => {
    if (record.value === null) return undefined;
    const emitted = JSON.parse(record.value.toString()) as Emitted;
    if (emitted.site !== site || emitted.offset < offset || !wanted(emitted)) return undefined;
    emission = { topic, partition, offset: record.offset, at: emitted.emitted_at };
    return false;
  });
  return emission;
}

function stepsOf({ event, records, figures, metrics }: Omit<Trace, 'steps'>): Trace['steps'] {
  const found: Array<{ what: string; at: number }> = [];
  if (event)
    found.push(
      { what: 'happened', at: event.placed.ts },
      { what: 'received by the collector', at: event.placed.received_at },
    );
  for (const [index, { partition, offset, timestamp }] of records.entries()) {
    const place = `partition ${partition}, offset ${offset}`;
    found.push({ what: index === 0 ? `in the log: ${place}` : `repeated in the log: ${place}`, at: timestamp });
  }
  if (figures) found.push({ what: 'in the live figures', at: figures.at });
  for (const { id, emission } of metrics) if (emission) found.push({ what: `in metric ${id}`, at: emission.at });
  if (event?.insertedAt) found.push({ what: 'in ClickHouse', at: event.insertedAt });
  found.sort((a, b) => a.at - b.at);
  return found.map(({ what, at }, index) => ({ what, at, afterMs: index === 0 ? 0 : at - found[index - 1]!.at }));
}
