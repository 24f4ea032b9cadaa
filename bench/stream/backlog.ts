import { METRIC_VALUES_TOPIC, ROLLUPS_TOPIC } from '../../engine/events/topics.ts';
import type { MetricDefinition } from '../../engine/rollups/definitions/definition.ts';
import { residentBytes } from '../../test/product.ts';
import { until } from '../../test/until.ts';
import { cpuSeconds } from '../load/role-usage.ts';
import { Coverage } from './coverage.ts';
import { beginAnew, logEnds } from './log.ts';
import type { Roles } from './roles.ts';

const LIMIT_MS = 600_000;

export interface BacklogRun {
  /** Events a second of the wall clock, and of processor time. */
  eventsPerSecond: number;
  eventsPerCpuSecond: number;
  peakMb: number;
}

/** From the process's being ready to its having caught up with the whole log. */
export async function readBacklog(
  roles: Roles,
  metrics: readonly MetricDefinition[],
  events: number,
  what: 'rollups' | 'small-rollups' = 'rollups',
): Promise<BacklogRun> {
  const { brokers } = roles;
  await beginAnew(brokers, metrics);
  const ends = await logEnds(brokers);
  const topic = metrics.length === 0 ? ROLLUPS_TOPIC : METRIC_VALUES_TOPIC;
  const coverage = await Coverage.open(brokers, topic.name);
  const worker = await roles.start(what);
  const [startedAt, cpuAtStart] = [performance.timeOrigin + performance.now(), cpuSeconds(worker.pid)];
  let peak = 0;
  try {
    const caughtUp = () => {
      peak = Math.max(peak, residentBytes(worker.pid));
      return coverage.reaches(ends);
    };
    await until(`${metrics.length} metrics over ${events} events`, caughtUp, LIMIT_MS);
    const cpu = cpuSeconds(worker.pid) - cpuAtStart;
    const tookMs = coverage.reachedAt(ends) - startedAt;
    return { eventsPerSecond: (events / tookMs) * 1_000, eventsPerCpuSecond: events / cpu, peakMb: peak / 1024 / 1024 };
  } finally {
    await coverage.close();
    await worker.kill('SIGTERM');
  }
}
