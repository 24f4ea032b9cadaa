import { createStoreClient } from '../clickhouse/client.ts';
import { migrate } from '../clickhouse/migrate.ts';
import { ARCHIVE_GROUP, EVENTS_TOPIC } from '../events/topics.ts';
import type { Log } from '../log.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import { runGroup } from '../stream/runtime.ts';
import type { Running } from '../stream/status.ts';
import { PartitionArchive } from './partition-archive.ts';

export interface ArchiveOptions {
  brokers: string[];
  security?: KafkaSecurity;
  clickhouseUrl: string;
  /** Name of this process among the group's; null for none. */
  instanceId: string | null;
  log: Log;
}

/**
 * Starts group `weir-archive` in this process: every event of the log into ClickHouse's `weir.events`, exactly once.
 * Resolves at once: while brokers or the store are away it waits for them, and `status` says so.
 */
export async function startArchive(options: ArchiveOptions): Promise<Running> {
  const { brokers, security, log } = options;
  const store = createStoreClient({ url: options.clickhouseUrl, log });
  let migrating: Promise<unknown> | null = null;
  const group = runGroup({
    brokers,
    security,
    log,
    group: ARCHIVE_GROUP,
    instanceId: options.instanceId,
    topic: EVENTS_TOPIC,
    outputs: [],
    prepare: () => {
      // Six tasks are opened at once: one of them migrates for all.
      migrating ??= migrate(store, log).finally(() => {
        migrating = null;
      });
      return migrating;
    },
    createTask: (context) => new PartitionArchive(context, store),
  });
  return {
    status: () => group.status(),
    async close() {
      await group.close();
      await store.close();
    },
  };
}
