import { describe, expect, it } from 'vitest';
import { parseMetric, parseStoredMetric } from '../../../../engine/rollups/definitions/parse.ts';

const COUNT = {
  id: 'orders',
  site: 'shop.test',
  name: 'Orders',
  aggregate: { kind: 'count' },
  window: { kind: 'tumbling', size_s: 60 },
};

/** Fields that a definition was refused for. */
function refused(changes: object): string[] {
  return (parseMetric({ ...COUNT, ...changes }).problems ?? []).map(({ field }) => field);
}

describe('a definition', () => {
  it('takes defaults for what it does not say', () => {
    expect(parseMetric(COUNT).value).toEqual({
      ...COUNT,
      description: '',
      unit: '',
      filter: [],
      bots: false,
      dimensions: [],
      limit: 50,
      lateness_s: 300,
    });
  });

  it('keeps the values of a condition as texts', () => {
    const filter = [{ field: 'props.total', op: 'at_least', values: [12.5] }];
    expect(parseMetric({ ...COUNT, filter }).value?.filter[0]?.values).toEqual(['12.5']);
  });

  it.each<[string, object, string[]]>([
    ['an id with capitals', { id: 'Orders' }, ['id']],
    ['a field of no metric', { windows: [] }, ['windows']],
    ['an unknown aggregate', { aggregate: { kind: 'median' } }, ['aggregate.kind']],
    ['a sum of text', { aggregate: { kind: 'sum', of: 'path' } }, ['aggregate.of']],
    ['a sum of nothing', { aggregate: { kind: 'sum' } }, ['aggregate.of']],
    [
      'a quantile of 1',
      { aggregate: { kind: 'quantile', of: 'engaged_ms', quantiles: [0.5, 1] } },
      ['aggregate.quantiles[1]'],
    ],
    ['a window of half a second', { window: { kind: 'tumbling', size_s: 0.5 } }, ['window.size_s']],
    ['a hop longer than the window', { window: { kind: 'hopping', size_s: 60, hop_s: 90 } }, ['window.hop_s']],
    ['a hop that needs 3,960 panes', { window: { kind: 'hopping', size_s: 3_600, hop_s: 1 } }, ['window.hop_s']],
    ['a sliding day', { window: { kind: 'sliding', size_s: 86_400 } }, ['window.size_s']],
    [
      'a sketch in a session',
      { window: { kind: 'session' }, aggregate: { kind: 'distinct', of: 'path' } },
      ['aggregate.kind'],
    ],
    ['an hour and a second of lateness', { lateness_s: 3_601 }, ['lateness_s']],
    ['a dimension twice', { dimensions: ['path', 'path'] }, ['dimensions']],
    ['four dimensions', { dimensions: ['path', 'name', 'os', 'city'] }, ['dimensions']],
    ['501 rows', { limit: 501 }, ['limit']],
    [
      'a top list of its own dimension',
      { aggregate: { kind: 'top', of: 'path', k: 5 }, dimensions: ['path'] },
      ['dimensions'],
    ],
    [
      'an input with capitals',
      { aggregate: { kind: 'formula', expression: 'A', inputs: { A: 'x' } } },
      ['aggregate.inputs.A'],
    ],
    ['everything at once', { id: '', site: '', name: '' }, ['id', 'site', 'name']],
  ])('is refused for %s', (_what, changes, fields) => {
    expect(refused(changes)).toEqual(fields);
  });

  it.each<[string, object, string[]]>([
    ['a field that no event has', { field: 'paht', op: 'is', values: ['/'] }, ['filter[0].field']],
    ['an unknown operator', { field: 'path', op: 'like', values: ['/'] }, ['filter[0].op']],
    ['no value', { field: 'path', op: 'is', values: [] }, ['filter[0].values']],
    ['a value for exists', { field: 'path', op: 'exists', values: ['/'] }, ['filter[0].values']],
    ['two numbers', { field: 'props.total', op: 'less', values: [1, 2] }, ['filter[0].values']],
    ['a text as a number', { field: 'props.total', op: 'less', values: ['many'] }, ['filter[0].values']],
    ['a number of a text column', { field: 'path', op: 'less', values: [1] }, ['filter[0].field']],
    ['an empty text that everything contains', { field: 'path', op: 'contains', values: [''] }, ['filter[0].values']],
    ['a nested value', { field: 'path', op: 'is', values: [{}] }, ['filter[0].values[0]']],
  ])('is refused for a condition with %s', (_what, condition, fields) => {
    expect(refused({ filter: [condition] })).toEqual(fields);
  });

  it('names what it would take', () => {
    const [problem] = parseMetric({ ...COUNT, aggregate: { kind: 'median' } }).problems ?? [];
    expect(problem?.reason).toContain('quantile');
  });

  it('is read back as it was stored', () => {
    const stored = { ...parseMetric(COUNT).value, revision: 2, state: 'live', created_at: 1, updated_at: 2 };
    expect(parseStoredMetric(stored).value).toEqual(stored);
    expect(parseStoredMetric({ ...stored, revision: 0 }).problems).toHaveLength(1);
  });
});
