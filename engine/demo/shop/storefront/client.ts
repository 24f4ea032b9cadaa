/**
 * The shop's own script: moves between pages without loading them anew, keeps the cart, and tells Weir what a shop would tell it.
 * It knows nothing of the snippet but `window.weir`.
 */
export {};

interface CartItem {
  slug: string;
  name: string;
  category: string;
  /** Cents. */
  price: number;
}
type Props = Record<string, string | number>;
interface Shop {
  weir?: ((action: 'track', name: string, props?: Props) => void) & { q?: unknown[] };
}

const CART = 'millrace-cart';
const shop = window as unknown as Shop;

function track(name: string, props?: Props): void {
  shop.weir?.('track', name, props);
}

function cart(): CartItem[] {
  return JSON.parse(sessionStorage.getItem(CART) ?? '[]') as CartItem[];
}

function keep(items: CartItem[]): void {
  sessionStorage.setItem(CART, JSON.stringify(items));
}

function euros(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`;
}

function total(items: CartItem[]): number {
  return items.reduce((sum, item) => sum + item.price, 0);
}

function row(name: string, value: string, className = 'row'): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  element.append(Object.assign(document.createElement('span'), { textContent: name }), value);
  return element;
}

/** Fills in what only the browser knows: the cart. */
function fill(): void {
  const items = cart();
  const badge = document.querySelector('.cart b');
  if (badge) badge.textContent = String(items.length);
  const list = document.querySelector('[data-cart]');
  if (!list) return;
  const rows = items.map((item) => row(item.name, euros(item.price)));
  list.replaceChildren(...rows, row('Total', euros(total(items)), 'row total'));
  const next = document.querySelector<HTMLElement>('[data-next]');
  if (next) next.hidden = items.length === 0;
}

async function show(url: string): Promise<void> {
  const text = await (await fetch(url)).text();
  const page = new DOMParser().parseFromString(text, 'text/html');
  document.title = page.title;
  document.querySelector('main')?.replaceWith(page.querySelector('main')!);
  window.scrollTo(0, 0);
  fill();
}

async function go(path: string): Promise<void> {
  await show(path);
  history.pushState(null, '', path);
}

function addToCart({ dataset }: HTMLElement): void {
  const item = { slug: dataset.add!, name: dataset.name!, category: dataset.category!, price: Number(dataset.price) };
  keep([...cart(), item]);
  fill();
  track('add_to_cart', { product: item.slug, category: item.category, price: item.price / 100 });
}

document.addEventListener('click', (event) => {
  const target = (event.target as Element).closest<HTMLElement>('a[href^="/"], [data-add]');
  if (!target || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (target.dataset.add) addToCart(target);
  else void go(target.getAttribute('href')!);
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  const items = cart();
  const form = event.target as HTMLFormElement;
  if (form.dataset.form === 'newsletter') {
    track('newsletter_signup', { place: 'footer' });
    form.replaceChildren('Thank you, see you by the river.');
    return;
  }
  track('purchase', { value: total(items) / 100, currency: 'EUR', items: items.length });
  keep([]);
  void go('/thank-you');
});

window.addEventListener('popstate', () => void show(location.href));
fill();
