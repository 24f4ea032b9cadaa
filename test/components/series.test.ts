import { expect, test } from 'vitest';
import { formatMetric } from '../../components/boards/metric-format.ts';
import { currentRows, funnelOf, MAX_SERIES, seriesOf } from '../../components/boards/series.ts';
import type { MetricView, MetricWindowView } from '../../engine/live/metrics/metric-views.ts';

const METRIC: MetricView['metric'] = {
  ...{ id: 'm', revision: 1, name: 'Metric', description: '', unit: '' },
  aggregate: { kind: 'count' },
  dimensions: ['props.zone'],
  window: { kind: 'tumbling', size_s: 10 },
};

function window(end: number, values: Record<string, number>, closed = true): MetricWindowView {
  const rows = Object.entries(values).map(([zone, value]) => ({ dims: [zone], other: false, value, n: value }));
  return { start: end - 10, end, closed, rows };
}

function view(windows: MetricWindowView[], now: MetricWindowView | null = null): MetricView {
  return { metric: METRIC, windows, now, freshness: { watermark: 0, late: 0, filling: false } };
}

test('a row missing from a window is a gap in its line', () => {
  const { times, series } = seriesOf(view([window(10, { a: 1 }), window(20, { a: 2, b: 5 })]));
  expect(times).toEqual([10, 20]);
  expect(series.map(({ name, values }) => [name, values])).toEqual([
    ['a', [1, 2]],
    ['b', [null, 5]],
  ]);
});

test('a window that still fills is not drawn as a fall, but is the only one at first', () => {
  expect(seriesOf(view([window(10, { a: 4 }), window(20, { a: 1 }, false)])).times).toEqual([10]);
  expect(seriesOf(view([window(10, { a: 1 }, false)])).times).toEqual([10]);
  expect(seriesOf(view([window(10, { a: 4 })], window(13, { a: 3 }, false))).times).toEqual([10, 13]);
});

test('of many rows the highest are drawn, and the others counted', () => {
  const values = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`zone ${index}`, index]));
  const { series, more } = seriesOf(view([window(10, values)]));
  expect(series).toHaveLength(MAX_SERIES);
  expect(series.map(({ name }) => name)).toContain('zone 9');
  expect(more).toBe(10 - MAX_SERIES);
});

test('rows are ranked by their values in the window that is current', () => {
  const ranked = currentRows(view([window(10, { a: 9, b: 1 })], window(13, { a: 1, b: 3 }, false)));
  expect(ranked.map(({ name }) => name)).toEqual(['b', 'a']);
});

test('a funnel tells of each step how many of the one before went on', () => {
  const steps = funnelOf(view([window(10, { opened: 8, asked: 4, paid: 1 })]), ['opened', 'asked', 'booked', 'paid']);
  expect(steps.map(({ value, ofBefore }) => [value, ofBefore])).toEqual([
    [8, null],
    [4, 0.5],
    [0, 0],
    [1, null],
  ]);
});

test.each([
  [null, '', '–'],
  [12_345, '', '12.3k'],
  [0.0349, '%', '0.03%'],
  [812.4, 'ms', '812 ms'],
  [83, 's', '1m 23s'],
  [1.5, 'x', '1.5x'],
  [9.61, '/s', '9.61 /s'],
  [74.88, 'EUR', '74.9 EUR'],
] as const)('%s %s is written %s', (value, unit, text) => {
  expect(formatMetric(value, { unit })).toBe(text);
});
