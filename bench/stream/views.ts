import { eventRow } from '../../engine/archive/event-row.ts';
import { createStoreClient } from '../../engine/clickhouse/client.ts';
import { migrate } from '../../engine/clickhouse/migrate.ts';
import { silentLog } from '../../engine/log.ts';
import type { MetricDefinition } from '../../engine/rollups/definitions/definition.ts';
import { residentBytes } from '../../test/product.ts';
import { cpuSeconds } from '../load/role-usage.ts';
import { benchMetrics } from './definitions.ts';
import { benchEvent } from './events.ts';
import type { Roles } from './roles.ts';

const METRICS = 20;
const BLOCK_ROWS = 5_000;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * The same metrics as materialized views over a table as weir.events, filled in blocks as the archive writes them. Views keep states
 * by pane (a sliding window's by the second), so that a query can merge them into windows; visits, which no view can end,
 * are counted by minute. What the plain table takes is measured first and taken off.
 */
export async function measureViews(roles: Roles, site: string, events: number, visitors: number) {
  const store = createStoreClient({ url: roles.clickhouseUrl, log: silentLog, timeoutMs: 120_000 });
  try {
    await migrate(store, silentLog);
    await store.command('CREATE DATABASE IF NOT EXISTS bench');
    const fill = async (table: string): Promise<{ cpu: number; tookMs: number; peak: number }> => {
      const [cpuAtStart, startedAt] = [cpuSeconds(roles.storePid), performance.now()];
      let peak = 0;
      for (let first = 0; first < events; first += BLOCK_ROWS) {
        const rows = Array.from({ length: Math.min(BLOCK_ROWS, events - first) }, (_, index) =>
          rowOf(site, first + index, events, visitors),
        );
        await store.insert(table, rows);
        peak = Math.max(peak, residentBytes(roles.storePid));
      }
      return { cpu: cpuSeconds(roles.storePid) - cpuAtStart, tookMs: performance.now() - startedAt, peak };
    };
    await store.command('CREATE TABLE bench.plain AS weir.events');
    const plain = await fill('bench.plain');
    await store.command('CREATE TABLE bench.viewed AS weir.events');
    for (const [index, definition] of benchMetrics(site, METRICS, 1).entries()) {
      await store.command(
        `CREATE MATERIALIZED VIEW bench.view_${index} ENGINE = AggregatingMergeTree ORDER BY (pane, dims)
         AS SELECT ${viewOf(definition)}`,
      );
    }
    const viewed = await fill('bench.viewed');
    const cpu = Math.max(0.01, viewed.cpu - plain.cpu);
    return {
      eventsPerSecond: (events / viewed.tookMs) * 1_000,
      eventsPerCpuSecond: events / cpu,
      peakMb: viewed.peak / 1024 / 1024,
    };
  } finally {
    await store.close();
  }
}

function rowOf(site: string, n: number, events: number, visitors: number) {
  const event = benchEvent(site, n, Math.floor(Date.now() - 300_000 + (n / events) * 300_000), visitors);
  return eventRow({ ...event, session_id: event.visitor_id, partition: n % 6, offset: n }, NOBODY);
}

function viewOf({ aggregate, filter, window, dimensions, bots }: MetricDefinition): string {
  const paneS =
    { tumbling: 0, hopping: 0, sliding: 1, session: 60 }[window.kind] ||
    ('hop_s' in window ? window.hop_s : 'size_s' in window ? window.size_s : 60);
  const dims = dimensions.map(column).join(', ');
  const conditions = filter.map(({ field, op, values }) => {
    if (op === 'at_least') return `toFloat64OrZero(${column(field)}) >= ${Number(values[0])}`;
    if (op === 'starts_with') return `startsWith(${column(field)}, '${values[0]}')`;
    return `${column(field)} IN (${values.map((value) => `'${value}'`).join(', ')})`;
  });
  const where = [
    'toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(ts) <= 300000',
    ...(bots ? [] : ['NOT is_bot']),
    ...conditions,
  ];
  return `toStartOfInterval(ts, INTERVAL ${paneS} SECOND) AS pane, CAST([${dims}], 'Array(String)') AS dims, ${stateOf(aggregate)} AS state
    FROM bench.viewed WHERE ${where.join(' AND ')} GROUP BY pane, dims`;
}

function stateOf(aggregate: MetricDefinition['aggregate']): string {
  switch (aggregate.kind) {
    case 'unique':
      return `uniqExactState(${aggregate.of === 'visitors' ? 'visitor_id' : 'session_id'})`;
    case 'distinct':
      return `uniqHLL12State(${column(aggregate.of)})`;
    case 'quantile':
      return `quantilesDDState(0.01, ${aggregate.quantiles.join(', ')})(toFloat64(${column(aggregate.of)}))`;
    case 'top':
      return `topKState(${aggregate.k})(${column(aggregate.of)})`;
    case 'sum':
    case 'average':
    case 'maximum':
    case 'minimum': {
      const number =
        aggregate.of === 'engaged_ms' ? 'toFloat64(engaged_ms)' : `toFloat64OrZero(${column(aggregate.of)})`;
      return `${{ sum: 'sumState', average: 'avgState', maximum: 'maxState', minimum: 'minState' }[aggregate.kind]}(${number})`;
    }
    default:
      return 'countState()';
  }
}

function column(field: string): string {
  return field.startsWith('props.') ? `props['${field.slice('props.'.length)}']` : field;
}
