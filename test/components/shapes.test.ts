import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisTicks, chartPoints } from '../../components/chart/chart-series.ts';
import { eventsBehind } from '../../components/freshness/behind.ts';
import { applyMessage, EMPTY_VIEW, MAX_EVENTS, mergeBars } from '../../components/live/live-view.ts';
import { METRICS } from '../../components/state/state.ts';
import { lagTone } from '../../components/streams/rates.ts';
import {
  changeOf,
  countryName,
  formatAge,
  formatBytes,
  formatDuration,
  formatShort,
} from '../../components/theme/format.ts';
import type { Bar, FiguresView, StreamedEvent } from '../../engine/live/protocol.ts';
import type { FiguresAnswer } from '../../engine/queries/answers.ts';
import type { Figures, Point } from '../../engine/queries/figures.ts';

const FIGURES: Figures = {
  visitors: 0,
  visits: 0,
  pageviews: 0,
  events: 0,
  views_per_visit: null,
  bounce_rate: null,
  visit_duration: null,
};
const point = (start: number, visitors: number, state: Point['state'] = 'whole'): Point => ({
  ...FIGURES,
  start,
  visitors,
  state,
});
const answer = (points: Point[], before: Point[] | null = null): FiguresAnswer => ({
  totals: FIGURES,
  points,
  comparison: before && { totals: { ...FIGURES, visits: 1 }, elapsedTotals: FIGURES, points: before },
  freshness: { receivedAt: null, offsets: {}, at: 0 },
});

describe('the chart', () => {
  test('is solid where it is over, dashed to the bucket that fills, and ends there', () => {
    const points = chartPoints(
      answer([point(1, 5), point(2, 6), point(3, 2, 'partial'), point(4, 0, 'future')]),
      'visitors',
    );
    expect(points.map(({ value }) => value)).toEqual([5, 6, null, null]);
    expect(points.map(({ tail }) => tail)).toEqual([null, 6, 2, null]);
    expect(points.map(({ shown }) => shown)).toEqual([5, 6, 2, null]);
  });

  test('a first bucket cut by the range is no filling one', () => {
    const points = chartPoints(answer([point(1, 5, 'partial'), point(2, 6)]), 'visitors');
    expect(points.map(({ value }) => value)).toEqual([5, 6]);
    expect(points.every(({ tail }) => tail === null)).toBe(true);
  });

  test('lays the comparison below, bucket by bucket', () => {
    const points = chartPoints(
      answer([point(11, 5), point(12, 6)], [point(1, 3), point(2, 4), point(3, 9)]),
      'visitors',
    );
    expect(points.map(({ before, beforeStart }) => [before, beforeStart])).toEqual([
      [3, 1],
      [4, 2],
    ]);
  });

  test('axis: a handful of ticks from 0 to above the highest', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), fc.constantFrom(...METRICS), (top, metric) => {
        const ticks = axisTicks(top, metric);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)!).toBeGreaterThanOrEqual(top * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(new Set(ticks).size).toBe(ticks.length);
      }),
    );
    expect(axisTicks(540, 'visitors')).toEqual([0, 200, 400, 600]);
    expect(axisTicks(1, 'visitors')).toEqual([0, 1]);
  });
});

describe('the live view', () => {
  const bar = (start: number, events: number): Bar => ({ start, events, pageviews: 0, visitors: 0 });
  const figures: FiguresView = {
    counters: { visitors5m: 1, visitors30m: 1, events30m: 1, pageviews30m: 1, eventsPerSecond: 0 },
    minutes: [bar(0, 1), bar(60_000, 2)],
    seconds: [bar(0, 1), bar(1_000, 2)],
    tops: { page: [{ value: '/', count: 1 }], source: [], country: [], device: [], browser: [], name: [] },
    freshness: { watermark: 0, lag: 0, late: 0 },
  };
  const event = (offset: number): StreamedEvent => ({
    ...{ id: `e${offset}`, site: 'a', name: 'pageview', ts: 0, received_at: 0, visitor_id: 'v', path: '/', title: '' },
    ...{ referrer_source: '', country: '', city: '', device: '', browser: '', os: '', is_bot: false, props: {} },
    partition: 0,
    offset,
  });
  const first = applyMessage(EMPTY_VIEW, {
    type: 'snapshot',
    site: 'a',
    at: 1,
    offsets: { figures: { 0: 7 } },
    figures,
    events: [event(1)],
  });

  test('a snapshot replaces everything', () => {
    expect(first).toMatchObject({ site: 'a', at: 1, offsets: { 0: 7 }, skipped: 0 });
    expect(first.events).toHaveLength(1);
  });

  test('a delta replaces what it names and leaves the rest', () => {
    const next = applyMessage(first, {
      type: 'delta',
      site: 'a',
      at: 2,
      offsets: { figures: { 0: 9 } },
      figures: { tops: { source: [{ value: 'Google', count: 2 }] }, minutes: [bar(60_000, 5), bar(120_000, 1)] },
      events: [event(2), event(3)],
      skipped: 4,
    });
    expect(next.figures!.counters).toEqual(figures.counters);
    expect(next.figures!.tops.page).toEqual(figures.tops.page);
    expect(next.figures!.tops.source).toHaveLength(1);
    expect(next.figures!.minutes).toEqual([bar(60_000, 5), bar(120_000, 1)]);
    expect(next.events.map(({ offset }) => offset)).toEqual([3, 2, 1]);
    expect(next).toMatchObject({ skipped: 4, offsets: { 0: 9 } });
  });

  test('a delta of another site is none of ours', () => {
    const other = applyMessage(first, { type: 'delta', site: 'b', at: 2, offsets: {}, events: [event(2)] });
    expect(other).toEqual(first);
  });

  test('holds a bounded number of events', () => {
    const many = Array.from({ length: 50 }, (_, index) => event(index));
    let view = first;
    for (let round = 0; round < 4; round += 1)
      view = applyMessage(view, { type: 'delta', site: 'a', at: 2, offsets: {}, events: many });
    expect(view.events).toHaveLength(MAX_EVENTS);
  });

  test('bars: the window moves with the newest, and what was never told is empty', () => {
    expect(mergeBars([bar(0, 1), bar(1_000, 2), bar(2_000, 3)], [bar(4_000, 9)], 1_000)).toEqual([
      bar(2_000, 3),
      bar(3_000, 0),
      bar(4_000, 9),
    ]);
  });
});

test('events behind: what the feed has seen and the figures have not', () => {
  expect(eventsBehind({ 0: 10, 1: 5 }, { 0: 8, 1: 5 })).toBe(2);
  expect(eventsBehind({ 0: 10, 2: 3 }, { 0: 12 })).toBe(3);
  expect(eventsBehind({}, { 0: 12 })).toBe(0);
});

test('lag is trouble only where it grows', () => {
  expect(lagTone(0, 0, 0)).toBe('good');
  expect(lagTone(40, 5, 100)).toBe('good');
  expect(lagTone(400, -5, 100)).toBe('wait');
  expect(lagTone(400, 5, 100)).toBe('bad');
});

describe('formats', () => {
  test('of numbers, durations, bytes and ages', () => {
    expect([999, 1_234, 12_345, 1_000_000].map(formatShort)).toEqual(['999', '1.2k', '12.3k', '1M']);
    expect([0, 59.4, 59.6, 125, 3_720].map(formatDuration)).toEqual(['0s', '59s', '1m 00s', '2m 05s', '1h 02m']);
    expect([0, 999, 1_500, 123_456_789].map(formatBytes)).toEqual(['0 B', '999 B', '1.5 kB', '123 MB']);
    expect([0, 30_000, 3_600_000].map(formatAge)).toEqual(['now', '30 s', '1 h']);
  });

  test('a change from nothing has no percentage', () => {
    expect(changeOf(5, 0)).toBeNull();
    expect(changeOf(0, 0)).toBeNull();
    expect(changeOf(15, 10)).toBe(0.5);
    expect(changeOf(null, 10)).toBeNull();
  });

  test('what is no country code is given back', () => {
    expect(countryName('DE')).toBe('Germany');
    expect(countryName('nowhere')).toBe('nowhere');
  });
});
