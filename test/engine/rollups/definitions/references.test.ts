import { describe, expect, it } from 'vitest';
import { computationOf } from '../../../../engine/rollups/definitions/computation.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { inputIds, referenceProblems } from '../../../../engine/rollups/definitions/references.ts';
import { draftOf } from '../windows/arbitrary.ts';

function formula(id: string, expression: string, inputs: Record<string, string>, more: object = {}): MetricDraft {
  return draftOf({ id, aggregate: { kind: 'formula', expression, inputs }, ...more });
}

function refused(draft: MetricDraft, others: readonly MetricDraft[]): string[] {
  const byId = new Map(others.map((other) => [other.id, other]));
  return referenceProblems(draft, (id) => byId.get(id)).map(({ field }) => field);
}

const ORDERS = draftOf({ id: 'orders' });
const VISITS = draftOf({ id: 'visits' });

describe('a formula over metrics', () => {
  it('takes metrics of its site, window and dimensions', () => {
    const rate = formula('rate', 'a / b * 100', { a: 'orders', b: 'visits' });
    expect(refused(rate, [ORDERS, VISITS])).toEqual([]);
    expect(inputIds(rate)).toEqual(['orders', 'visits']);
  });

  it.each<[string, MetricDraft, MetricDraft[], string[]]>([
    ['a metric that is not there', formula('f', 'a', { a: 'gone' }), [], ['aggregate.inputs.a']],
    ['one of another site', formula('f', 'a', { a: 'orders' }), [{ ...ORDERS, site: 'else' }], ['aggregate.inputs.a']],
    [
      'one of another window',
      formula('f', 'a', { a: 'orders' }, { window: { kind: 'tumbling', size_s: 1 } }),
      [ORDERS],
      ['aggregate.inputs.a'],
    ],
    [
      'one of other dimensions',
      formula('f', 'a', { a: 'orders' }, { dimensions: ['path'] }),
      [ORDERS],
      ['aggregate.inputs.a'],
    ],
    [
      'a list',
      formula('f', 'a', { a: 't' }),
      [draftOf({ id: 't', aggregate: { kind: 'top', of: 'path', k: 3 } })],
      ['aggregate.inputs.a'],
    ],
    ['a name that is no input', formula('f', 'a + b', { a: 'orders' }), [ORDERS], ['aggregate.expression']],
    [
      'an input that is not used',
      formula('f', 'a', { a: 'orders', b: 'visits' }),
      [ORDERS, VISITS],
      ['aggregate.inputs.b'],
    ],
    ['an expression that cannot be read', formula('f', 'a +', { a: 'orders' }), [ORDERS], ['aggregate.expression']],
    ['itself', formula('f', 'a', { a: 'f' }), [formula('f', 'a', { a: 'orders' })], ['aggregate.inputs.a']],
    [
      'itself by way of another',
      formula('f', 'a', { a: 'g' }),
      [formula('g', 'a', { a: 'f' })],
      ['aggregate.inputs.a'],
    ],
  ])('is refused for %s', (_what, draft, others, fields) => {
    expect(refused(draft, others)).toEqual(fields);
  });

  it('points at a name that is no input', () => {
    const [problem] = referenceProblems(formula('f', 'a + bb', { a: 'orders' }), () => ORDERS);
    expect(problem?.reason).toBe('"bb" is none of the inputs at position 5\n  a + bb\n      ^');
  });
});

describe('what a definition computes', () => {
  const one = draftOf({
    filter: [
      { field: 'path', op: 'is', values: ['/a', '/b'] },
      { field: 'name', op: 'exists' },
    ],
  });

  it('is the same whatever it is called, and in whatever order its conditions are', () => {
    const other = draftOf({
      name: 'Another',
      unit: 'ms',
      filter: [
        { field: 'name', op: 'exists' },
        { field: 'path', op: 'is', values: ['/b', '/a', '/b'] },
      ],
      aggregate: { kind: 'count' },
    });
    expect(computationOf(other)).toBe(computationOf(one));
  });

  it.each<[string, object]>([
    ['condition', { filter: [{ field: 'path', op: 'is', values: ['/a'] }] }],
    ['window', { window: { kind: 'tumbling', size_s: 61 } }],
    ['lateness', { lateness_s: 301 }],
    ['limit', { limit: 51 }],
  ])('is another for another %s', (_what, change) => {
    expect(computationOf(draftOf({ ...one, ...change }))).not.toBe(computationOf(one));
  });
});
