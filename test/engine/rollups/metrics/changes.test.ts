import { expect, test } from 'vitest';
import {
  ChangeRefused,
  changed,
  created,
  discarded,
  MAX_METRICS_A_SITE,
  promoted,
  readDraft,
  requireUnused,
} from '../../../../engine/rollups/metrics/changes.ts';
import { type Metric, metricKey, parseMetricRecord, revisionKey } from '../../../../engine/rollups/metrics/metric.ts';

const NOW = 1_700_000_000_000;
const draft = (fields: object = {}) => ({
  ...{
    id: 'views',
    site: 'demo',
    name: 'Views',
    aggregate: { kind: 'count' },
    window: { kind: 'tumbling', size_s: 60 },
  },
  ...fields,
});
const define = (fields: object = {}, all: readonly Metric[] = []): Metric =>
  created(readDraft(draft(fields), all), all, NOW);

function reasonOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ChangeRefused) return error.reason;
    throw error;
  }
  return 'taken';
}

test('a changed name is no new revision, a changed computation is a candidate, and goes back by the old one', () => {
  const metric = define();
  const renamed = changed(metric, readDraft(draft({ name: 'Page views' }), [metric]), NOW + 1);
  expect([renamed.live.name, renamed.live.revision, renamed.candidate]).toEqual(['Page views', 1, null]);
  const other = changed(renamed, readDraft(draft({ bots: true }), [renamed]), NOW + 2);
  expect([other.live.revision, other.candidate?.revision, other.candidate?.state]).toEqual([1, 2, 'candidate']);
  const third = changed(other, readDraft(draft({ limit: 7 }), [other]), NOW + 3);
  expect(third.candidate?.revision).toBe(3);
  const live = promoted(third, true, NOW + 4);
  expect([live.live.revision, live.live.state, live.candidate]).toEqual([3, 'live', null]);
  expect(discarded(third)).toMatchObject({ live: { revision: 1 }, candidate: null });
});

test('promoting keeps what the candidate has computed', () => {
  const metric = define();
  const other = changed(metric, readDraft(draft({ bots: true }), [metric]), NOW + 2);
  expect(revisionKey(promoted(other, true, NOW + 3).live)).toBe(revisionKey(other.candidate!));
});

test('what cannot be done is refused by name', () => {
  const metric = define();
  expect(reasonOf(() => define({}, [metric]))).toBe('metric-exists');
  expect(reasonOf(() => readDraft(draft({ window: {} }), []))).toBe('invalid-metric');
  expect(reasonOf(() => promoted(metric, true, NOW))).toBe('no-candidate');
  const other = changed(metric, readDraft(draft({ bots: true }), [metric]), NOW);
  expect(reasonOf(() => promoted(other, false, NOW))).toBe('not-filled');
  const many = Array.from({ length: MAX_METRICS_A_SITE }, (_, index) => define({ id: `m${index}` }));
  expect(reasonOf(() => define({ id: 'one-more' }, many))).toBe('too-many-metrics');
  expect(reasonOf(() => define({ id: 'elsewhere', site: 'other' }, many))).toBe('taken');
  const formula = define({ id: 'twice', aggregate: { kind: 'formula', expression: 'a * 2', inputs: { a: 'views' } } }, [
    metric,
  ]);
  expect(reasonOf(() => requireUnused(metric, [metric, formula]))).toBe('metric-in-use');
  expect(reasonOf(() => requireUnused(formula, [metric, formula]))).toBe('taken');
});

test('a record reads back as it was written; what is none is passed over', () => {
  const metric = changed(define(), readDraft(draft({ bots: true }), []), NOW + 2);
  const key = metricKey('demo', 'views');
  expect(parseMetricRecord(key, Buffer.from(JSON.stringify(metric)))).toEqual(metric);
  for (const value of ['nonsense', '{}', '[]', 'null', JSON.stringify({ ...metric, candidate: {} })]) {
    expect(parseMetricRecord(key, Buffer.from(value))).toBeNull();
  }
  expect(parseMetricRecord('demo/other', Buffer.from(JSON.stringify(metric)))).toBeNull();
});
