import type { Bench } from './bench.ts';
import { rounded } from './load/load.ts';
import { type BacklogRun, readBacklog } from './stream/backlog.ts';
import { benchMetrics } from './stream/definitions.ts';
import { fillLog } from './stream/log.ts';
import { startRoles } from './stream/roles.ts';
import { measureViews } from './stream/views.ts';

const SITE = 'bench';
const VISITORS = 20_000;
/** Events for each second that the bench may take. */
const EVENTS_A_SECOND = 5_000;
const METRICS = [0, 1, 20, 100];

/** A backlog, read by one process: what it takes of one core with more and more metrics, and what ClickHouse takes for the same. */
const stream: Bench = {
  name: 'stream',
  description:
    'events a second through one process of the rollups with 0, 1, 20 and 100 metrics, and as materialized views',
  async run({ seconds }) {
    const events = seconds * EVENTS_A_SECOND;
    const roles = await startRoles();
    try {
      // The last five minutes: every event is on time, and windows of all kinds fill.
      await fillLog(roles.brokers, {
        site: SITE,
        events,
        visitors: VISITORS,
        from: Date.now() - 300_000,
        spanMs: 300_000,
      });
      const figures: Record<string, number> = { events };
      const rows: Array<Record<string, string | number>> = [];
      for (const count of METRICS) {
        const run = await readBacklog(roles, benchMetrics(SITE, count, Date.now()), events);
        for (const [name, value] of Object.entries(run)) figures[`${name}With${count}`] = value;
        rows.push({ metrics: count, 'computed by': 'rollups', ...columns(run) });
      }
      const views = await measureViews(roles, SITE, events, VISITORS);
      for (const [name, value] of Object.entries(views)) figures[`${name}AsViews`] = value;
      rows.push({ metrics: 20, 'computed by': 'materialized views', ...columns(views) });
      return { rows, figures };
    } finally {
      await roles.dispose();
    }
  },
};
export default stream;

function columns({ eventsPerSecond, eventsPerCpuSecond, peakMb }: BacklogRun) {
  return {
    'events/s': rounded(eventsPerSecond),
    'events/CPU s': rounded(eventsPerCpuSecond),
    'peak MB': rounded(peakMb),
  };
}
