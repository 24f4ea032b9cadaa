import { createStoreClient } from '../clickhouse/client.ts';
import { EVENTS_TOPIC, ROLLUPS_GROUP, ROLLUPS_TOPIC } from '../events/topics.ts';
import type { Log } from '../log.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import { runGroup } from '../stream/runtime.ts';
import type { Running } from '../stream/status.ts';
import { MinutesTable } from './figures/minutes-table.ts';
import { PartitionRollups } from './partition-rollups.ts';

export interface RollupsOptions {
  brokers: string[];
  security?: KafkaSecurity;
  clickhouseUrl: string;
  /** Name of this process among the group's; null for none. */
  instanceId: string | null;
  log: Log;
}

/**
 * Starts group `weir-rollups` in this process: rolling windows over the events, to topic `weir.rollups`, and snapshots
 * of closed minutes to ClickHouse. Resolves at once; while the store is away the live figures go on, and minutes wait.
 */
export async function startRollups(options: RollupsOptions): Promise<Running> {
  const { brokers, security, log } = options;
  const store = createStoreClient({ url: options.clickhouseUrl, log });
  const minutes = new MinutesTable(store, log);
  const group = runGroup({
    brokers,
    security,
    log,
    group: ROLLUPS_GROUP,
    instanceId: options.instanceId,
    topic: EVENTS_TOPIC,
    outputs: [ROLLUPS_TOPIC],
    // The live figures do not wait for the store.
    prepare: () => Promise.resolve(),
    createTask: (context) => new PartitionRollups(context, (records) => minutes.insert(records)),
  });
  return {
    status: () => group.status(),
    async close() {
      await group.close();
      await store.close();
    },
  };
}
