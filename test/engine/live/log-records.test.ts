import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventRing } from '../../../engine/live/event-ring.ts';
import { rollupOf, siteOfKey } from '../../../engine/live/log-records.ts';
import { weirEvent } from '../event.ts';
import { minuteRecord, rollingRecord, secondRecord } from './records.ts';

describe('records of the log', () => {
  it('name the site in the key', () => {
    expect(siteOfKey(Buffer.from('shop.example/v1'))).toBe('shop.example');
    expect(siteOfKey(Buffer.from('shop/a/b'))).toBe('shop');
    for (const key of ['', '/v', 'shop', 'Bad Site/v', `${'x'.repeat(65)}/v`])
      expect(siteOfKey(Buffer.from(key)), key).toBeNull();
    expect(siteOfKey(null)).toBeNull();
  });

  it('are rollups where the pipeline wrote them, and nothing else', () => {
    for (const record of [secondRecord({}), minuteRecord({}), rollingRecord({})]) {
      expect(rollupOf(Buffer.from(JSON.stringify(record)))).toEqual(record);
    }
    const broken = { ...minuteRecord({}), tops: { page: { values: { '/': 'many' } } } };
    for (const value of ['', 'null', '[]', '{}', '{"kind":"second"}', JSON.stringify(broken), '\0\xff']) {
      expect(rollupOf(Buffer.from(value)), value).toBeNull();
    }
    expect(rollupOf(null)).toBeNull();
  });

  it('never throw, whatever somebody else has written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array().map(Buffer.from),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (value) => {
          rollupOf(value);
          siteOfKey(value);
          const ring = new EventRing();
          ring.push({ partition: 0, offset: 0, value });
          expect(ring.latest()).toEqual([]);
        },
      ),
    );
  });
});

describe('the latest events', () => {
  it('are shown without what only the archive needs', () => {
    const ring = new EventRing();
    ring.push({
      partition: 3,
      offset: 7,
      value: Buffer.from(JSON.stringify(weirEvent({ url: 'https://a.test/?secret=1' }))),
    });
    const [event] = ring.latest();
    expect(event).toMatchObject({ partition: 3, offset: 7, path: '/' });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('hold fifty, and count what fell out', () => {
    const ring = new EventRing();
    for (let offset = 0; offset < 130; offset++) {
      ring.push({ partition: 0, offset, value: Buffer.from(JSON.stringify(weirEvent({ id: `e${offset}` }))) });
    }
    const { events, skipped } = ring.since(10);
    expect([events[0]!.offset, events.at(-1)!.offset, events.length, skipped]).toEqual([80, 129, 50, 70]);
    expect(ring.since(130)).toEqual({ events: [], skipped: 0 });
  });
});
