import {
  EVENTS_TOPIC,
  METRIC_VALUES_TOPIC,
  METRICS_TOPIC,
  ROLLUPS_GROUP,
  ROLLUPS_TOPIC,
  stateTopic,
} from '../../engine/events/topics.ts';
import { silentLog } from '../../engine/log.ts';
import type { MetricDefinition } from '../../engine/rollups/definitions/definition.ts';
import { metricKey } from '../../engine/rollups/metrics/metric.ts';
import { createAdmin, createProducer } from '../../engine/stream/kafka-client.ts';
import { benchEvent } from './events.ts';

const client = (brokers: string) => ({ brokers: [brokers], clientId: 'bench', log: silentLog });
/** Events of one send; as many sends are under way. */
const BATCH = 2_000;
const UNDER_WAY = 4;

export interface Fill {
  site: string;
  events: number;
  visitors: number;
  /** Time of the first event, and how much time all of them take, ms. */
  from: number;
  spanMs: number;
}

/** Writes events to the log, evenly over a span of time. */
export async function fillLog(brokers: string, { site, events, visitors, from, spanMs }: Fill): Promise<void> {
  const admin = createAdmin(client(brokers));
  await admin.ensureTopics([EVENTS_TOPIC]);
  await admin.close();
  const producer = createProducer({ ...client(brokers), deliveryTimeoutMs: 60_000 });
  const under = new Set<Promise<void>>();
  for (let first = 0; first < events; first += BATCH) {
    const records = Array.from({ length: Math.min(BATCH, events - first) }, (_, index) => {
      const n = first + index;
      const event = benchEvent(site, n, Math.floor(from + (n / events) * spanMs), visitors);
      return { key: `${site}/${event.visitor_id}`, value: JSON.stringify(event) };
    });
    const sending = producer.send(EVENTS_TOPIC.name, records).finally(() => under.delete(sending));
    under.add(sending);
    if (under.size >= UNDER_WAY) await Promise.race(under);
  }
  await Promise.all(under);
  await producer.close();
}

/** Forgets what the rollups have computed, and defines these metrics, so that the next process begins anew with them. */
export async function beginAnew(brokers: string, metrics: readonly MetricDefinition[]): Promise<void> {
  const admin = createAdmin(client(brokers));
  const plans = [METRICS_TOPIC, METRIC_VALUES_TOPIC, ROLLUPS_TOPIC, stateTopic(ROLLUPS_GROUP)];
  await admin.ensureTopics(plans);
  await admin.deleteTopics(plans.map(({ name }) => name));
  await admin.ensureTopics(plans);
  await admin.close();
  const producer = createProducer(client(brokers));
  const records = metrics.map((live) => {
    return {
      key: metricKey(live.site, live.id),
      value: JSON.stringify({ live, candidate: null, stopped: [] }),
      partition: 0,
    };
  });
  await producer.send(METRICS_TOPIC.name, records);
  await producer.close();
}

/** The log's end offsets. */
export async function logEnds(brokers: string): Promise<number[]> {
  const admin = createAdmin(client(brokers));
  try {
    return await admin.listOffsets(EVENTS_TOPIC.name, 'latest');
  } finally {
    await admin.close();
  }
}
