import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WeirEvent } from '../../engine/events/event.ts';
import { launchChromium } from './chromium.ts';
import { openTrackedSite, RETRY_AFTER_SECONDS, type TrackedSite } from './tracked-site.ts';

let browser: Browser;
let site: TrackedSite;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await openTrackedSite();
  context = await browser.newContext({ locale: 'de-CH', viewport: { width: 1280, height: 720 } });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await site.close();
});

const named = (name: string): WeirEvent[] => site.counted().filter((event) => event.name === name);
const soon = <T>(value: () => T, message?: string) => expect.poll(value, { timeout: 15_000, interval: 20, message });
const arrived = (name: string, count = 1): Promise<void> =>
  soon(() => named(name).length, `${count} ${name}`).toBe(count);
const track = (name: string, props?: object): Promise<void> =>
  page.evaluate(
    ([what, values]) => {
      const weir = window.weir as unknown as (...call: unknown[]) => void;
      weir('track', what, values);
    },
    [name, props] as const,
  );
const waiting = (): Promise<string[]> => page.evaluate(() => Object.values(localStorage));

describe('a page view', () => {
  it('is sent at once, without a cookie and with nothing left in the browser', async () => {
    await page.goto(`${site.url}/first?utm_source=hn`, { referer: 'https://www.google.com/' });
    await arrived('pageview');
    expect(named('pageview')[0]).toMatchObject({
      site: 'demo',
      path: '/first',
      title: 'Page /first',
      referrer_source: 'Hacker News',
      referrer: 'https://www.google.com/',
      screen: '1280x720',
      language: 'de-CH',
      browser: 'Chrome',
      is_bot: true,
    });
    expect(await context.cookies()).toEqual([]);
    await soon(waiting).toEqual([]);
  });

  it('follows single-page navigation: another path counts, another query does not', async () => {
    await page.goto(`${site.url}/one`);
    await page.evaluate(() => {
      history.replaceState(null, '', '/one?sort=price');
      history.pushState(null, '', '/two');
      document.title = 'Page two';
    });
    await arrived('pageview', 2);
    await page.goBack();
    await arrived('pageview', 3);
    expect(named('pageview').map(({ path }) => path)).toEqual(['/one', '/two', '/one']);
    expect(named('pageview')[1]).toMatchObject({ title: 'Page two', referrer: '' });
    expect(named('page_leave').map(({ path }) => path)).toEqual(['/one', '/two']);
  });

  it('can be sent by hand', async () => {
    await page.goto(`${site.url}/one`);
    await page.evaluate(() => (window.weir as unknown as (action: string) => void)('pageview'));
    await arrived('pageview', 2);
  });
});

describe('custom events', () => {
  it('carry their properties', async () => {
    await page.goto(site.url);
    await track('signup', { plan: 'pro', seats: 3, trial: true, coupon: null });
    await arrived('signup');
    expect(named('signup')[0]!.props).toEqual({ plan: 'pro', seats: 3, trial: true });
  });

  it('may come before the snippet is there', async () => {
    await page.goto(`${site.url}/?early`);
    await arrived('early');
    expect(named('early')[0]!.props).toEqual({ place: 'head' });
    expect(site.counted()[0]!.name).toBe('pageview');
  });

  it('travel in batches of at most 50', async () => {
    await page.goto(site.url);
    await arrived('pageview');
    await page.evaluate(() => {
      const weir = window.weir as unknown as (...call: unknown[]) => void;
      for (let number = 0; number < 120; number++) weir('track', 'burst', { number });
    });
    await arrived('burst', 120);
    expect(named('burst').map(({ props }) => props.number)).toEqual(Array.from({ length: 120 }, (_, number) => number));
    expect(Math.max(...site.requests.map(({ events }) => events))).toBe(50);
    expect(site.requests.length).toBeLessThanOrEqual(6);
  });

  it('wait while the collector is away: the youngest 500', async () => {
    await page.goto(site.url);
    await arrived('pageview');
    site.mood = 'unavailable';
    await page.evaluate(() => {
      const weir = window.weir as unknown as (...call: unknown[]) => void;
      for (let number = 0; number < 700; number++) weir('track', 'flood', { number });
    });
    await soon(() => site.requests.length).toBeGreaterThan(1);
    site.mood = 'works';
    await soon(() => named('flood').at(-1)?.props.number).toBe(699);
    // The page view may still have been one of the 500.
    expect([499, 500]).toContain(named('flood').length);
  });
});

describe('outbound links', () => {
  it('count for a click, a middle click and the keyboard, and not within the site', async () => {
    await page.goto(site.url);
    await page.click('#outside');
    await page.click('#outside', { button: 'middle' });
    await page.click('#outside', { button: 'right' });
    await page.focus('#outside');
    await page.keyboard.press('Enter');
    await page.click('#inside');
    await page.waitForURL('**/inside');
    await arrived('pageview', 2);
    expect(named('outbound_click').map(({ props }) => props.url)).toEqual(
      Array(3).fill('http://elsewhere.invalid/page?x=1'),
    );
  });
});

describe('leaving', () => {
  it('a page that is closed says how long it was in use', async () => {
    await page.goto(`${site.url}/read`);
    await arrived('pageview');
    const openFor = Date.now();
    await page.waitForTimeout(300);
    await page.close();
    await arrived('page_leave');
    const { engaged_ms, path } = named('page_leave')[0]!;
    expect(path).toBe('/read');
    expect(engaged_ms).toBeGreaterThanOrEqual(300);
    expect(engaged_ms).toBeLessThan(Date.now() - openFor + 1_000);
  });

  it('for another page of the site counts once, though it is sent twice', async () => {
    await page.goto(`${site.url}/one`);
    await arrived('pageview');
    await page.goto(`${site.url}/two`);
    await arrived('pageview', 2);
    await soon(waiting).toEqual([]);
    await arrived('page_leave');
  });

  it('takes along what was not sent yet', async () => {
    await page.goto(site.url);
    await arrived('pageview');
    await track('last_words');
    await page.close();
    await arrived('last_words');
    expect(named('last_words')).toHaveLength(1);
  });
});

describe('when the collector cannot be reached', () => {
  it('events wait while the browser is offline, and go when it is back', async () => {
    await page.goto(site.url);
    await arrived('pageview');
    await context.setOffline(true);
    await track('offline');
    await soon(async () => (await waiting()).join()).toContain('offline');
    expect(named('offline')).toEqual([]);
    await context.setOffline(false);
    await arrived('offline');
    await soon(waiting).toEqual([]);
  });

  it('a 503 is tried again after Retry-After, with the same ids', async () => {
    site.mood = 'unavailable';
    await page.goto(site.url);
    await track('patient');
    await soon(() => site.requests.length).toBe(1);
    site.mood = 'works';
    await arrived('patient');
    expect(site.requests[1]!.at - site.requests[0]!.at).toBeGreaterThanOrEqual(RETRY_AFTER_SECONDS * 1_000 - 20);
    expect(site.received.map(({ name }) => name)).toEqual(['pageview', 'patient']);
  });

  it('an answer that is lost costs a repeat, not a second count', async () => {
    await page.goto(site.url);
    await arrived('pageview');
    await page.route('**/api/collect', async (route) => {
      await route.fetch();
      // The page may be gone by then, and its requests with it.
      await route.abort('connectionreset').catch(() => undefined);
    });
    await track('doubtful');
    await arrived('doubtful');
    await page.unroute('**/api/collect');
    await soon(() => site.received.filter(({ name }) => name === 'doubtful').length).toBeGreaterThan(1);
    expect(named('doubtful')).toHaveLength(1);
    expect(new Set(site.received.map(({ visitor_id }) => visitor_id)).size).toBe(1);
  });

  it('the next page of the site delivers what a page before it could not', async () => {
    site.mood = 'hangs-up';
    await page.goto(`${site.url}/one`);
    await track('stranded');
    await soon(() => site.requests.length).toBeGreaterThan(0);
    await page.close();
    site.mood = 'works';
    page = await context.newPage();
    await page.goto(`${site.url}/two`);
    await arrived('stranded');
    // The new page's own view may go in a request after the one that brings the old ones.
    await soon(() => named('pageview').map(({ path }) => path)).toEqual(['/one', '/two']);
    await soon(waiting).toEqual([]);
  });

  it('a refusal is not tried again', async () => {
    await page.goto(`${site.url}/?site=Not+A+Site`);
    await soon(() => site.requests.length).toBe(1);
    await track('pointless');
    await soon(() => site.requests.length).toBe(2);
    expect(site.requests[1]!.events).toBe(1);
    await soon(waiting).toEqual([]);
  });
});
