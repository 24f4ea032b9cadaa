import type { StoreClient } from '../clickhouse/client.ts';
import { MIGRATIONS } from '../clickhouse/migrate.ts';
import { ARCHIVE_GROUP, EVENT_PARTITIONS, EVENTS_TOPIC, ROLLUPS_GROUP, ROLLUPS_TOPIC } from '../events/topics.ts';
import type { Live } from '../live/live.ts';
import type { StatusWatch } from '../stream/status-watch.ts';
import type { Dashboard } from './dashboard.ts';
import type { Probe } from './readiness.ts';

export interface ProbeOptions {
  brokers: string[];
  store: StoreClient;
  status: StatusWatch;
}

/** Everything that has to work, by the name that `/readyz` says it under. */
export function probesOf({ brokers, store, status }: ProbeOptions, live: Live, dashboard: Dashboard): Probe[] {
  return [
    { name: 'broker', check: async () => brokerMissing(brokers, live) },
    { name: 'topics', check: () => topicsMissing(live) },
    { name: 'store', check: () => storeMissing(store) },
    { name: 'archive', check: () => groupMissing(live, status, ARCHIVE_GROUP) },
    { name: 'rollups', check: () => groupMissing(live, status, ROLLUPS_GROUP) },
    { name: 'dashboard', check: async () => dashboardMissing(dashboard) },
  ];
}

function brokerMissing(brokers: string[], live: Live): string | null {
  return live.logReachable() ? null : `no broker of ${brokers.join(', ')} answers; is the broker running?`;
}

async function topicsMissing(live: Live): Promise<string | null> {
  const { topics } = await live.streams();
  for (const plan of [EVENTS_TOPIC, ROLLUPS_TOPIC]) {
    const topic = topics.find(({ name }) => name === plan.name);
    if (!topic) return `topic ${plan.name} is not there yet`;
    if (topic.partitions.length < plan.partitions) return `topic ${plan.name} has too few partitions`;
    const dead = topic.partitions.find((partition) => partition.endOffset === null);
    if (dead) return `partition ${dead.partition} of topic ${plan.name} does not answer`;
  }
  return null;
}

/** Null while the group's members share all partitions of the events and report that their tasks work. */
async function groupMissing(live: Live, status: StatusWatch, groupId: string): Promise<string | null> {
  const { groups } = await live.streams();
  const group = groups.find((candidate) => candidate.groupId === groupId);
  if (!group || group.members.length === 0) return `group ${groupId} has no members; is the pipeline running?`;
  if (group.state !== 'Stable') return `group ${groupId} is in state ${group.state}`;
  const shared = group.members.flatMap((member) => member.assignments[EVENTS_TOPIC.name] ?? []);
  if (shared.length < EVENT_PARTITIONS)
    return `group ${groupId} reads ${shared.length} of ${EVENT_PARTITIONS} partitions`;
  const reports = status.current().filter((heartbeat) => heartbeat.status.group === groupId);
  if (reports.length === 0) return `no process reports how group ${groupId} fares yet`;
  const failing = reports.find((heartbeat) => !heartbeat.status.working);
  return failing ? `group ${groupId} does not get on: ${failing.status.lastError}` : null;
}

/** Null once the store answers and has every migration. The client retries by itself, and names what it cannot reach. */
async function storeMissing(store: StoreClient): Promise<string | null> {
  const wanted = MIGRATIONS.at(-1)!.version;
  const [row] = await store.rows<{ version: number }>('SELECT max(version) AS version FROM weir.migrations');
  const version = row?.version ?? 0;
  return version >= wanted
    ? null
    : `the store's schema is at version ${version} of ${wanted}; is the pipeline running?`;
}

function dashboardMissing(dashboard: Dashboard): string | null {
  const state = dashboard.state();
  if (state.state === 'failed') return state.reason;
  return state.state === 'ready' ? null : 'the dashboard is still loading';
}
