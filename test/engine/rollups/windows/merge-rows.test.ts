import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import { metricValue } from '../../../../engine/rollups/aggregates/value.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { EventLens } from '../../../../engine/rollups/definitions/event-lens.ts';
import { mergeRows } from '../../../../engine/rollups/windows/merge-rows.ts';
import { createMetricWindows } from '../../../../engine/rollups/windows/open-windows.ts';
import type { WindowRow } from '../../../../engine/rollups/windows/row.ts';
import { draft, draftOf, log } from './arbitrary.ts';
import { modelRows } from './model.ts';
import { expectSame, finish } from './rows.ts';

/** As the log does it: all of a visitor is in one partition. */
function partitionsOf(events: readonly PlacedEvent[], count: number): PlacedEvent[][] {
  return Array.from({ length: count }, (_, partition) =>
    events.filter(({ visitor_id }) => Number(visitor_id.slice(1)) % count === partition),
  );
}

function rowsOf(definition: MetricDraft, events: readonly PlacedEvent[]): WindowRow[] {
  const windows = createMetricWindows(definition, new EventLens());
  for (const event of events) windows.add(event);
  return finish(windows);
}

describe('rows of several partitions', () => {
  it('are together what one partition would have counted', () => {
    fc.assert(
      fc.property(draft({ limit: 500 }), log(), fc.constantFrom(2, 3, 6), (definition, events, count) => {
        const rows = partitionsOf(events, count).flatMap((own) => rowsOf(definition, own));
        const merged = new Map(
          mergeRows(definition, rows).map((row) => [`${row.start}/${JSON.stringify(row.dims)}`, row]),
        );
        expectSame(definition, merged, modelRows(definition, events));
      }),
      { numRuns: 500 },
    );
  });

  it('keep the rows with the most and add the others up', () => {
    const definition = draftOf({ dimensions: ['path'], limit: 2 });
    const row = (dims: string[], n: number, other = false): WindowRow => {
      return { start: 0, end: 60_000, now: false, closed: true, dims, other, partial: { n } };
    };
    const rows = [row(['/a'], 3), row(['/b'], 2), row([], 5, true), row(['/c'], 4), row(['/b'], 3)];
    const merged = mergeRows(definition, rows).map(({ dims, other, partial, parts }) => [
      dims[0],
      other,
      partial.n,
      parts,
    ]);
    expect(merged).toEqual([
      ['/b', false, 5, 2],
      ['/c', false, 4, 1],
      [undefined, true, 8, 2],
    ]);
  });

  it('lose nothing to the limit: rows and "other" add up to the whole', () => {
    const counts = draft({
      aggregate: fc.constant({ kind: 'count' }),
      window: fc.constant({ kind: 'tumbling', size_s: 60 }),
    });
    fc.assert(
      fc.property(counts, log(), (definition, events) => {
        const rows = partitionsOf(events, 3).flatMap((own) => rowsOf(definition, own));
        const merged = mergeRows(definition, rows);
        const whole = mergeRows({ ...definition, dimensions: [] }, rowsOf({ ...definition, dimensions: [] }, events));
        for (const { start, partial } of whole) {
          const own = merged.filter((row) => row.start === start);
          expect(own.filter(({ other }) => !other).length).toBeLessThanOrEqual(definition.limit);
          expect(own.reduce((sum, row) => sum + row.partial.n, 0)).toBe(partial.n);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('say how far a count of a list may be too low', () => {
    const definition = draftOf({ aggregate: { kind: 'top', of: 'path', k: 2 } });
    const partial = (top: Array<[string, number, number]>, absent: number) => {
      return { start: 0, end: 1, now: false, closed: true, dims: [], other: false, partial: { n: 100, top, absent } };
    };
    const [row] = mergeRows(definition, [
      partial(
        [
          ['/a', 10, 1],
          ['/b', 5, 1],
        ],
        4,
      ),
      partial([['/a', 20, 2]], 7),
    ]);
    expect(metricValue(definition, row!.partial).top).toEqual([
      { value: '/a', count: 30, error: 3 },
      { value: '/b', count: 5, error: 8 },
    ]);
    expect(row!.partial.absent).toBe(11);
  });
});
