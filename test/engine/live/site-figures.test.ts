import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FiguresView, TopRow } from '../../../engine/live/protocol.ts';
import { SiteFigures, type SiteView } from '../../../engine/live/site-figures.ts';
import { MINUTE_DIMENSIONS, type RollupRecord, recordKey } from '../../../engine/rollups/figures/records.ts';
import { minuteRecord, rollingRecord, secondRecord } from './records.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

describe('figures of a site', () => {
  it('adds visitors up over partitions and keeps the newest upsert of each', () => {
    const figures = new SiteFigures();
    const last30 = { events: 9, pageviews: 8, visitors: 4 };
    figures.apply(
      rollingRecord({ partition: 0, offset: 5, at: NOW, last5: { events: 2, pageviews: 2, visitors: 1 }, last30 }),
      NOW,
    );
    figures.apply(
      rollingRecord({ partition: 1, offset: 2, at: NOW, last5: { events: 3, pageviews: 3, visitors: 2 }, last30 }),
      NOW,
    );
    figures.apply(
      rollingRecord({ partition: 1, offset: 9, at: NOW, last5: { events: 6, pageviews: 6, visitors: 5 }, last30 }),
      NOW,
    );
    expect(figures.view(NOW).counters).toMatchObject({
      visitors5m: 6,
      visitors30m: 8,
      events30m: 18,
      pageviews30m: 16,
    });
    expect(figures.offsets()).toEqual({ 0: 6, 1: 10 });
  });

  it('lets a repeat and an older record change nothing', () => {
    const figures = new SiteFigures();
    const record = secondRecord({ start: NOW, offset: 7, events: 3 });
    expect(figures.apply(record, NOW)).toBe(true);
    expect(figures.apply(record, NOW)).toBe(false);
    expect(figures.apply({ ...record, offset: 6, events: 2 }, NOW)).toBe(false);
    expect(figures.view(NOW).seconds.at(-1)!.events).toBe(3);
  });

  it('empties its windows as time passes, without any record', () => {
    const figures = new SiteFigures();
    const tops = minuteRecord({}).tops;
    tops.page = { values: { '/a': 3 }, other: 0 };
    const counts = { events: 3, pageviews: 3, visitors: 1 };
    figures.apply(secondRecord({ start: NOW, ...counts }), NOW);
    figures.apply(minuteRecord({ start: NOW, ...counts, tops }), NOW);
    figures.apply(rollingRecord({ at: NOW, last5: counts, last30: counts }), NOW);
    const after = figures.view(NOW + 6 * MINUTE);
    expect(after.counters).toMatchObject({ visitors5m: 0, visitors30m: 1, eventsPerSecond: 0 });
    expect(after.seconds.every((bar) => bar.events === 0)).toBe(true);
    expect(after.minutes.at(-7)!.events).toBe(3);
    const later = figures.view(NOW + 30 * MINUTE);
    expect(later.tops.page).toEqual([]);
    expect(later.minutes.every((bar) => bar.events === 0)).toBe(true);
    expect(later.counters.visitors30m).toBe(0);
  });

  it('keeps a rolling window that stays the same for as long as the site is heard of', () => {
    const figures = new SiteFigures();
    const counts = { events: 5, pageviews: 5, visitors: 1 };
    figures.apply(rollingRecord({ at: NOW, last5: counts, last30: counts }), NOW);
    for (let minute = 1; minute < 40; minute++) {
      const start = NOW + minute * MINUTE;
      figures.apply(secondRecord({ start, offset: minute, events: 1, pageviews: 1, visitors: 1 }), start);
      expect(figures.view(start).counters).toMatchObject({ visitors5m: 1, visitors30m: 1 });
    }
  });

  it('equals a naive fold of the newest record of each key, whatever the order, repeats and clock', () => {
    fc.assert(
      fc.property(fc.array(step(), { maxLength: 60 }), (steps) => {
        const figures = new SiteFigures();
        const applied: RollupRecord[] = [];
        let nowMs = NOW;
        for (const { record, waitMs } of steps) {
          nowMs += waitMs;
          figures.apply(record, nowMs);
          applied.push(record);
          // The order of equal starts is not the rule under test: look in between, too, where windows are forgotten.
          expect(figures.view(nowMs)).toEqual(naiveView(applied, nowMs));
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** Offsets grow with the figures' content, as they do in the topic: two records of one offset and key are equal. */
function step() {
  const offset = fc.nat(30);
  const partition = fc.nat(2);
  const second = fc
    .tuple(partition, fc.nat(70), offset)
    .map(([part, back, at]) =>
      secondRecord({ partition: part, offset: at, start: NOW - back * 1_000 + 30_000, ...countsOf(at, part) }),
    );
  const minute = fc.tuple(partition, fc.nat(33), offset).map(([part, back, at]) => {
    const tops = minuteRecord({}).tops;
    tops.page = { values: { [`/${at % 13}`]: at + 1, '/home': part + at + 1 }, other: 2 };
    tops.name = { values: { pageview: at + 1 }, other: 0 };
    return minuteRecord({ partition: part, offset: at, start: NOW - (back - 2) * MINUTE, ...countsOf(at, part), tops });
  });
  const rolling = fc.tuple(partition, fc.nat(40), offset).map(([part, back, at]) =>
    rollingRecord({
      partition: part,
      offset: at,
      at: NOW - back * MINUTE,
      last5: countsOf(at, back),
      last30: countsOf(at, part),
    }),
  );
  return fc.record({ record: fc.oneof(second, minute, rolling), waitMs: fc.constantFrom(0, 0, 400, 1_000, 61_000) });
}

function countsOf(seed: number, salt: number) {
  return { events: seed * 3 + salt, pageviews: seed * 2 + salt, visitors: seed + salt };
}

/** The slow and obvious model: all records, newest of each key, filtered and summed anew. */
function naiveView(records: RollupRecord[], nowMs: number): SiteView {
  const newest = new Map<string, RollupRecord>();
  for (const record of records) {
    const held = newest.get(recordKey(record));
    const newer =
      !held ||
      record.offset > held.offset ||
      (record.kind === 'rolling' && held.kind === 'rolling' && record.offset === held.offset && record.at > held.at);
    if (newer) newest.set(recordKey(record), record);
  }
  const all = [...newest.values()];
  const bars = (kind: 'second' | 'minute', windowMs: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const start = Math.floor(nowMs / windowMs) * windowMs - (count - 1 - index) * windowMs;
      const parts = all.filter((record) => record.kind === kind && record.start === start) as Array<
        ReturnType<typeof secondRecord>
      >;
      const sum = (field: 'events' | 'pageviews' | 'visitors') => parts.reduce((total, part) => total + part[field], 0);
      return { start, events: sum('events'), pageviews: sum('pageviews'), visitors: sum('visitors') };
    });
  const seconds = bars('second', 1_000, 60);
  const rolling = all.filter((record) => record.kind === 'rolling');
  const heard = (partition: number) =>
    Math.max(...records.filter((record) => record.partition === partition).map((record) => record.emitted_at));
  const last5 = rolling.filter((record) => heard(record.partition) > nowMs - 5 * MINUTE);
  const last30 = rolling.filter((record) => heard(record.partition) > nowMs - 30 * MINUTE);
  const tops = {} as FiguresView['tops'];
  const oldest = Math.floor(nowMs / MINUTE) * MINUTE - 29 * MINUTE;
  for (const dimension of MINUTE_DIMENSIONS) {
    const totals = new Map<string, number>();
    for (const record of all) {
      if (record.kind !== 'minute' || record.start < oldest) continue;
      for (const [value, count] of Object.entries(record.tops[dimension].values)) {
        totals.set(value, (totals.get(value) ?? 0) + count);
      }
    }
    const rows: TopRow[] = [...totals].map(([value, count]) => ({ value, count }));
    tops[dimension] = rows.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, 10);
  }
  return {
    counters: {
      visitors5m: last5.reduce((sum, record) => sum + record.last5.visitors, 0),
      visitors30m: last30.reduce((sum, record) => sum + record.last30.visitors, 0),
      events30m: last30.reduce((sum, record) => sum + record.last30.events, 0),
      pageviews30m: last30.reduce((sum, record) => sum + record.last30.pageviews, 0),
      eventsPerSecond: seconds.slice(49, 59).reduce((sum, bar) => sum + bar.events, 0) / 10,
    },
    minutes: bars('minute', MINUTE, 30),
    seconds,
    tops,
  };
}
