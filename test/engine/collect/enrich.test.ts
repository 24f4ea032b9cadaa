import { describe, expect, it } from 'vitest';
import { NOON, oneEvent, openCollector, POST } from './open-collector.ts';
import { temporaryFolder } from './temporary-folder.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('an event in the log', () => {
  it('carries all that can be told of it', async () => {
    const { post, kept } = await openCollector();
    const sent = {
      id: 'e-1',
      name: 'pageview',
      ts: NOON - 1_000,
      url: 'https://www.example.org/a?utm_source=hn&utm_medium=link&utm_campaign=launch',
      referrer: 'https://news.ycombinator.com/item?id=1',
      title: 'A page',
      screen: '1920x1080',
      language: 'de-DE',
    };
    await post(oneEvent(sent));
    expect(kept[0]!.event).toEqual({
      ...sent,
      site: 'demo',
      received_at: NOON,
      visitor_id: expect.stringMatching(/^[0-9a-f]{24}$/),
      hostname: 'www.example.org',
      path: '/a',
      referrer_source: 'Hacker News',
      utm_source: 'hn',
      utm_medium: 'link',
      utm_campaign: 'launch',
      utm_term: '',
      utm_content: '',
      country: 'DE',
      city: '',
      device: 'desktop',
      browser: 'Firefox',
      os: 'Linux',
      is_bot: false,
      engaged_ms: 0,
      props: {},
    });
  });

  it('gets an id where it has none', async () => {
    const { post, kept } = await openCollector();
    await post({ site: 'demo', events: [{ name: 'a' }, { name: 'a', id: null }] });
    expect(new Set(kept.map(({ event }) => event.id)).size).toBe(2);
  });

  it('has its texts cut to their bounds', async () => {
    const { post, kept } = await openCollector();
    const long = '\u{1f375}'.repeat(5_000);
    await post(
      oneEvent({ url: `/${long}`, referrer: `https://a.org/${long}`, title: long, screen: long, language: long }),
    );
    const { url, path, referrer, title, screen, language } = kept[0]!.event;
    expect([url, referrer, title, screen, language].map((text) => text.length)).toEqual([2_048, 2_048, 500, 20, 35]);
    expect([url, path, referrer, title].every((text) => text.isWellFormed())).toBe(true);
  });

  it('keeps the time in use of page_leave apart from its properties', async () => {
    const { post, kept } = await openCollector();
    await post(oneEvent({ name: 'page_leave', props: { engaged_ms: 1_234.5, depth: 3 } }));
    await post(oneEvent({ name: 'other', props: { engaged_ms: 7 } }));
    expect(kept[0]!.event).toMatchObject({ engaged_ms: 1_235, props: { depth: 3 } });
    expect(kept[1]!.event).toMatchObject({ engaged_ms: 0, props: { engaged_ms: 7 } });
  });

  it('leaves out properties that are null, and keeps strange names', async () => {
    const { post, kept } = await openCollector();
    await post('{"site":"demo","events":[{"name":"a","props":{"none":null,"constructor":"x","ok":1}}]}');
    expect(kept[0]!.event.props).toEqual({ constructor: 'x', ok: 1 });
  });
});

describe('the time of an event', () => {
  it.each([
    ['is when it was received where none is sent', undefined, undefined, NOON],
    ['is never later than that', NOON + HOUR_MS, undefined, NOON],
    ['is the sender’s where its clock is right', NOON - HOUR_MS, NOON + 30_000, NOON - HOUR_MS],
    ['is corrected where the sender’s clock is behind', NOON - 9 * DAY_MS - 5_000, NOON - 9 * DAY_MS, NOON - 5_000],
    ['is corrected where the sender’s clock is ahead', NOON + HOUR_MS - 5_000, NOON + HOUR_MS, NOON - 5_000],
  ])('%s', async (_, ts, sentAt, expected) => {
    const { post, kept } = await openCollector();
    await post({ ...oneEvent({ ts }), sent_at: sentAt });
    expect(kept[0]!.event.ts).toBe(expected);
  });
});

describe('a visitor', () => {
  interface Occasion {
    site?: string;
    ip?: string;
    userAgent?: string;
    at?: number;
    ts?: number;
    visitor?: string;
  }

  async function visitors(...occasions: Occasion[]): Promise<string[]> {
    const { post, kept, clock } = await openCollector();
    for (const { site = 'demo', ip = POST.ip, userAgent = POST.userAgent, at = NOON, ...event } of occasions) {
      clock.now = at;
      await post({ ...oneEvent(event), site }, { ip, userAgent });
    }
    return kept.map(({ event }) => event.visitor_id);
  }

  it('is who comes from one address with one browser to one site on one day', async () => {
    const [first, second] = await visitors({}, { at: NOON + HOUR_MS });
    expect(second).toBe(first);
  });

  it.each([
    ['address', { ip: '84.130.1.3' }],
    ['browser', { userAgent: 'other' }],
    ['site', { site: 'other' }],
    ['day', { at: NOON + DAY_MS }],
  ])('is another with another %s', async (_, other) => {
    const [first, second] = await visitors({}, other);
    expect(second).not.toBe(first);
  });

  it('is the same in a retry after midnight', async () => {
    const ts = Date.UTC(2026, 4, 17, 23, 59, 59);
    const [first, second] = await visitors({ ts, at: ts + 500 }, { ts, at: ts + 5_000 });
    expect(second).toBe(first);
  });

  it('is the one that the site names, wherever it comes from, and is not stored as it was named', async () => {
    const [first, second] = await visitors(
      { visitor: 'ada@example.org' },
      { visitor: 'ada@example.org', ip: '8.8.8.8', at: NOON + DAY_MS },
    );
    expect(second).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{24}$/);
  });

  it('is the same for every process on the data folder', async () => {
    const dataDir = temporaryFolder();
    const rigs = [await openCollector({ dataDir }), await openCollector({ dataDir })];
    for (const { post } of rigs) await post(oneEvent());
    expect(rigs[1]!.kept[0]!.event.visitor_id).toBe(rigs[0]!.kept[0]!.event.visitor_id);
  });
});

describe('an import', () => {
  const entry = { ip: '8.8.8.8', userAgent: 'curl/8', event: { id: 'x', name: 'pageview', ts: Date.UTC(2015, 4, 17) } };

  it('keeps times of any age, and gives equal visitors when it is repeated', async () => {
    const { collector, kept, clock } = await openCollector();
    await collector.takeImport('demo', [entry]);
    clock.now += 90 * DAY_MS;
    expect(await collector.takeImport('demo', [entry])).toEqual({ accepted: 1, rejected: [] });
    expect(kept[0]!.event).toMatchObject({ ts: entry.event.ts, country: 'US', is_bot: true });
    expect(kept[1]!.event.visitor_id).toBe(kept[0]!.event.visitor_id);
  });
});
