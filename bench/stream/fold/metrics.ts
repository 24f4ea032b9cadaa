import type { MetricDraft } from '../../../engine/rollups/definitions/definition.ts';
import { parseMetric } from '../../../engine/rollups/definitions/parse.ts';

export const SITE = 'bench.test';

const ORDER = [{ field: 'name', op: 'is', values: ['order'] }];
const VIEW = [{ field: 'name', op: 'is', values: ['pageview'] }];
const minute = { kind: 'tumbling', size_s: 60 };
const lastFive = { kind: 'sliding', size_s: 300 };

/** Twenty metrics as a shop would have them: every aggregate, every window, with and without dimensions. */
const TWENTY: ReadonlyArray<Record<string, unknown>> = [
  { filter: VIEW, aggregate: { kind: 'count' }, window: minute },
  { filter: VIEW, aggregate: { kind: 'count' }, window: minute, dimensions: ['path'] },
  { filter: VIEW, aggregate: { kind: 'count' }, window: lastFive, dimensions: ['country'] },
  { filter: VIEW, aggregate: { kind: 'unique', of: 'visitors' }, window: minute },
  { filter: VIEW, aggregate: { kind: 'unique', of: 'visitors' }, window: { kind: 'sliding', size_s: 1_800 } },
  { filter: VIEW, aggregate: { kind: 'unique', of: 'visitors' }, window: lastFive, dimensions: ['device'] },
  {
    filter: VIEW,
    aggregate: { kind: 'unique', of: 'sessions' },
    window: { kind: 'hopping', size_s: 3_600, hop_s: 300 },
  },
  { filter: VIEW, aggregate: { kind: 'top', of: 'path', k: 10 }, window: minute },
  { filter: VIEW, aggregate: { kind: 'distinct', of: 'path' }, window: minute },
  { filter: ORDER, aggregate: { kind: 'count' }, window: minute },
  { filter: ORDER, aggregate: { kind: 'rate', per: 'minute' }, window: lastFive },
  { filter: ORDER, aggregate: { kind: 'sum', of: 'props.total' }, window: minute },
  { filter: ORDER, aggregate: { kind: 'sum', of: 'props.total' }, window: minute, dimensions: ['country', 'device'] },
  { filter: ORDER, aggregate: { kind: 'average', of: 'props.total' }, window: lastFive },
  { filter: ORDER, aggregate: { kind: 'quantile', of: 'props.total', quantiles: [0.5, 0.95] }, window: minute },
  { aggregate: { kind: 'count' }, window: { kind: 'tumbling', size_s: 1 } },
  { aggregate: { kind: 'count' }, window: minute, dimensions: ['name'] },
  { aggregate: { kind: 'quantile', of: 'engaged_ms', quantiles: [0.5, 0.95, 0.99] }, window: lastFive },
  {
    aggregate: { kind: 'maximum', of: 'engaged_ms' },
    window: { kind: 'hopping', size_s: 600, hop_s: 60 },
    dimensions: ['browser'],
  },
  { aggregate: { kind: 'count' }, window: { kind: 'session' } },
];

/** `count` metrics: the twenty, and then the same again of one country each. */
export function metrics(count: number): MetricDraft[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / TWENTY.length);
    const metric = TWENTY[index % TWENTY.length]!;
    const of = { field: 'country', op: 'is', values: [`C${round}`] };
    const filter = round === 0 ? metric.filter : [...(Array.isArray(metric.filter) ? metric.filter : []), of];
    const { value, problems } = parseMetric({
      ...metric,
      filter,
      id: `m${index}`,
      site: SITE,
      name: `Metric ${index}`,
    });
    if (!value) throw new Error(JSON.stringify(problems));
    return value;
  });
}
