import type { MetricDefinition } from '../../engine/rollups/definitions/definition.ts';
import { parseMetric } from '../../engine/rollups/definitions/parse.ts';

/** What analysts ask of a shop: twenty kinds of metrics, cheap and dear ones, as the bench defines them again and again. */
const KINDS: ReadonlyArray<Record<string, unknown>> = [
  { aggregate: { kind: 'count' }, window: minutes(1) },
  { aggregate: { kind: 'count' }, filter: [named('pageview')], window: seconds(10), dimensions: ['path'] },
  { aggregate: { kind: 'rate', per: 'second' }, window: { kind: 'sliding', size_s: 60 } },
  { aggregate: { kind: 'unique', of: 'visitors' }, window: { kind: 'sliding', size_s: 300 } },
  { aggregate: { kind: 'unique', of: 'visitors' }, window: minutes(1), dimensions: ['country'] },
  { aggregate: { kind: 'unique', of: 'sessions' }, window: { kind: 'hopping', size_s: 300, hop_s: 60 } },
  { aggregate: { kind: 'sum', of: 'props.value' }, filter: [named('purchase')], window: minutes(1) },
  {
    aggregate: { kind: 'average', of: 'props.value' },
    filter: [named('purchase')],
    window: minutes(5),
    dimensions: ['props.plan'],
  },
  {
    aggregate: { kind: 'maximum', of: 'engaged_ms' },
    filter: [named('page_leave')],
    window: minutes(1),
    dimensions: ['path'],
  },
  {
    aggregate: { kind: 'quantile', of: 'engaged_ms', quantiles: [0.5, 0.95, 0.99] },
    filter: [named('page_leave')],
    window: minutes(1),
  },
  { aggregate: { kind: 'distinct', of: 'path' }, window: minutes(1) },
  { aggregate: { kind: 'top', of: 'path', k: 10 }, filter: [named('pageview')], window: minutes(1) },
  { aggregate: { kind: 'count' }, filter: [named('purchase')], window: { kind: 'sliding', size_s: 3_600 } },
  {
    aggregate: { kind: 'count' },
    filter: [{ field: 'path', op: 'starts_with', values: ['/shop'] }],
    window: minutes(1),
    dimensions: ['device', 'country'],
  },
  {
    aggregate: { kind: 'count' },
    filter: [{ field: 'referrer_source', op: 'is', values: ['Google', 'Bing'] }],
    window: minutes(1),
  },
  {
    aggregate: { kind: 'count' },
    filter: [{ field: 'props.value', op: 'at_least', values: [50] }],
    window: seconds(10),
  },
  { aggregate: { kind: 'count' }, window: { kind: 'hopping', size_s: 600, hop_s: 60 }, dimensions: ['browser'] },
  {
    aggregate: { kind: 'sum', of: 'props.value' },
    filter: [named('purchase')],
    window: { kind: 'sliding', size_s: 600 },
    dimensions: ['country'],
  },
  { aggregate: { kind: 'count' }, window: { kind: 'session' } },
  { aggregate: { kind: 'distinct', of: 'props.plan' }, window: seconds(10), dimensions: ['device'] },
];

/** So many metrics of a site: each kind in turn, later ones with another lateness, so that no two compute the same. */
export function benchMetrics(site: string, count: number, now: number): MetricDefinition[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `bench-${index}`;
    const round = Math.floor(index / KINDS.length);
    const { value, problems } = parseMetric({
      id,
      site,
      name: id,
      lateness_s: 300 - round,
      ...KINDS[index % KINDS.length],
    });
    if (!value) throw new Error(`${id}: ${JSON.stringify(problems)}`);
    return { ...value, revision: 1, state: 'live', created_at: now, updated_at: now };
  });
}

function named(name: string) {
  return { field: 'name', op: 'is', values: [name] };
}

function seconds(size_s: number) {
  return { kind: 'tumbling', size_s };
}

function minutes(count: number) {
  return seconds(60 * count);
}
