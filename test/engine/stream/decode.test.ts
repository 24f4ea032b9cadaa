import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weirEvent } from '../../../engine/events/event.ts';
import { decodeEvent, Malformed } from '../../../engine/stream/decode.ts';
import { Fold } from '../../../engine/stream/fold.ts';
import { placedEvent } from '../event.ts';

const NOW = 1_700_000_000_000;
const { session_id: _s, partition: _p, offset: _o, ...plain } = placedEvent({ ts: NOW });
const record = (value: string | null, offset = 0, timestamp = NOW) => ({
  offset,
  timestamp,
  key: null,
  value: value === null ? null : Buffer.from(value),
});
const reasonOf = (value: string | null) => {
  const decoded = decodeEvent(record(value));
  return decoded instanceof Malformed ? decoded.reason : null;
};

describe('decoding', () => {
  test('gives back every event that the schema takes', () => {
    expect(weirEvent.parse(plain)).toEqual(plain);
    expect(decodeEvent(record(JSON.stringify(plain)))).toEqual(plain);
  });

  test.each([
    ['empty', null],
    ['not-json', 'GET / HTTP/1.1'],
    ['not-an-object', '7'],
    ['not-an-object', 'null'],
    ['id', '{}'],
    ['site', JSON.stringify({ ...plain, site: 1 })],
    ['id', JSON.stringify({ ...plain, visitor_id: '' })],
    ['ts', JSON.stringify({ ...plain, ts: 'yesterday' })],
    ['is_bot', JSON.stringify({ ...plain, is_bot: 0 })],
    ['props', JSON.stringify({ ...plain, props: [1] })],
    ['props', JSON.stringify({ ...plain, props: { a: { b: 1 } } })],
  ])('names what is wrong: %s', (reason, value) => {
    expect(reasonOf(value)).toBe(reason);
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        decodeEvent(record(text));
      }),
    );
  });

  test('brings impossible times to the border: no event is later than its arrival, none arrives in the future', () => {
    const decoded = decodeEvent(record(JSON.stringify({ ...plain, ts: NOW + 1e12, received_at: NOW + 1e12 })));
    expect(decoded).toMatchObject({ ts: NOW + 60_000, received_at: NOW + 60_000 });
    expect(decodeEvent(record(JSON.stringify({ ...plain, ts: -5, engaged_ms: 1e15 })))).toMatchObject({
      ts: 0,
      engaged_ms: 4_294_967_295,
    });
  });
});

test('a fold skips what is no event, counts it by reason, and goes on alike from any point', () => {
  const values = [
    JSON.stringify(plain),
    'nonsense',
    JSON.stringify(plain),
    JSON.stringify({ ...plain, id: 'e2' }),
    null,
    JSON.stringify({ ...plain, id: 'e3', utm_campaign: 'spring' }),
  ];
  const records = values.map((value, offset) => record(value, offset * 2));
  const straight = new Fold(0, 0);
  const expected = records.map((one) => straight.apply(one));
  expect(expected.map((event) => event?.offset ?? null)).toEqual([0, null, null, 6, null, 10]);
  expect(straight).toMatchObject({ duplicates: 1, malformedTotal: 2, nextOffset: 11 });
  for (let cut = 0; cut <= records.length; cut++) {
    const before = new Fold(0, 0);
    for (const one of records.slice(0, cut)) before.apply(one);
    const restored = Fold.decode(0, before.encode());
    expect(records.slice(cut).map((one) => restored.apply(one))).toEqual(expected.slice(cut));
    expect(restored.encode().equals(straight.encode())).toBe(true);
  }
});
