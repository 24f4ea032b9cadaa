import { productArt } from './art.ts';
import { CATEGORIES, PRODUCTS, type Product, price, productsOf, SHOP_NAME } from './catalog.ts';

/** Where the shop's pages find the snippet, and as which site. */
export interface SnippetSettings {
  webUrl: string;
  site: string;
}

interface Page {
  title: string;
  main: string;
}

/** The page at a path, or null where the shop has none. */
export function shopPage(path: string, snippet: SnippetSettings): string | null {
  const page = findPage(path);
  return page === null ? null : layout(page, snippet);
}

export function notFoundPage(snippet: SnippetSettings): string {
  const main = panel(
    'Nothing here',
    '<p>This page has drifted away.</p><br><a class="button" href="/">To the shop</a>',
  );
  return layout({ title: 'Not found', main }, snippet);
}

function findPage(path: string): Page | null {
  const [, kind, slug] = path.split('/');
  if (path === '/') return home();
  if (path === '/cart') return { title: 'Your cart', main: panel('Your cart', cart('/checkout')) };
  if (path === '/checkout') return { title: 'Checkout', main: panel('Checkout', CHECKOUT_FORM) };
  if (path === '/thank-you') return { title: 'Thank you', main: panel('Thank you', THANKS) };
  const category = CATEGORIES.find((item) => kind === 'c' && item.slug === slug);
  if (category) {
    const { slug: name, blurb } = category;
    return {
      title: category.name,
      main: `<h2>${category.name}</h2><p class="soft">${blurb}</p><br>${grid(productsOf(name))}`,
    };
  }
  const product = PRODUCTS.find((item) => kind === 'p' && item.slug === slug);
  return product ? { title: product.name, main: detail(product) } : null;
}

function home(): Page {
  const heroArt = productArt({ category: 'cups', hue: 190, name: 'A cup by the river' });
  const main = `<section class="hero"><div><h1>Slow things for loud days.</h1>
<p>Tea, cups, lamps and paper from small workshops along one river. Nothing here needs charging more than once a week.</p>
<a class="button" href="/c/cups">See the cups</a> <a class="button plain" href="/c/tea">Choose a tea</a></div>${heroArt}</section>
<h2>What people take home</h2>${grid([...PRODUCTS].sort((a, b) => b.appeal - a.appeal).slice(0, 8))}`;
  return { title: 'Tea, cups, lamps and paper', main };
}

function grid(products: readonly Product[]): string {
  const cards = products.map(
    (product) => `<a class="card" href="/p/${product.slug}">${productArt(product)}
<div><b>${product.name}</b><br><small>${price(product.priceCents)}</small></div></a>`,
  );
  return `<section class="grid">${cards.join('\n')}</section>`;
}

function detail(product: Product): string {
  const { slug, name, category, priceCents, blurb } = product;
  const others = productsOf(category).filter((other) => other !== product);
  const categoryName = CATEGORIES.find((item) => item.slug === category)?.name;
  return `<section class="detail">${productArt(product)}<div><a class="soft" href="/c/${category}">${categoryName}</a>
<h1>${name}</h1><p class="soft">${blurb}</p><p class="price">${price(priceCents)}</p>
<button class="button" data-add="${slug}" data-name="${name}" data-category="${category}" data-price="${priceCents}">Add to cart</button>
<a class="button plain" href="/cart">Go to cart</a></div></section><h2>Next to it on the shelf</h2>${grid(others)}`;
}

function cart(next: string): string {
  return `<div data-cart></div><a class="button" data-next href="${next}" hidden>Check out</a>`;
}

function panel(title: string, body: string): string {
  return `<section class="panel"><h2>${title}</h2>${body}</section>`;
}

const CHECKOUT_FORM = `<div data-cart></div><form data-form="checkout">
<label>Name<input name="name" autocomplete="off" required value="Ada Brook"></label>
<label>Street and town<input name="address" autocomplete="off" required value="Mill Lane 7, Weirside"></label>
<p class="soft">A demo: nothing is charged, nothing leaves this machine.</p><br>
<button class="button" data-next hidden>Pay now</button></form>`;

const THANKS = `<p>Your parcel will come down the river in a few days.</p><br><a class="button" href="/">Back to the shop</a>`;

function layout({ title, main }: Page, { webUrl, site }: SnippetSettings): string {
  const links = CATEGORIES.map(({ slug, name }) => `<a href="/c/${slug}">${name}</a>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${SHOP_NAME}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 6q3.5-4 7 0t7 0v5q-3.5 4-7 0t-7 0z' fill='%231f6f78'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/style.css">
<script>window.weir=window.weir||function(){(weir.q=weir.q||[]).push(arguments)}</script>
<script defer src="${webUrl}/weir.js" data-site="${site}"></script>
<script defer src="/client.js"></script></head>
<body><header><a class="brand" href="/">${SHOP_NAME}</a>${links}<a class="cart" href="/cart">Cart <b>0</b></a></header>
<main>${main}</main>
<footer><span>${SHOP_NAME}, a shop that exists to show <a href="${webUrl}/live?site=${site}">Weir at work</a></span>
<a href="https://www.instagram.com/millrace">Instagram</a>
<form data-form="newsletter"><button class="button plain">Letters from the river</button></form></footer></body></html>`;
}
