import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import type { MetricDefinition } from '../../../../engine/rollups/definitions/definition.ts';
import { EventLens } from '../../../../engine/rollups/definitions/event-lens.ts';
import { parseMetric } from '../../../../engine/rollups/definitions/parse.ts';
import { Backfill } from '../../../../engine/rollups/metrics/backfill.ts';
import { revisionKey } from '../../../../engine/rollups/metrics/metric.ts';
import type { RevisionState } from '../../../../engine/rollups/metrics/revision-state.ts';
import type { MetricWindows } from '../../../../engine/rollups/windows/metric-windows.ts';
import { createMetricWindows } from '../../../../engine/rollups/windows/open-windows.ts';
import { Fold } from '../../../../engine/stream/fold.ts';
import type { LogRecord } from '../../../../engine/stream/kafka-wire.ts';
import { modelRows } from '../../../metric-model.ts';
import { weirEvent } from '../../event.ts';

const START = 1_700_000_000_000;

function definition(window: object): MetricDefinition {
  const draft = parseMetric({
    id: 'm',
    site: 'demo',
    name: 'M',
    aggregate: { kind: 'count' },
    dimensions: ['path'],
    limit: 500,
    window,
  });
  return { ...draft.value!, revision: 1, state: 'live', created_at: 1, updated_at: 1 };
}

const windows = fc.constantFrom(
  { kind: 'tumbling', size_s: 10 },
  { kind: 'hopping', size_s: 30, hop_s: 10 },
  { kind: 'tumbling', size_s: 120 },
);

/** Arrivals one after another, events out of order and some too late, some records repeated and some no events. */
const log = fc
  .array(
    fc.record({
      stepMs: fc.integer({ min: 0, max: 3_000 }),
      ageMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 400_000 })),
      path: fc.constantFrom('/', '/a', '/b'),
      visitor: fc.integer({ min: 0, max: 4 }),
      kind: fc.constantFrom('event', 'event', 'event', 'event', 'repeat', 'nonsense'),
    }),
    { minLength: 1, maxLength: 150 },
  )
  .map((items) => {
    let at = START;
    return items.map(({ stepMs, ageMs, path, visitor, kind }, offset): LogRecord => {
      at += stepMs;
      const id = kind === 'repeat' ? `e${Math.max(0, offset - 1)}` : `e${offset}`;
      const event = weirEvent({ id, path, visitor_id: `v${visitor}`, ts: at - ageMs, received_at: at });
      const value = kind === 'nonsense' ? 'nonsense' : JSON.stringify(event);
      return { offset, timestamp: at, key: null, value: Buffer.from(value) };
    });
  });

/** What the history would keep: of each row the one that was taken last with the highest offset. */
class History {
  readonly rows = new Map<string, { offset: number; n: number }>();

  take(of: MetricWindows, offset: number): void {
    for (const { start, end, dims, partial } of of.takeClosed()) {
      const key = `${start}/${end}/${dims.join()}`;
      if ((this.rows.get(key)?.offset ?? -1) <= offset) this.rows.set(key, { offset, n: partial.n });
    }
  }
}

function place(records: readonly LogRecord[]): PlacedEvent[] {
  const fold = new Fold(0, 0);
  return records.flatMap((record) => fold.apply(record) ?? []);
}

test('a metric defined anywhere in the log ends with the windows of one that was there from the start', () => {
  fc.assert(
    fc.property(
      windows,
      log,
      fc.nat(),
      fc.array(
        fc.record({ what: fc.constantFrom('past', 'live', 'take', 'restart', 'clock'), records: fc.nat({ max: 40 }) }),
      ),
      (window, records, place0, steps) => {
        const metric = definition(window);
        const since = place0 % (records.length + 1);
        const events = place(records);
        const live = createMetricWindows(metric, new EventLens());
        const before = events.filter(({ offset }) => offset < since);
        live.hold(Math.max(0, ...before.map(({ received_at }) => received_at)));
        const state: RevisionState = {
          definition: metric,
          windows: live,
          since,
          filled: since === 0,
          rows: 0,
          changed: true,
          takenTo: 0,
        };
        const history = new History();
        let backfill = Backfill.begin(0, [state]);
        let next = since;
        const read = (count: number) => {
          const from = backfill.nextOffset;
          backfill.add(records.slice(from, from + count));
          backfill.skipTo(Math.min(from + count, records.length));
        };
        const follow = (count: number) => {
          for (const event of events) if (event.offset >= next && event.offset < next + count) live.add(event);
          next += count;
        };
        const take = () => {
          history.take(live, next);
          for (const source of backfill.sources()) history.take(source.windows, backfill.nextOffset - 1);
        };
        for (const { what, records: count } of steps) {
          if (what === 'past' && !backfill.isDone) read(count);
          else if (what === 'live') follow(count);
          else if (what === 'take') take();
          else if (what === 'restart') {
            backfill = Backfill.decode(0, backfill.encode(), new Map([[revisionKey(metric), state]]));
          } else if (what === 'clock' && next >= records.length) live.advance(START + 800_000);
          backfill.merge();
        }
        follow(records.length);
        while (backfill.isUnread) read(50);
        backfill.merge();
        expect([state.filled, backfill.isDone]).toEqual([true, true]);
        live.advance(START + 4_000_000);
        take();
        const found = Object.fromEntries([...history.rows].map(([key, { n }]) => [key, n]));
        const model = modelRows(metric, events).map(({ start, end, dims, n }) => [`${start}/${end}/${dims.join()}`, n]);
        expect(found).toEqual(Object.fromEntries(model));
      },
    ),
    { numRuns: 100 },
  );
});
