import { expect, test } from 'vitest';
import { silentLog } from '../../../../engine/log.ts';
import type { MetricDefinition } from '../../../../engine/rollups/definitions/definition.ts';
import { parseMetric } from '../../../../engine/rollups/definitions/parse.ts';
import { MemoryBudget } from '../../../../engine/rollups/metrics/memory-budget.ts';
import { computedRevisions, type Metric, metricKey } from '../../../../engine/rollups/metrics/metric.ts';
import type { MetricRegistry } from '../../../../engine/rollups/metrics/registry.ts';

const MB = 1024 * 1024;

function definition(id: string): MetricDefinition {
  const draft = parseMetric({
    id,
    site: 'demo',
    name: id,
    aggregate: { kind: 'count' },
    window: { kind: 'tumbling', size_s: 60 },
  });
  return { ...draft.value!, revision: 1, state: 'live', created_at: 1, updated_at: 1 };
}

/** Metrics as the topic would have them, without a log; the writes that were asked for. */
class HeldMetrics implements MetricRegistry {
  readonly metrics = new Map<string, Metric>();
  writes = 0;

  constructor(definitions: readonly MetricDefinition[]) {
    for (const live of definitions)
      this.metrics.set(metricKey(live.site, live.id), { live, candidate: null, stopped: [] });
  }
  ready = () => Promise.resolve();
  all = () => [...this.metrics.values()];
  get = (site: string, id: string) => this.metrics.get(metricKey(site, id)) ?? null;
  version = () => this.writes;
  close = () => Promise.resolve();
  async put(site: string, id: string, metric: Metric | null): Promise<void> {
    this.writes++;
    if (metric) this.metrics.set(metricKey(site, id), metric);
  }
}

test('stops the metric that holds most over all partitions, once, and no other', async () => {
  const [small, spread, large] = [definition('small'), definition('spread'), definition('large')];
  const registry = new HeldMetrics([small, spread, large]);
  const budget = new MemoryBudget(100 * MB, registry, silentLog);
  budget.report(0, [
    { definition: small, bytes: 10 * MB },
    { definition: large, bytes: 45 * MB },
    { definition: spread, bytes: 40 * MB },
  ]);
  expect(registry.writes).toBe(0);
  budget.report(1, [{ definition: spread, bytes: 20 * MB }]);
  budget.report(1, [{ definition: spread, bytes: 20 * MB }]);
  await Promise.resolve();
  const stopped = registry.all().flatMap((metric) => metric.stopped.map(({ bytes }) => [metric.live.id, bytes / MB]));
  expect(stopped).toEqual([['spread', 60]]);
  expect(
    registry
      .all()
      .flatMap(computedRevisions)
      .map(({ id }) => id),
  ).toEqual(['small', 'large']);
});

test('what a closed task held does not count any more', async () => {
  const metric = definition('m');
  const registry = new HeldMetrics([metric]);
  const budget = new MemoryBudget(50 * MB, registry, silentLog);
  budget.report(0, [{ definition: metric, bytes: 40 * MB }]);
  budget.report(0, []);
  budget.report(1, [{ definition: metric, bytes: 40 * MB }]);
  await Promise.resolve();
  expect(registry.writes).toBe(0);
});
