import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { EventLens } from '../../../../engine/rollups/definitions/event-lens.ts';
import type { MetricWindows } from '../../../../engine/rollups/windows/metric-windows.ts';
import { createMetricWindows, decodeMetricWindows } from '../../../../engine/rollups/windows/open-windows.ts';
import type { WindowRow } from '../../../../engine/rollups/windows/row.ts';
import { placedEvent } from '../../event.ts';
import { draft, draftOf, log } from './arbitrary.ts';
import { expectCounted } from './expectation.ts';
import { isInTime, isMeant, modelNow, modelRows } from './model.ts';
import { expectSame, finish, upsert } from './rows.ts';

/** What a runtime does between events. */
const interruption = fc.constantFrom<'nothing' | 'store' | 'lose' | 'restart' | 'time' | 'emit'>(
  ...(['nothing', 'nothing', 'store', 'lose', 'restart', 'time', 'emit'] as const),
);

function expectNow(
  definition: MetricDraft,
  windows: MetricWindows,
  events: readonly PlacedEvent[],
  nowMs: number,
  held: Map<string, WindowRow>,
) {
  upsert(
    held,
    windows.takeChanged(nowMs).flatMap((row) => (row.now ? [{ ...row, start: 0 }] : [])),
  );
  const model = modelNow(definition, events, Math.max(nowMs, windows.clock));
  const shown = [...held].filter(([, { partial }]) => partial.n > 0);
  expect(shown.map(([key]) => key).sort()).toEqual([...model.keys()].sort());
  for (const [key, row] of shown) expectCounted(definition, row.partial, model.get(key)!.events);
}

describe('windows', () => {
  it('count what a plain group-by counts, in any order, through restarts and failed writes', () => {
    fc.assert(
      fc.property(
        draft(),
        log(),
        fc.array(interruption, { minLength: 60, maxLength: 60 }),
        (definition, events, interruptions) => {
          let windows = createMetricWindows(definition, new EventLens());
          const stored = new Map<string, WindowRow>();
          const now = new Map<string, WindowRow>();
          events.forEach((event, index) => {
            windows.add(event);
            const seen = events.slice(0, index + 1);
            if (interruptions[index] === 'store') upsert(stored, windows.takeClosed());
            if (interruptions[index] === 'lose') windows.giveBack(windows.takeClosed());
            if (interruptions[index] === 'restart') {
              windows = decodeMetricWindows(definition, new EventLens(), windows.encode());
            }
            // The time of day is ahead of the last arrival by less than the slack.
            if (interruptions[index] === 'time') windows.advance(Math.max(...seen.map((e) => e.received_at)) + 30_000);
            if (interruptions[index] === 'emit') expectNow(definition, windows, seen, windows.clock + 700, now);
          });
          upsert(stored, finish(windows));
          expectSame(definition, stored, modelRows(definition, events));
          const meant = events.filter((event) => isMeant(definition, event));
          expect(windows.late).toBe(meant.filter((event) => !isInTime(definition, event)).length);
          expect([windows.missed, windows.dropped, windows.unstored]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 800 },
    );
  });

  it('emit what they store: the last row emitted of each window has its value', () => {
    fc.assert(
      fc.property(draft(), log(), (definition, events) => {
        const windows = createMetricWindows(definition, new EventLens());
        const emitted = new Map<string, WindowRow>();
        const emit = () =>
          upsert(
            emitted,
            windows.takeChanged(windows.clock).filter(({ now }) => !now),
          );
        for (const event of events) {
          // A window that is let go of without having been emitted is the runtime's loss: it emits many times a minute.
          for (let clock = windows.clock; clock < event.received_at && windows.clock > 0; clock += 30_000) {
            windows.advance(Math.min(clock, event.received_at));
            emit();
          }
          windows.add(event);
          emit();
        }
        for (let minutes = 0; minutes < 20; minutes++) {
          windows.advance(windows.clock + 30_000);
          emit();
        }
        expectSame(definition, emitted, modelRows(definition, events));
        expect([...emitted.values()].every(({ closed }) => closed)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('are whole after a backfill: what came before merged into what came since', () => {
    const runs = fc.record({
      events: log(80),
      /** Events of the log before the metric was added, and events that come until the backfill is done, as shares. */
      before: fc.double({ min: 0, max: 1, noNaN: true }),
      meanwhile: fc.double({ min: 0, max: 1, noNaN: true }),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(draft({ limit: 500 }), runs, (definition, { events, before, meanwhile, restart }) => {
        const adopted = Math.floor(events.length * before);
        const merged = adopted + Math.floor((events.length - adopted) * meanwhile);
        const stored = new Map<string, WindowRow>();
        const earlier = createMetricWindows(definition, new EventLens());
        for (const event of events.slice(0, adopted)) earlier.add(event);
        upsert(stored, earlier.takeClosed());

        const lens = new EventLens();
        let live = createMetricWindows(definition, lens);
        live.hold(earlier.clock);
        for (const event of events.slice(adopted, merged)) {
          live.add(event);
          upsert(stored, live.takeClosed());
        }
        if (restart) live = decodeMetricWindows(definition, lens, live.encode());
        live.merge(restart ? decodeMetricWindows(definition, new EventLens(), earlier.encode()) : earlier);
        if (restart) live = decodeMetricWindows(definition, lens, live.encode());
        const now = new Map<string, WindowRow>();
        if (merged > 0) expectNow(definition, live, events.slice(0, merged), live.clock + 700, now);
        for (const event of events.slice(merged)) live.add(event);
        if (events.length > 0) expectNow(definition, live, events, live.clock + 700, now);
        upsert(stored, finish(live));
        expectSame(definition, stored, modelRows(definition, events));
        const meant = events.filter((event) => isMeant(definition, event));
        expect(live.late).toBe(meant.filter((event) => !isInTime(definition, event)).length);
        expect([live.missed, live.dropped]).toEqual([0, 0]);
      }),
      { numRuns: 800 },
    );
  });

  it('hold back what a backfill is still to complete', () => {
    const definition = draftOf({ window: { kind: 'tumbling', size_s: 60 } });
    const at = (minutes: number) => placedEvent({ ts: minutes * 60_000 });
    const earlier = createMetricWindows(definition, new EventLens());
    earlier.add(at(100));
    const live = createMetricWindows(definition, new EventLens());
    live.hold(earlier.clock);
    live.add(at(100));
    live.add(at(101));
    live.advance(200 * 60_000);
    expect(live.takeClosed().map(({ start, partial }) => [start / 60_000, partial.n])).toEqual([[101, 1]]);
    live.merge(earlier);
    expect(live.takeClosed().map(({ start, partial }) => [start / 60_000, partial.n])).toEqual([[100, 2]]);
  });

  it('keep the values that came first where a backfill brings more than the limit', () => {
    const definition = draftOf({ dimensions: ['path'], limit: 2, window: { kind: 'tumbling', size_s: 60 } });
    const at = (path: string) => placedEvent({ path, ts: 6_000_000 });
    const earlier = createMetricWindows(definition, new EventLens());
    for (const path of ['/a', '/b']) earlier.add(at(path));
    const live = createMetricWindows(definition, new EventLens());
    for (const path of ['/c', '/b', '/d']) live.add(at(path));
    live.merge(earlier);
    const rows = live.takeChanged(0).map(({ dims, other, partial }) => [other ? 'other' : dims[0], partial.n]);
    expect(new Map(rows as Array<[string, number]>)).toEqual(
      new Map([
        ['/a', 1],
        ['/b', 2],
        ['other', 2],
      ]),
    );
  });

  it('show that a row is empty once its values are gone, also where that could not be written at first', () => {
    const definition = draftOf({ dimensions: ['path'], window: { kind: 'sliding', size_s: 60 } });
    const windows = createMetricWindows(definition, new EventLens());
    windows.add(placedEvent({ path: '/a', ts: 6_000_000 }));
    const now = () => windows.takeChanged(windows.clock).filter((row) => row.now);
    expect(now().map(({ dims, partial }) => [dims, partial])).toEqual([[['/a'], { n: 1 }]]);
    // Time passes at once, and with it the row itself.
    windows.advance(60_000_000);
    const emptied = [[['/a'], { n: 0 }]];
    expect(now().map(({ dims, partial }) => [dims, partial])).toEqual(emptied);
    windows.markChanged();
    expect(now().map(({ dims, partial }) => [dims, partial])).toEqual(emptied);
    expect(now()).toEqual([]);
  });

  it('let go of everything once it is over', () => {
    fc.assert(
      fc.property(draft(), log(), (definition, events) => {
        const windows = createMetricWindows(definition, new EventLens());
        const empty = windows.bytes;
        for (const event of events) windows.add(event);
        finish(windows);
        windows.takeChanged(windows.clock);
        // One row for all events, or for "other", stays.
        expect(windows.bytes).toBeLessThan(empty + 40_000);
        expect(windows.takeClosed()).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
