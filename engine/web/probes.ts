import { EVENTS_TOPIC, ROLLUPS_TOPIC } from '../events/topics.ts';
import type { Live } from '../live/live.ts';
import type { Dashboard } from './dashboard.ts';
import type { Probe } from './readiness.ts';

export interface ProbeOptions {
  brokers: string[];
  clickhouseUrl: string;
}

/** Everything that has to work, by the name that `/readyz` says it under. */
export function probesOf({ brokers, clickhouseUrl }: ProbeOptions, live: Live, dashboard: Dashboard): Probe[] {
  return [
    { name: 'broker', check: async () => brokerMissing(brokers, live) },
    { name: 'topics', check: () => topicsMissing(live) },
    { name: 'store', check: () => storeMissing(clickhouseUrl) },
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

async function storeMissing(clickhouseUrl: string): Promise<string | null> {
  const response = await fetch(new URL('/ping', clickhouseUrl));
  return response.ok ? null : `ClickHouse at ${new URL(clickhouseUrl).host} answers ${response.status}`;
}

function dashboardMissing(dashboard: Dashboard): string | null {
  const state = dashboard.state();
  if (state.state === 'failed') return state.reason;
  return state.state === 'ready' ? null : 'the dashboard is still loading';
}
