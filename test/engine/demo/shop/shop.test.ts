import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRODUCTS } from '../../../../engine/demo/shop/catalog.ts';
import { type Shop, startShop } from '../../../../engine/demo/shop/shop.ts';

const SNIPPET = { webUrl: 'http://127.0.0.1:3000', site: 'shop' };

describe('the demo shop', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop({ ...SNIPPET, host: '127.0.0.1', port: 0 });
  });
  afterAll(() => shop.close());

  it('has a page behind every link, each with the snippet', async () => {
    const open = ['/', '/thank-you', '/checkout'];
    const seen = new Set<string>();
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const answer = await fetch(shop.url + path);
      expect(answer.status, path).toBe(200);
      const html = await answer.text();
      expect(html).toContain('<script defer src="http://127.0.0.1:3000/weir.js" data-site="shop"></script>');
      open.push(
        ...[...html.matchAll(/href="(\/[^"]*)"/g)].map(([, link]) => link!).filter((link) => !link.endsWith('.css')),
      );
    }
    expect([...seen].filter((path) => path.startsWith('/p/'))).toHaveLength(PRODUCTS.length);
  });

  it('serves its style and script', async () => {
    for (const [path, type] of [
      ['/style.css', 'text/css'],
      ['/client.js', 'text/javascript'],
    ]) {
      const answer = await fetch(shop.url + path);
      expect(answer.headers.get('content-type')).toContain(type);
      expect((await answer.text()).length).toBeGreaterThan(500);
    }
  });

  it('says 404 where it has nothing', async () => {
    expect((await fetch(`${shop.url}/p/teapot`)).status).toBe(404);
  });

  it('names the port that is taken', async () => {
    const { port } = new URL(shop.url);
    await expect(startShop({ ...SNIPPET, host: '127.0.0.1', port: Number(port) })).rejects.toThrow(port);
  });
});
