import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WeirEvent } from '../../../engine/events/event.ts';
import { MAX_VISITORS, SESSION_GAP_MS, Visits } from '../../../engine/events/visits.ts';
import { weirEvent } from '../event.ts';

const MINUTE_MS = 60_000;
const START = 1_700_000_000_000;

const event = (fields: Partial<WeirEvent>): WeirEvent => weirEvent({ ts: START, ...fields });

describe('sessions', () => {
  const at = (id: string, minutes: number, more: Partial<WeirEvent> = {}) =>
    event({ id, ts: START + minutes * MINUTE_MS, ...more });
  const sessions = (events: WeirEvent[]) => {
    const visits = new Visits();
    return events.map((one) => visits.place(one));
  };

  test('go on for thirty minutes after the last event, to the millisecond', () => {
    const [a, b, c, d] = sessions([
      at('1', 0),
      at('2', 29),
      event({ id: '3', ts: START + 29 * MINUTE_MS + SESSION_GAP_MS }),
      event({ id: '4', ts: START + 29 * MINUTE_MS + SESSION_GAP_MS * 2 + 1 }),
    ]);
    expect(b).toBe(a);
    expect(c).toBe(a);
    expect(d).not.toBe(a);
  });

  test('end at a new campaign or source, not at an event without one', () => {
    const [a, b, c, d, e] = sessions([
      at('1', 0, { utm_source: 'mail', utm_campaign: 'spring' }),
      at('2', 1),
      at('3', 2, { utm_source: 'mail', utm_campaign: 'spring' }),
      at('4', 3, { utm_source: 'mail', utm_campaign: 'summer' }),
      at('5', 4, { utm_source: 'radio' }),
    ]);
    expect([b, c]).toEqual([a, a]);
    expect(new Set([a, d, e]).size).toBe(3);
  });

  test('are apart for each site and each visitor', () => {
    const placed = sessions([at('1', 0), at('2', 0, { site: 'other' }), at('3', 0, { visitor_id: 'w' })]);
    expect(new Set(placed).size).toBe(3);
  });

  test('an event of an older visit neither joins nor ends the present one', () => {
    const [a, old, b] = sessions([at('1', 0), at('2', -300, { received_at: START }), at('3', 1)]);
    expect(old).not.toBe(a);
    expect(b).toBe(a);
  });

  test('an import of old events beside live ones leaves both their visits whole', () => {
    const now = (id: string, minutes: number) => at(id, minutes);
    const old = (id: string, minutes: number, received: number) =>
      event({
        id,
        visitor_id: 'old',
        ts: 1_430_000_000_000 + minutes * MINUTE_MS,
        received_at: START + received * MINUTE_MS,
      });
    const placed = sessions([now('1', 0), old('2', 0, 0), now('3', 1), old('4', 20, 1), now('5', 2), old('6', 60, 2)]);
    expect(placed[2]).toBe(placed[0]);
    expect(placed[4]).toBe(placed[0]);
    expect(placed[3]).toBe(placed[1]);
    expect(placed[5]).not.toBe(placed[1]);
  });
});

test('a repeat of (site, id) is dropped, whatever else it says', () => {
  const visits = new Visits();
  expect(visits.place(event({ id: 'x' }))).not.toBeNull();
  expect(visits.place(event({ id: 'x', name: 'other', visitor_id: 'w' }))).toBeNull();
  expect(visits.place(event({ id: 'x', site: 'other' }))).not.toBeNull();
});

test('visitors are forgotten once silent, and beyond the bound', () => {
  const visits = new Visits();
  for (let index = 0; index < MAX_VISITORS + 10; index++) {
    visits.place(event({ id: `e${index}`, visitor_id: `v${index}` }));
  }
  expect(visits.visitors).toBe(MAX_VISITORS);
  visits.place(event({ id: 'later', ts: START + 41 * MINUTE_MS }));
  expect(visits.visitors).toBe(1);
});

const arbitraryEvent = fc
  .record({
    id: fc.integer({ min: 0, max: 60 }).map(String),
    site: fc.constantFrom('a', 'b'),
    visitor_id: fc.constantFrom('u', 'v', 'w'),
    utm_campaign: fc.constantFrom('', '', '', 'x', 'y'),
    utm_source: fc.constantFrom('', '', 'm'),
    minutes: fc.integer({ min: -2_000, max: 200 }),
    delay: fc.integer({ min: 0, max: 90 }),
  })
  .map(({ minutes, delay, ...rest }) =>
    event({ ...rest, ts: START + minutes * MINUTE_MS, received_at: START + (minutes + delay) * MINUTE_MS }),
  );

test('a replay from any checkpoint gives equal results and an equal state', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEvent, { maxLength: 120 }), fc.nat(120), (events, cut) => {
      const straight = new Visits();
      const expected = events.map((one) => straight.place(one));
      const before = new Visits();
      for (const one of events.slice(0, cut)) before.place(one);
      const restored = Visits.decode(before.encode());
      expect(events.slice(cut).map((one) => restored.place(one))).toEqual(expected.slice(cut));
      expect(restored.encode().equals(straight.encode())).toBe(true);
    }),
    { numRuns: 300 },
  );
});
