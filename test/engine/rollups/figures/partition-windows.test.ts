import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import {
  ALLOWED_LATENESS_MS,
  HISTORY_AFTER_MS,
  MAX_SITES,
  PartitionWindows,
} from '../../../../engine/rollups/figures/partition-windows.ts';
import { type MinuteRecord, type RollupRecord, recordKey } from '../../../../engine/rollups/figures/records.ts';
import { placedEvent } from '../../event.ts';

const START = 1_700_000_040_000; // a full minute
const MINUTE_MS = 60_000;

/** What a reader of the compacted topic holds: the last record of each key. */
function upserts(records: RollupRecord[]): Map<string, RollupRecord> {
  return new Map(records.map((record) => [recordKey(record), record]));
}

/** Events of a partition in the order of arrival, some of them late, some history, a few from bots. */
const arrivals = fc
  .array(
    fc.record({
      site: fc.constantFrom('a', 'b'),
      visitor_id: fc.integer({ min: 0, max: 12 }).map((n) => `v${n}`),
      name: fc.constantFrom('pageview', 'pageview', 'signup'),
      path: fc.constantFrom('/', '/x', '/y'),
      is_bot: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      stepMs: fc.integer({ min: 0, max: 40_000 }),
      ageMs: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
        { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 * ALLOWED_LATENESS_MS }) },
        { weight: 1, arbitrary: fc.constant(HISTORY_AFTER_MS + 1) },
      ),
    }),
    { maxLength: 80 },
  )
  .map((steps) => {
    let clock = START;
    return steps.map(({ stepMs, ageMs, ...rest }, offset) => {
      clock += stepMs;
      return placedEvent({ ...rest, offset, received_at: clock, ts: clock - ageMs });
    });
  });

/** The obvious model: keep every event, count through all of them. */
function model(events: PlacedEvent[]) {
  let clock = 0;
  let late = 0;
  const onTime: PlacedEvent[] = [];
  for (const event of events) {
    clock = Math.max(clock, event.received_at);
    const age = clock - event.ts;
    if (age <= ALLOWED_LATENESS_MS) onTime.push(event);
    else if (age <= HISTORY_AFTER_MS) late++;
  }
  return { onTime, late };
}

function countsOf(events: PlacedEvent[]) {
  const people = events.filter((event) => !event.is_bot);
  return {
    events: people.length,
    pageviews: people.filter((event) => event.name === 'pageview').length,
    visitors: new Set(people.map((event) => event.visitor_id)).size,
  };
}

describe('against the obvious model', () => {
  test('every minute that was ever emitted ends up exact, through a restore at any point', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(80), fc.integer({ min: 1, max: 9 }), (events, cut, every) => {
        let windows = new PartitionWindows(0);
        const emitted: RollupRecord[] = [];
        for (const [index, event] of events.entries()) {
          if (index === cut) windows = new PartitionWindows(0, JSON.parse(JSON.stringify(windows.encode())));
          windows.add(event);
          if (index % every === 0) {
            emitted.push(...windows.takeQuick(event.received_at), ...windows.takeSlow(event.received_at));
            windows.forget();
          }
        }
        emitted.push(...windows.takeQuick(START), ...windows.takeSlow(START));
        const { onTime, late } = model(events);
        const held = [...upserts(emitted).values()].filter((record) => record.kind === 'minute');
        const expected = Map.groupBy(onTime, (e) => `${e.site} ${e.ts - (e.ts % MINUTE_MS)}`);
        expect(held.length).toBe(expected.size);
        for (const record of held) {
          const inWindow = expected.get(`${record.site} ${record.start}`) ?? [];
          expect(record).toMatchObject(countsOf(inWindow));
          expect(record.bots).toBe(inWindow.filter((event) => event.is_bot).length);
          const views = inWindow.filter((event) => event.name === 'pageview' && !event.is_bot);
          expect(sum(Object.values(record.tops.page.values))).toBe(views.length);
        }
        expect(windows.late).toBe(late);
      }),
      { numRuns: 200 },
    );
  });

  test('rolling windows hold exactly the last 5 and 30 minutes, as time moves on', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 0, max: 40 * MINUTE_MS }), (events, waitMs) => {
        const windows = new PartitionWindows(0);
        const records: RollupRecord[] = [];
        for (const event of events) {
          windows.add(event);
          records.push(...windows.takeQuick(event.received_at));
        }
        const now = (events.at(-1)?.received_at ?? START) + waitMs;
        records.push(...windows.takeSlow(now));
        const rolling = [...upserts(records).values()].filter((record) => record.kind === 'rolling');
        const { onTime } = model(events);
        for (const { site, last5, last30 } of rolling) {
          const within = (minutes: number) =>
            onTime.filter((event) => {
              const age = Math.floor(now / 1_000) - Math.floor(event.ts / 1_000);
              return event.site === site && age < minutes * 60;
            });
          expect(last5).toEqual(countsOf(within(5)));
          expect(last30).toEqual(countsOf(within(30)));
        }
      }),
      { numRuns: 200 },
    );
  });
});

test('a replay emits equal windows: nothing but the events decides them', () => {
  fc.assert(
    fc.property(arrivals, fc.nat(80), (events, cut) => {
      const run = (restoreAt: number) => {
        let windows = new PartitionWindows(0);
        for (const [index, event] of events.entries()) {
          if (index === restoreAt) windows = new PartitionWindows(0, JSON.parse(JSON.stringify(windows.encode())));
          windows.add(event);
        }
        windows.markUnsent();
        return upserts([...windows.takeQuick(START), ...windows.takeSlow(START)]);
      };
      expect(run(cut)).toEqual(run(-1));
    }),
  );
});

test('a quiet site sinks to zero, and then nothing is emitted any more', () => {
  const windows = new PartitionWindows(0);
  windows.add(placedEvent({ ts: START }));
  windows.takeQuick(START);
  const after5 = windows.takeSlow(START + 5 * MINUTE_MS).filter((record) => record.kind === 'rolling');
  expect(after5[0]).toMatchObject({ last5: { visitors: 0 }, last30: { visitors: 1 } });
  const after30 = windows.takeSlow(START + 30 * MINUTE_MS).filter((record) => record.kind === 'rolling');
  expect(after30[0]).toMatchObject({ last30: { events: 0, pageviews: 0, visitors: 0 } });
  expect(windows.takeSlow(START + 31 * MINUTE_MS)).toEqual([]);
});

test('an import of old events makes no live records and does not disturb live ones', () => {
  const windows = new PartitionWindows(0);
  windows.add(placedEvent({ ts: START, offset: 0 }));
  for (let index = 1; index <= 5_000; index++) {
    windows.add(placedEvent({ ts: 1_430_000_000_000 + index * MINUTE_MS, received_at: START, offset: index }));
  }
  windows.add(placedEvent({ ts: START + 1_000, visitor_id: 'w', offset: 5_001 }));
  const records = [...windows.takeQuick(START + 1_000), ...windows.takeSlow(START + 1_000)];
  expect(records.filter((record) => record.kind === 'minute')).toMatchObject([{ start: START, visitors: 2 }]);
  expect(windows.late).toBe(0);
  expect(windows.watermark).toBe(START + 1_000 - 10_000);
});

test('a minute is stored once it is over, again after a correction, and not lost when it leaves its window', () => {
  const windows = new PartitionWindows(0);
  windows.add(placedEvent({ ts: START + 1_000, offset: 0 }));
  expect(windows.takeUnstored(START + 30_000, START)).toEqual([]);
  const closed = windows.takeUnstored(START + MINUTE_MS, START);
  expect(closed).toMatchObject([{ start: START, visitors: 1, offset: 0 }]);
  expect(windows.takeUnstored(START + MINUTE_MS, START)).toEqual([]);
  windows.add(placedEvent({ ts: START + 2_000, received_at: START + 2 * MINUTE_MS, visitor_id: 'w', offset: 1 }));
  windows.add(placedEvent({ ts: START + 60 * MINUTE_MS, offset: 2 }));
  windows.forget();
  const restored = new PartitionWindows(0, JSON.parse(JSON.stringify(windows.encode())));
  const again: MinuteRecord[] = restored.takeUnstored(START + 2 * MINUTE_MS, START);
  expect(again).toMatchObject([{ start: START, visitors: 2, offset: 2 }]);
  restored.giveBack(again);
  expect(restored.unstored).toBe(1);
});

test('the number of sites is bounded: the one silent for longest goes, its minutes are kept for the store', () => {
  const windows = new PartitionWindows(0);
  for (let index = 0; index <= MAX_SITES; index++) {
    windows.add(placedEvent({ site: `site-${index}`, ts: START, offset: index }));
  }
  expect(windows.encode().sites.length).toBe(MAX_SITES);
  expect(windows.takeUnstored(0, START)).toMatchObject([{ site: 'site-0', visitors: 1 }]);
});

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
