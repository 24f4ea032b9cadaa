import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import { Visits } from '../../../../engine/events/visits.ts';
import { metricValue } from '../../../../engine/rollups/aggregates/value.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { EventLens } from '../../../../engine/rollups/definitions/event-lens.ts';
import { createMetricWindows, decodeMetricWindows } from '../../../../engine/rollups/windows/open-windows.ts';
import type { WindowRow } from '../../../../engine/rollups/windows/row.ts';
import { placedEvent } from '../../event.ts';
import { draft, draftOf, log } from './arbitrary.ts';
import { expectClose, expectQuantile } from './expectation.ts';
import { isInTime, isMeant, labelOf, numberOf, rowKey } from './model.ts';
import { finish, upsert } from './rows.ts';

const aggregate = fc.oneof(
  fc.constant({ kind: 'count' }),
  fc.record({
    kind: fc.constantFrom('sum', 'average', 'minimum', 'maximum'),
    of: fc.constantFrom('props.total', 'engaged_ms'),
  }),
);
const sessionDraft = draft({ aggregate, window: fc.constant({ kind: 'session' }), limit: 500 });

/** The log with the sessions that the stream decides, stretched so that visits end and begin. */
const sessions = fc.tuple(log(80), fc.constantFrom(1, 20, 200)).map(([events, stretch]) => {
  const visits = new Visits();
  const start = events[0]?.received_at ?? 0;
  let highest = start;
  return events.map((event): PlacedEvent => {
    highest = Math.max(highest, event.received_at);
    const received_at = start + (highest - start) * stretch - (highest - event.received_at);
    const stretched = { ...event, received_at, ts: received_at - (event.received_at - event.ts) };
    return { ...stretched, session_id: visits.place(stretched) ?? 'repeated' };
  });
});

/** What a visit's events make as one number. */
function visitValue({ aggregate }: MetricDraft, events: readonly PlacedEvent[]): number {
  if (!('of' in aggregate)) return events.length;
  const numbers = events.map((event) => numberOf(event, aggregate.of) ?? 0);
  const sum = numbers.reduce((total, number) => total + number, 0);
  if (aggregate.kind === 'minimum') return Math.min(...numbers);
  if (aggregate.kind === 'maximum') return Math.max(...numbers);
  return aggregate.kind === 'average' ? sum / numbers.length : sum;
}

/** Values of the visits by the minute and the dimensions of their earliest event. */
function model(definition: MetricDraft, events: readonly PlacedEvent[]): Map<string, number[]> {
  const { aggregate, dimensions } = definition;
  const counted = events.filter((event) => {
    if ('of' in aggregate && numberOf(event, aggregate.of) === null) return false;
    return isMeant(definition, event) && isInTime(definition, event);
  });
  const rows = new Map<string, number[]>();
  for (const session of new Set(counted.map((event) => event.session_id))) {
    const own = counted.filter((event) => event.session_id === session);
    const first = own.reduce((earliest, event) => (event.ts < earliest.ts ? event : earliest));
    const dims = dimensions.map((field) => labelOf(first, field));
    const key = rowKey({ start: Math.floor(first.ts / 60_000) * 60_000, dims, other: false });
    rows.set(key, [...(rows.get(key) ?? []), visitValue(definition, own)]);
  }
  return rows;
}

function expectVisits(definition: MetricDraft, stored: Map<string, WindowRow>, wanted: Map<string, number[]>): void {
  expect([...stored.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [key, row] of stored) {
    const values = wanted.get(key)!;
    const { value, n, quantiles } = metricValue(definition, row.partial);
    expect(n).toBe(values.length);
    expectClose(value, values.reduce((sum, one) => sum + one, 0) / values.length);
    for (const { quantile, value: found } of quantiles ?? []) expectQuantile(found, values, quantile);
  }
}

describe('session windows', () => {
  it('tell what each visit came to, by the minute it began, whatever the order of events', () => {
    fc.assert(
      fc.property(sessionDraft, sessions, fc.nat(80), (definition, events, restartAt) => {
        let windows = createMetricWindows(definition, new EventLens());
        const stored = new Map<string, WindowRow>();
        events.forEach((event, index) => {
          windows.add(event);
          upsert(stored, windows.takeClosed());
          if (index === restartAt) windows = decodeMetricWindows(definition, new EventLens(), windows.encode());
        });
        upsert(stored, finish(windows));
        expectVisits(definition, stored, model(definition, events));
        expect([windows.missed, windows.dropped]).toEqual([0, 0]);
      }),
      { numRuns: 300 },
    );
  });

  it('are whole after a backfill, visits under way included', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sessionDraft, sessions, share, share, (definition, events, before, meanwhile) => {
        const adopted = Math.floor(events.length * before);
        const merged = adopted + Math.floor((events.length - adopted) * meanwhile);
        const stored = new Map<string, WindowRow>();
        const earlier = createMetricWindows(definition, new EventLens());
        for (const event of events.slice(0, adopted)) earlier.add(event);
        upsert(stored, earlier.takeClosed());
        const live = createMetricWindows(definition, new EventLens());
        live.hold(earlier.clock);
        for (const event of events.slice(adopted, merged)) {
          live.add(event);
          upsert(stored, live.takeClosed());
        }
        live.merge(earlier);
        for (const event of events.slice(merged)) live.add(event);
        upsert(stored, finish(live));
        expectVisits(definition, stored, model(definition, events));
        expect([live.missed, live.dropped]).toEqual([0, 0]);
      }),
      { numRuns: 300 },
    );
  });

  it('are told once a visit has ended, and not before', () => {
    const windows = createMetricWindows(draftOf({ window: { kind: 'session' } }), new EventLens());
    const minute = 60_000;
    const at = (minutes: number) => placedEvent({ ts: minutes * minute, session_id: 's' });
    for (const minutes of [1_000, 1_020, 1_050]) windows.add(at(minutes));
    windows.advance(1_090 * minute);
    expect(windows.takeChanged(0)).toEqual([]);
    windows.advance(1_092 * minute);
    const [row] = windows.takeChanged(0);
    expect([row?.start, row?.closed, row?.partial.n, row?.partial.sum]).toEqual([1_000 * minute, true, 1, 3]);
  });

  it('publish a visit that goes on for half a day, and let its minutes go', () => {
    const windows = createMetricWindows(draftOf({ window: { kind: 'session' } }), new EventLens());
    for (let minutes = 0; minutes <= 60 * 13; minutes += 10) {
      windows.add(placedEvent({ ts: 1_700_000_000_000 + minutes * 60_000, session_id: 'kiosk' }));
    }
    const rows = windows.takeClosed();
    expect(rows.map(({ partial }) => partial.n)).toEqual([1]);
  });
});
