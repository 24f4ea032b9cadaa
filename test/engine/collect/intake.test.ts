import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KafkaError } from '../../../engine/stream/kafka-error.ts';
import { NOON, oneEvent, openCollector } from './open-collector.ts';

describe('a batch', () => {
  it('is acknowledged with what was taken and what was not', async () => {
    const { post, kept, collector } = await openCollector();
    const events = [
      { name: 'pageview' },
      { name: '' },
      { name: 'signup', props: { plan: 'pro', seats: 3, trial: false } },
    ];
    const { status, body } = await post({ site: 'demo', events });
    expect(status).toBe(202);
    expect(body).toEqual({ accepted: 2, rejected: [{ index: 1, reason: 'invalid-name', detail: expect.any(String) }] });
    expect(kept.map(({ event }) => event.name)).toEqual(['pageview', 'signup']);
    expect(kept[1]!.event.props).toEqual({ plan: 'pro', seats: 3, trial: false });
    expect(collector.counters()).toMatchObject({ accepted: 2, requests: 1, rejected: { 'invalid-name': 1 } });
  });

  it('is keyed by site and visitor', async () => {
    const { post, kept } = await openCollector();
    await post(oneEvent());
    expect(kept[0]!.key).toBe(`demo/${kept[0]!.event.visitor_id}`);
  });

  it('may come as application/json', async () => {
    const { post } = await openCollector();
    expect((await post(oneEvent(), { contentType: 'application/json; charset=utf-8' })).status).toBe(202);
  });
});

describe('a request that is malformed as a whole', () => {
  it.each([
    ['no JSON', '{"site":', 400, 'not-json', undefined],
    ['no object', '[]', 400, 'invalid-body', undefined],
    ['no site', { events: [{ name: 'a' }] }, 400, 'invalid-site', 'site'],
    ['a site that is not well-formed', { site: 'My Site', events: [{ name: 'a' }] }, 400, 'invalid-site', 'site'],
    ['no events', { site: 'demo' }, 400, 'invalid-events', 'events'],
    ['events that are no list', { site: 'demo', events: {} }, 400, 'invalid-events', 'events'],
    ['an empty list of events', { site: 'demo', events: [] }, 400, 'invalid-events', 'events'],
    ['too many events', { site: 'demo', events: Array(1_001).fill({ name: 'a' }) }, 400, 'too-many-events', 'events'],
    [
      'a sending time that is none',
      { site: 'demo', sent_at: 'now', events: [{ name: 'a' }] },
      400,
      'invalid-sent_at',
      'sent_at',
    ],
    ['nothing but bad events', { site: 'demo', events: [{}] }, 400, 'no-valid-event', 'events[0]'],
  ])('is refused: %s', async (_, body, status, reason, field) => {
    const { post, kept, collector } = await openCollector();
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.body).toMatchObject({ reason, type: `/problems/${reason}`, ...(field ? { field } : {}) });
    expect(kept).toEqual([]);
    expect(collector.counters().refused).toMatchObject({ [reason]: 1 });
  });

  it('is refused: not UTF-8', async () => {
    const { collector } = await openCollector();
    const context = { method: 'POST', ip: '', userAgent: '', contentType: 'text/plain', contentEncoding: '' };
    const answer = await collector.collect(context, Buffer.from([0x7b, 0xff, 0x7d]));
    expect(JSON.parse(answer.body)).toMatchObject({ status: 400, reason: 'not-utf8' });
  });

  it.each([
    ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415],
    ['nothing said of the type', { contentType: '' }, 415],
    ['a compressed body', { contentEncoding: 'gzip' }, 415],
    ['a GET', { method: 'GET' }, 405],
    ['a PUT', { method: 'PUT' }, 405],
  ])('is refused: %s', async (_, context, status) => {
    const { post } = await openCollector();
    expect((await post(oneEvent(), context)).status).toBe(status);
  });

  it('never breaks the collector', async () => {
    const { post } = await openCollector();
    const anything = fc.oneof(
      fc.json(),
      fc.record({ site: fc.constant('demo'), events: fc.array(fc.jsonValue(), { minLength: 1 }) }),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (body) => {
        expect((await post(body)).status).toBe(400);
      }),
    );
  });
});

describe('one bad event', () => {
  it.each([
    ['no object', 7, 'invalid-event'],
    ['no name', {}, 'invalid-name'],
    ['a blank name', { name: '  ' }, 'invalid-name'],
    ['a name that is too long', { name: 'x'.repeat(121) }, 'invalid-name'],
    ['an empty id', { name: 'a', id: '' }, 'invalid-id'],
    ['an id that is too long', { name: 'a', id: 'x'.repeat(65) }, 'invalid-id'],
    ['a time that is text', { name: 'a', ts: '2026-05-17' }, 'invalid-ts'],
    ['a time in seconds', { name: 'a', ts: NOON / 1000 }, 'too-old'],
    ['a time before yesterday without a visitor', { name: 'a', ts: Date.UTC(2026, 4, 15, 23, 59) }, 'too-old'],
    ['a time over 30 days ago', { name: 'a', visitor: 'v', ts: NOON - 31 * 86_400_000 }, 'too-old'],
    ['a visitor that is no text', { name: 'a', visitor: 7 }, 'invalid-visitor'],
    ['an address that is none', { name: 'a', url: 'page one' }, 'invalid-url'],
    ['a nested property', { name: 'a', props: { cart: { items: 3 } } }, 'invalid-props'],
    ['a list as property', { name: 'a', props: { tags: ['x'] } }, 'invalid-props'],
    ['a property that is too long', { name: 'a', props: { text: 'x'.repeat(2_001) } }, 'invalid-props'],
    [
      'too many properties',
      { name: 'a', props: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`p${i}`, i])) },
      'invalid-props',
    ],
    [
      'properties that are too long together',
      { name: 'a', props: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`p${i}`, 'x'.repeat(2_000)])) },
      'invalid-props',
    ],
    ['a number that is none', '{"name":"a","props":{"value":1e999}}', 'invalid-props'],
  ])('is refused by its index: %s', async (_, bad, reason) => {
    const { post, kept } = await openCollector();
    const second = typeof bad === 'string' ? bad : JSON.stringify(bad);
    const { status, body } = await post(`{"site":"demo","events":[{"name":"good"},${second}]}`);
    expect(status).toBe(202);
    expect(body.accepted).toBe(1);
    expect(body.rejected).toEqual([{ index: 1, reason, detail: expect.any(String) }]);
    expect(kept.map(({ event }) => event.name)).toEqual(['good']);
  });
});

describe('sites', () => {
  it('are limited to those that are listed', async () => {
    const { post, kept, collector } = await openCollector({ sites: ['shop'] });
    const answer = await post(oneEvent());
    expect(answer).toMatchObject({ status: 403, body: { reason: 'site-not-allowed', field: 'site' } });
    expect((await post({ ...oneEvent(), site: 'shop' })).status).toBe(202);
    expect(kept).toHaveLength(1);
    expect(collector.counters().refused['site-not-allowed']).toBe(1);
  });
});

describe('when the log does not acknowledge', () => {
  it.each([
    ['UNREACHABLE', 'log-unavailable'],
    ['TIMEOUT', 'log-unavailable'],
    ['QUEUE_FULL', 'overloaded'],
  ])('on %s the sender is told to come back: %s', async (code, reason) => {
    const refuse = (): Promise<void> => Promise.reject(new KafkaError(code, 'no'));
    const { post, kept, collector } = await openCollector({ send: refuse });
    const answer = await post(oneEvent());
    expect(answer).toMatchObject({ status: 503, body: { reason } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(kept).toEqual([]);
    expect(collector.counters().accepted).toBe(0);
  });

  it('the answer waits for it', async () => {
    const gate = Promise.withResolvers<void>();
    const { post } = await openCollector({ send: () => gate.promise });
    let answered = false;
    const answer = post(oneEvent()).finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    gate.resolve();
    expect((await answer).status).toBe(202);
  });
});
