import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from '../../engine/demo/shop/shop.ts';
import { type Product, startProduct } from '../product.ts';
import { until } from '../until.ts';
import { launchChromium, personContext } from './chromium.ts';

const SITE = 'demo-shop';

describe('from a click to a live chart', () => {
  let product: Product;
  let shop: Shop;
  let browser: Browser;
  let dashboard: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchChromium()]);
    shop = await startShop({ host: '127.0.0.1', port: 0, webUrl: product.webUrl, site: SITE });
    dashboard = await (await personContext(browser)).newPage();
    dashboard.on('pageerror', (error) => problems.push(String(error)));
    dashboard.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await product?.dispose();
  });

  const figure = async (testId: string): Promise<string> =>
    ((await dashboard.getByTestId(testId).first().textContent()) ?? '').trim();

  /** An animated number's value, as a screen reader says it: the sighted see it on its way. */
  const spoken = (testId: string): Promise<string | null> =>
    dashboard.getByTestId(testId).locator('.visually-hidden').first().textContent();

  it('shows a first visitor how to install the snippet', async () => {
    await dashboard.goto(product.webUrl);
    await dashboard.getByTestId('welcome').waitFor();
    await until('the snippet', async () => (await figure('snippet')).includes(`src="${product.webUrl}/weir.js"`));
    expect(await dashboard.getByTestId('load-demo').isEnabled()).toBe(true);
  });

  it('moves the numbers on Live as a visitor clicks through the shop', async () => {
    await dashboard.goto(`${product.webUrl}/live?site=${SITE}`);
    const visitor = await (await personContext(browser)).newPage();
    await visitor.goto(shop.url);
    await until('one visitor on Live', async () => (await spoken('visitors-now')) === '1');

    await visitor.getByRole('link', { name: 'See the cups' }).click();
    await visitor.waitForURL('**/c/cups');
    await visitor.locator('a.card').first().click();
    await visitor.waitForURL('**/p/*');
    await visitor.getByRole('button', { name: 'Add to cart' }).click();
    await visitor.getByRole('link', { name: 'Go to cart' }).click();
    await visitor.getByRole('link', { name: 'Check out' }).click();
    await visitor.waitForURL('**/checkout');
    await visitor.getByRole('button', { name: 'Pay now' }).click();
    await visitor.waitForURL('**/thank-you');

    const stream = dashboard.getByTestId('event-stream');
    await until(
      'the purchase in the event stream',
      async () => (await stream.textContent())?.includes('purchase') === true,
    );
    await until('the checkout among the top pages', async () => (await figure('live-page')).includes('/checkout'));
    expect(await dashboard.getByTestId('live').getAttribute('data-connected')).toBe('true');
    await visitor.close();
  });

  it('goes back to before the visit and watches it again, up to the present', async () => {
    const dvr = dashboard.getByTestId('dvr');
    const state = () => dvr.getAttribute('data-state');
    await dashboard.keyboard.press(' ');
    await until('the page to be paused', async () => (await state()) === 'paused');
    expect(new URL(dashboard.url()).searchParams.get('at')).toMatch(/^\d{13}$/);
    expect(await spoken('visitors-now')).toBe('1');
    for (let step = 0; step < 3; step++) await dashboard.keyboard.press('ArrowLeft');
    await until('nobody on the page yet', async () => (await spoken('visitors-now')) === '0');
    await dvr.getByText('60×', { exact: true }).click();
    await until('the purchase again', async () => {
      return (await dashboard.getByTestId('event-stream').textContent())?.includes('purchase') === true;
    });
    await until('the present', async () => (await state()) === 'live');
    expect(new URL(dashboard.url()).searchParams.has('at')).toBe(false);
  });

  it('shows the same visit on Overview', async () => {
    await until('six page views in the store', async () => {
      const query = `SELECT count() FROM weir.events WHERE site = '${SITE}' AND name = 'pageview'`;
      const answer = await fetch(`${product.clickhouseUrl}/?query=${encodeURIComponent(query)}`);
      return (await answer.text()).trim() === '6';
    });
    await dashboard.goto(`${product.webUrl}/?site=${SITE}&period=day`);
    await until('the figures', async () => (await figure('metric-pageviews')).includes('6'));
    expect(await figure('metric-visitors')).toMatch(/\D1$/);
    expect(await figure('metric-visits')).toMatch(/\D1$/);
    await until('the purchase among the events', async () => (await figure('panel-events')).includes('purchase'));
  });

  it('filters everything by a clicked row and keeps it in the address', async () => {
    await dashboard.getByTestId('panel-pages').getByText('/checkout', { exact: true }).click();
    await dashboard.waitForURL(/checkout/);
    await dashboard.getByTestId('filters').waitFor();
    await dashboard.goBack();
    await until('the filter to be gone', () => !dashboard.url().includes('checkout'));
  });

  it('lists the topics and groups on Streams', async () => {
    await dashboard.goto(`${product.webUrl}/streams`);
    await dashboard.getByText('weir.events', { exact: true }).first().waitFor();
    await dashboard.getByText('weir-archive', { exact: true }).first().waitFor();
  });

  it('loads the demo with one button and fills the dashboard', async () => {
    await dashboard.goto(`${product.webUrl}/?site=nothing-here-yet`);
    await dashboard.getByTestId('load-demo').click();
    await dashboard.getByTestId('demo-progress').waitFor();
    await until(
      'the demo in the store',
      async () => {
        const query = `SELECT count() FROM weir.events WHERE site != '${SITE}'`;
        return (
          Number(await (await fetch(`${product.clickhouseUrl}/?query=${encodeURIComponent(query)}`)).text()) > 1_000
        );
      },
      60_000,
    );
  });

  it('had no error in the browser', () => {
    expect(problems).toEqual([]);
  });
});
