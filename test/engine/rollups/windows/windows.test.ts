import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { EventLens } from '../../../../engine/rollups/definitions/event-lens.ts';
import type { MetricWindows } from '../../../../engine/rollups/windows/metric-windows.ts';
import { createMetricWindows, decodeMetricWindows } from '../../../../engine/rollups/windows/open-windows.ts';
import type { WindowRow } from '../../../../engine/rollups/windows/row.ts';
import { draft, log } from './arbitrary.ts';
import { expectCounted } from './expectation.ts';
import { isInTime, isMeant, type ModelRow, modelNow, modelRows, rowKey } from './model.ts';

/** What a runtime does between events. */
const interruption = fc.constantFrom<'nothing' | 'store' | 'lose' | 'restart' | 'time' | 'emit'>(
  ...(['nothing', 'nothing', 'store', 'lose', 'restart', 'time', 'emit'] as const),
);

function upsert(rows: Map<string, WindowRow>, taken: readonly WindowRow[]): void {
  for (const row of taken) rows.set(rowKey(row), row);
}

function expectSame(definition: MetricDraft, rows: Map<string, WindowRow>, model: Map<string, ModelRow>): void {
  expect([...rows.keys()].sort()).toEqual([...model.keys()].sort());
  for (const [key, row] of rows) {
    const wanted = model.get(key)!;
    expect([row.start, row.end]).toEqual([wanted.start, wanted.end]);
    expectCounted(definition, row.partial, wanted.events);
  }
}

/** Ends the log: everything closes and is let go of. */
function finish(windows: MetricWindows): WindowRow[] {
  windows.advance(windows.clock + 10 * 3_600_000);
  return windows.takeClosed();
}

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
      { numRuns: 1_500 },
    );
  });
});
