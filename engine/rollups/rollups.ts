import { createStoreClient } from '../clickhouse/client.ts';
import { EVENTS_TOPIC, METRIC_VALUES_TOPIC, ROLLUPS_GROUP, ROLLUPS_TOPIC } from '../events/topics.ts';
import type { Log } from '../log.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import { runGroup } from '../stream/runtime.ts';
import type { Running } from '../stream/status.ts';
import { MinutesTable } from './figures/minutes-table.ts';
import { MemoryBudget } from './metrics/memory-budget.ts';
import type { MetricsOptions } from './metrics/metrics-part.ts';
import { Pace } from './metrics/pace.ts';
import { openMetricRegistry } from './metrics/registry.ts';
import { RowBudget } from './metrics/row-budget.ts';
import { MetricWindowsTable } from './metrics/windows-table.ts';
import { PartitionRollups } from './partition-rollups.ts';

export interface RollupsOptions {
  brokers: string[];
  security?: KafkaSecurity;
  clickhouseUrl: string;
  /** Name of this process among the group's; null for none. */
  instanceId: string | null;
  /** Memory that the metrics may hold in this process, MB: see MemoryBudget. */
  metricsMb: number;
  log: Log;
}

/** Rows of metrics' values that a process writes: 3.5 MB/s. */
const ROWS_PER_SECOND = 10_000;

/**
 * Starts group `weir-rollups` in this process: the fixed live figures over the events, to topic `weir.rollups`, and the
 * metrics, to `weir.metric-values`; windows that are over go to ClickHouse. Resolves at once; while the store is away
 * live values go on, and windows wait.
 */
export async function startRollups(options: RollupsOptions): Promise<Running> {
  const { brokers, security, log } = options;
  const store = createStoreClient({ url: options.clickhouseUrl, log });
  const minutes = new MinutesTable(store, log);
  const windows = new MetricWindowsTable(store, log);
  const registry = openMetricRegistry({ brokers, security, clientId: `${ROLLUPS_GROUP}-metrics`, log });
  const metrics: MetricsOptions = {
    registry,
    budget: new MemoryBudget(options.metricsMb * 1024 * 1024, registry, log),
    pace: new Pace(),
    rows: new RowBudget(ROWS_PER_SECOND),
    store: (rows) => windows.insert(rows),
  };
  const group = runGroup({
    brokers,
    security,
    log,
    group: ROLLUPS_GROUP,
    instanceId: options.instanceId,
    topic: EVENTS_TOPIC,
    outputs: [ROLLUPS_TOPIC, METRIC_VALUES_TOPIC],
    // A task begins with the metrics that there are. It does not wait for the store.
    prepare: () => registry.ready(),
    createTask: (context) =>
      new PartitionRollups(context, { storeMinutes: (records) => minutes.insert(records), metrics }),
  });
  return {
    status: () => group.status(),
    async close() {
      await group.close();
      await registry.close();
      await store.close();
    },
  };
}
