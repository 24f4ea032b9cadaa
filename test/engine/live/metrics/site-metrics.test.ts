import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyMessage, EMPTY_VIEW, type LiveView } from '../../../../components/live/live-view.ts';
import type { MetricView } from '../../../../engine/live/metrics/metric-views.ts';
import { SiteMetrics } from '../../../../engine/live/metrics/site-metrics.ts';
import type { MetricDefinition } from '../../../../engine/rollups/definitions/definition.ts';
import { parseMetric } from '../../../../engine/rollups/definitions/parse.ts';
import type { MetricValueRecord } from '../../../../engine/rollups/metrics/value-record.ts';

function definition(id: string, fields: object = {}, revision = 1): MetricDefinition {
  const draft = { id, site: 's', name: id, aggregate: { kind: 'count' }, window: { kind: 'tumbling', size_s: 10 } };
  const { value, problems } = parseMetric({ ...draft, ...fields });
  if (!value) throw new Error(JSON.stringify(problems));
  return { ...value, revision, state: 'live', created_at: 1, updated_at: 1 };
}

function record(id: string, fields: Partial<MetricValueRecord> = {}): MetricValueRecord {
  const window = { start: 0, end: 10_000, now: false, closed: false, dims: [], other: false, partial: { n: 1 } };
  const origin = { site: 's', id, revision: 1, partition: 0, offset: 0, watermark: 5_000, late: 0, filling: false };
  return { ...window, ...origin, emitted_at: 0, ...fields };
}

const onlyValue = (metrics: SiteMetrics, id: string): number | null => {
  metrics.update([id], 0);
  return metrics.snapshot([id])[id]!.windows[0]!.rows[0]!.value;
};

test('adds up the partitions, and takes of each the newest row alone', () => {
  const metrics = new SiteMetrics();
  metrics.define([definition('clicks')]);
  metrics.take(record('clicks', { partial: { n: 3 }, offset: 5 }));
  metrics.take(record('clicks', { partial: { n: 4 }, partition: 1 }));
  expect(metrics.take(record('clicks', { partial: { n: 1 }, offset: 4 }))).toBe(false);
  expect(onlyValue(metrics, 'clicks')).toBe(7);
  metrics.take(record('clicks', { partial: { n: 10 }, offset: 6 }));
  expect(onlyValue(metrics, 'clicks')).toBe(14);
});

test('computes a formula from its inputs, window by window and row by row', () => {
  const by = { dimensions: ['props.zone'] };
  const metrics = new SiteMetrics();
  const aggregate = { kind: 'formula', expression: 'asked / free', inputs: { asked: 'asked', free: 'free' } };
  metrics.define([definition('asked', by), definition('free', by), definition('surge', { ...by, aggregate })]);
  for (const [id, zone, n] of [
    ['asked', 'a', 6],
    ['free', 'a', 3],
    ['asked', 'b', 2],
  ] as const)
    metrics.take(record(id, { dims: [zone], partial: { n } }));
  metrics.update(['surge'], 0);
  const [window] = metrics.snapshot(['surge']).surge!.windows;
  const values = Object.fromEntries(window!.rows.map(({ dims, value }) => [dims[0], value]));
  // Nobody free in zone b: a division by 0.
  expect(values).toEqual({ a: 2, b: null });
  metrics.take(record('free', { dims: ['b'], partial: { n: 1 }, offset: 1 }));
  metrics.update(['surge'], 0);
  expect(
    metrics
      .snapshot(['surge'])
      .surge!.windows[0]!.rows.map(({ value }) => value)
      .sort(),
  ).toEqual([2, 2]);
});

test('shows another revision from its beginning, and a deleted metric no more', () => {
  const metrics = new SiteMetrics();
  metrics.define([definition('clicks')]);
  metrics.take(record('clicks', { partial: { n: 3 } }));
  metrics.take(record('clicks', { partial: { n: 5 }, revision: 2 }));
  expect(onlyValue(metrics, 'clicks')).toBe(3);
  const { version } = metrics;
  metrics.define([definition('clicks', {}, 2)]);
  metrics.take(record('clicks', { partial: { n: 6 }, revision: 2, offset: 1 }));
  metrics.update(['clicks'], 0);
  expect(metrics.since(version, ['clicks'])!.clicks).toMatchObject({ metric: { revision: 2 } });
  expect(onlyValue(metrics, 'clicks')).toBe(6);
  metrics.define([]);
  metrics.update(['clicks'], 0);
  expect(metrics.snapshot(['clicks'])).toEqual({});
});

test('a client that took the snapshot and every delta, at whatever pace, sees what the server sees', () => {
  const rows = fc.record({
    id: fc.constantFrom('clicks', 'zones'),
    partition: fc.integer({ min: 0, max: 2 }),
    window: fc.integer({ min: 0, max: 5 }),
    now: fc.boolean(),
    zone: fc.constantFrom('a', 'b', 'c'),
    n: fc.integer({ min: 0, max: 9 }),
    looks: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 60 }), (steps) => {
      const ids = ['clicks', 'zones'];
      const metrics = new SiteMetrics();
      metrics.define([definition('clicks'), definition('zones', { dimensions: ['props.zone'] })]);
      metrics.update(ids, 0);
      const offsets = {};
      let view: LiveView = applyMessage(EMPTY_VIEW, {
        type: 'snapshot',
        site: 's',
        at: 0,
        offsets,
        metrics: metrics.snapshot(ids),
      });
      let seen = metrics.version;
      const look = (at: number): void => {
        metrics.update(ids, at);
        const changed = metrics.since(seen, ids);
        if (changed) view = applyMessage(view, { type: 'delta', site: 's', at, offsets, metrics: changed });
        seen = metrics.version;
      };
      for (const [offset, { id, partition, window, now, zone, n, looks }] of steps.entries()) {
        const dims = id === 'zones' ? [zone] : [];
        const ends = { start: window * 10_000, end: (window + 1) * 10_000 };
        metrics.take(record(id, { ...ends, partition, now, dims, offset, partial: { n } }));
        if (looks) look(offset * 1_000);
      }
      look(100_000);
      expect(view.metrics).toEqual(metrics.snapshot(ids) as Record<string, MetricView>);
    }),
  );
});
