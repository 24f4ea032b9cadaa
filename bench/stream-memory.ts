import { parseMetric } from '../engine/rollups/definitions/parse.ts';
import type { Bench } from './bench.ts';
import { rounded } from './load/load.ts';
import { readBacklog } from './stream/backlog.ts';
import { fillLog } from './stream/log.ts';
import { startRoles } from './stream/roles.ts';

const SITE = 'bench';
const VISITORS = 1_000_000;
const SPAN_MS = 29 * 60_000;

/** A million visitors, each seen once within half an hour: what telling them apart exactly takes. */
const streamMemory: Bench = {
  name: 'stream-memory',
  description:
    'memory of one process of the rollups after a million visitors within half an hour, without and with a metric of them',
  async run() {
    const roles = await startRoles();
    try {
      const fill = { site: SITE, events: VISITORS, visitors: VISITORS };
      await fillLog(roles.brokers, { ...fill, from: Date.now() - SPAN_MS, spanMs: SPAN_MS });
      const draft = parseMetric({
        ...{ id: 'visitors', site: SITE, name: 'Visitors', aggregate: { kind: 'unique', of: 'visitors' } },
        ...{ window: { kind: 'sliding', size_s: 1_800 }, lateness_s: 300 },
      }).value!;
      const metric = { ...draft, revision: 1, state: 'live', created_at: 1, updated_at: 1 } as const;
      const without = await readBacklog(roles, [], VISITORS, 'small-rollups');
      const withMetric = await readBacklog(roles, [metric], VISITORS, 'small-rollups');
      const rows = [
        { metrics: 0, 'peak MB': rounded(without.peakMb) },
        { metrics: 1, 'peak MB': rounded(withMetric.peakMb) },
      ];
      return { rows, figures: { peakMbWithout: rounded(without.peakMb), peakMbWith: rounded(withMetric.peakMb) } };
    } finally {
      await roles.dispose();
    }
  },
};
export default streamMemory;
