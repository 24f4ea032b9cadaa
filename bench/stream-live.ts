import { EVENTS_TOPIC, METRIC_VALUES_TOPIC } from '../engine/events/topics.ts';
import { silentLog } from '../engine/log.ts';
import { createReader } from '../engine/stream/reader.ts';
import { until } from '../test/until.ts';
import type { Bench } from './bench.ts';
import { percentile, rounded, startLoad } from './load/load.ts';
import { cpuSeconds } from './load/role-usage.ts';
import { Coverage } from './stream/coverage.ts';
import { benchMetrics } from './stream/definitions.ts';
import { beginAnew, logEnds } from './stream/log.ts';
import { type Roles, startRoles } from './stream/roles.ts';

const SITE = 'bench';
const METRICS = 20;
const RATES = [1_000, 5_000];
const KILLS = 3;
const VISITORS = 20_000;
const WARM_UP_MS = 5_000;

/** Twenty metrics under load: from a click's sending to the metrics' values, and from kill -9 to right values again. */
const streamLive: Bench = {
  name: 'stream-live',
  description: `${METRICS} metrics at ${RATES.join(' and ')} events/s: from HTTP to weir.metric-values, and from kill -9 to right values`,
  async run({ seconds }) {
    const roles = await startRoles();
    try {
      await beginAnew(roles.brokers, benchMetrics(SITE, METRICS, Date.now()));
      await roles.start('web');
      const figures: Record<string, number> = {};
      const rows: Array<Record<string, string | number>> = [];
      for (const rate of RATES) {
        const { delays, cores } = await measureDelays(roles, rate, Math.min(seconds, 30));
        const [p50, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)];
        Object.assign(figures, {
          [`valuesP50MsAt${rate}`]: rounded(p50),
          [`valuesP99MsAt${rate}`]: rounded(p99),
          [`pipelineCoresAt${rate}`]: cores,
        });
        rows.push({
          what: `HTTP to values at ${rate}/s`,
          n: delays.length,
          'p50 ms': rounded(p50),
          'p99 ms': rounded(p99),
          'pipeline cores': cores,
        });
      }
      for (const [name, restart] of [
        ['restarted', true],
        ['taken over', false],
      ] as const) {
        const took: number[] = [];
        for (let kill = 0; kill < KILLS; kill++) took.push(await measureKill(roles, restart));
        figures[`${restart ? 'restart' : 'takeover'}MaxMs`] = rounded(Math.max(...took));
        const [p50, p99] = [percentile(took, 0.5), Math.max(...took)];
        rows.push({ what: `kill -9, ${name}`, n: took.length, 'p50 ms': rounded(p50), 'p99 ms': rounded(p99) });
      }
      return { rows, figures };
    } finally {
      await roles.dispose();
    }
  },
};
export default streamLive;

/** One click of each event's sending, by the sender's clock, to the first value that covers it, as a reader of the topic gets it. */
async function measureDelays(
  roles: Roles,
  ratePerSecond: number,
  seconds: number,
): Promise<{ delays: number[]; cores: number }> {
  const coverage = await Coverage.open(roles.brokers, METRIC_VALUES_TOPIC.name);
  const sent: Array<{ partition: number; offset: number; at: number }> = [];
  const idPrefix = `rate-${ratePerSecond}`;
  const reader = createReader({
    ...{ brokers: [roles.brokers], clientId: 'bench-events', log: silentLog },
    onFetched({ partition, records }) {
      for (const { offset, value } of records) {
        const { id, props } = JSON.parse(value!.toString()) as { id: string; props: { sent: number } };
        if (id.startsWith(idPrefix)) sent.push({ partition, offset, at: props.sent });
      }
    },
  });
  const from = await logEnds(roles.brokers);
  for (let partition = 0; partition < EVENTS_TOPIC.partitions; partition++) {
    reader.assign(EVENTS_TOPIC.name, partition, from[partition] ?? 0);
  }
  const pipeline = await roles.start('pipeline');
  try {
    const load = {
      url: roles.webUrl,
      sites: [SITE],
      ratePerSecond,
      batch: ratePerSecond > 1_000 ? 10 : 1,
      visitors: VISITORS,
      retryForMs: 10_000,
    };
    await startLoad({ ...load, seconds: WARM_UP_MS / 1_000, idPrefix: 'warm' }).result;
    const [cpu, startedAt] = [cpuSeconds(pipeline.pid), performance.now()];
    const result = await startLoad({ ...load, seconds, idPrefix }).result;
    const cores = (cpuSeconds(pipeline.pid) - cpu) / ((performance.now() - startedAt) / 1_000);
    await until('the events to be read', () => sent.length >= result.accepted, 60_000);
    const ends = await logEnds(roles.brokers);
    await until('the values to cover them', () => coverage.reaches(ends), 60_000);
    const delays = sent.map(({ partition, offset, at }) => coverage.at(partition, offset)! - at);
    return { delays, cores: Math.round(cores * 100) / 100 };
  } finally {
    await Promise.all([coverage.close(), reader.close(), pipeline.kill('SIGTERM')]);
  }
}

/**
 * Kills the pipeline under load; ms until every partition's values are of after the kill. `restart`: by a process of the same
 * name, as the supervisor does it; else by another one that runs already and has half of the partitions.
 */
async function measureKill(roles: Roles, restart: boolean): Promise<number> {
  const first = await roles.start('pipeline', 'bench');
  const second = restart ? null : await roles.start('pipeline', 'other');
  const coverage = await Coverage.open(roles.brokers, METRIC_VALUES_TOPIC.name);
  const load = startLoad({
    ...{ url: roles.webUrl, sites: [SITE], ratePerSecond: 1_000, batch: 10, seconds: null, visitors: VISITORS },
    ...{ idPrefix: `kill-${Date.now()}`, retryForMs: 10_000 },
  });
  try {
    await until(
      'values under load',
      async () => coverage.reaches(await logEnds(roles.brokers).then((ends) => ends.map((end) => end - 500))),
      120_000,
    );
    await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
    await first.kill('SIGKILL');
    const killedAt = performance.timeOrigin + performance.now();
    const ends = await logEnds(roles.brokers);
    const again = restart ? await roles.start('pipeline', 'bench') : null;
    await until('right values again', () => coverage.reaches(ends), 60_000);
    const tookMs = coverage.reachedAt(ends) - killedAt;
    await again?.kill('SIGTERM');
    return tookMs;
  } finally {
    load.stop();
    await load.result;
    await Promise.all([coverage.close(), second?.kill('SIGTERM')]);
  }
}
