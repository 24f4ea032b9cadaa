import { METRICS_TOPIC } from '../../events/topics.ts';
import type { ClientOptions } from '../../stream/kafka-wire.ts';
import { openTable } from '../../stream/topic-table.ts';
import { type Metric, metricKey, parseMetricRecord } from './metric.ts';

/** The metrics of all sites as topic `weir.metrics` has them; see engine/stream/topic-table.ts. */
export interface MetricRegistry {
  ready(): Promise<void>;
  /** Every metric, by site and id. */
  all(): readonly Metric[];
  get(site: string, id: string): Metric | null;
  /** Counts the changes seen: whoever kept this number knows whether there is something new. */
  version(): number;
  /** Writes a metric, null to delete it. Resolves once it is acknowledged and this registry has it. */
  put(site: string, id: string, metric: Metric | null): Promise<void>;
  close(): Promise<void>;
}

/** Follows topic `weir.metrics` from its beginning, through any absence of the log. */
export function openMetricRegistry(options: ClientOptions): MetricRegistry {
  const table = openTable<Metric>({ ...options, topic: METRICS_TOPIC, parse: parseMetricRecord });
  return {
    ready: () => table.ready(),
    all: () => table.all(),
    get: (site, id) => table.get(metricKey(site, id)),
    version: () => table.version(),
    put: (site, id, metric) => table.put(metricKey(site, id), metric),
    close: () => table.close(),
  };
}
