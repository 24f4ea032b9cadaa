import { OUTBOUND_CLICK } from '../../events/event.ts';
import type { Random } from '../random.ts';
import { CATEGORIES, PRODUCTS, type Product, SHOP_NAME } from './catalog.ts';
import type { Person } from './population.ts';

/** An event as the snippet would send it, apart from its time. */
interface DemoEvent {
  id: string;
  name: string;
  url: string;
  referrer: string;
  title: string;
  screen: string;
  language: string;
  props?: Record<string, string | number | boolean>;
}

/** What one visitor's browser sends at one moment: a page that is left and the next one go together. */
export interface Step {
  /** Since the step before, or since the start of the visit. */
  afterMs: number;
  events: DemoEvent[];
}

/** Where visits come from: referrer, landing query and weight. */
const ENTRANCES: readonly (readonly [{ referrer: string; query: string }, number])[] = [
  [{ referrer: '', query: '' }, 30],
  [{ referrer: 'https://www.google.com/', query: '' }, 28],
  [{ referrer: 'https://www.bing.com/', query: '' }, 4],
  [{ referrer: 'https://duckduckgo.com/', query: '' }, 5],
  [{ referrer: 'https://www.instagram.com/', query: '' }, 5],
  [{ referrer: 'https://www.reddit.com/r/tea/', query: '' }, 4],
  [{ referrer: 'https://news.ycombinator.com/', query: '' }, 3],
  [{ referrer: 'https://chatgpt.com/', query: '' }, 3],
  [{ referrer: 'https://www.youtube.com/', query: '' }, 3],
  [{ referrer: 'https://www.pinterest.com/', query: '' }, 2],
  [{ referrer: 'https://teaandpaper.blog/gifts', query: '' }, 2],
  [{ referrer: '', query: '?utm_source=newsletter&utm_medium=email&utm_campaign=spring-letter' }, 5],
  [
    {
      referrer: 'https://www.google.com/',
      query: '?utm_source=google&utm_medium=cpc&utm_campaign=cups&utm_term=handmade+cup',
    },
    4,
  ],
  [
    {
      referrer: 'https://l.facebook.com/',
      query: '?utm_source=facebook&utm_medium=paid&utm_campaign=lamps&utm_content=video',
    },
    2,
  ],
];

/** How many of those who reach a point of the way go on; the rest look around or leave. */
const GOES_ON = { bounce: 0.38, addsToCart: 0.24, opensCart: 0.75, checksOut: 0.62, pays: 0.72, looksFurther: 0.55 };
const MAX_PRODUCTS_SEEN = 6;
const BY_APPEAL = PRODUCTS.map((product) => [product, product.appeal] as const);

/** One visit to the shop at `origin` (`https://shop.example`), drawn step by step from `random`. */
export function newVisit(random: Random, person: Person, origin: string): Step[] {
  return new Walk(random, person, origin).steps;
}

/** Walks through the shop as one visitor and notes what the snippet would send. */
class Walk {
  readonly steps: Step[] = [];
  readonly #random: Random;
  readonly #person: Person;
  readonly #origin: string;
  #here: { url: string; title: string; referrer: string } | null = null;
  #cart: Product[] = [];

  constructor(random: Random, person: Person, origin: string) {
    this.#random = random;
    this.#person = person;
    this.#origin = origin;
    this.#land();
  }

  #land(): void {
    const random = this.#random;
    const { referrer, query } = random.weighted(ENTRANCES);
    const product = random.weighted(BY_APPEAL);
    const landsOn = random.weighted([
      ['home', 55],
      ['product', 30],
      ['category', 15],
    ] as const);
    if (landsOn === 'product') this.#open(`/p/${product.slug}`, product.name, query, referrer);
    else if (landsOn === 'category') this.#openCategory(product.category, query, referrer);
    else this.#open('/', 'Tea, cups, lamps and paper', query, referrer);
    if (random.chance(GOES_ON.bounce) || this.#person.isBot) {
      this.#leave(random.between(2, 25));
      return;
    }
    this.#look(landsOn === 'product' ? product : null);
  }

  #look(landed: Product | null): void {
    const random = this.#random;
    if (landed !== null && random.chance(GOES_ON.addsToCart)) this.#addToCart(landed);
    for (let seen = 0; seen < MAX_PRODUCTS_SEEN; seen++) {
      const product = random.weighted(BY_APPEAL);
      if (random.chance(0.5)) this.#openCategory(product.category);
      this.#open(`/p/${product.slug}`, product.name);
      if (random.chance(GOES_ON.addsToCart)) this.#addToCart(product);
      if (!random.chance(GOES_ON.looksFurther)) break;
    }
    if (random.chance(0.06)) this.#act(OUTBOUND_CLICK, { url: 'https://www.instagram.com/millrace' });
    if (random.chance(0.05)) this.#act('newsletter_signup', { place: 'footer' });
    if (this.#cart.length > 0 && random.chance(GOES_ON.opensCart)) this.#buy();
    this.#leave(random.between(5, 60));
  }

  #buy(): void {
    const random = this.#random;
    this.#open('/cart', 'Your cart');
    if (!random.chance(GOES_ON.checksOut)) return;
    this.#open('/checkout', 'Checkout');
    this.#act('begin_checkout', { value: this.#value(), items: this.#cart.length });
    if (!random.chance(GOES_ON.pays)) return;
    this.#act('purchase', { value: this.#value(), currency: 'EUR', items: this.#cart.length });
    this.#open('/thank-you', 'Thank you');
  }

  #value(): number {
    return this.#cart.reduce((sum, product) => sum + product.priceCents, 0) / 100;
  }

  #addToCart(product: Product): void {
    this.#cart.push(product);
    const { slug, category, priceCents } = product;
    this.#act('add_to_cart', { product: slug, category, price: priceCents / 100 });
  }

  #openCategory(slug: string, query = '', referrer?: string): void {
    const name = CATEGORIES.find((category) => category.slug === slug)?.name ?? slug;
    this.#open(`/c/${slug}`, name, query, referrer);
  }

  /** Leaves the page at hand, if there is one, and opens another. */
  #open(path: string, title: string, query = '', referrer?: string): void {
    const afterMs = this.#here === null ? 0 : this.#random.between(3_000, 40_000);
    const events = this.#here === null ? [] : [this.#event('page_leave', { engaged_ms: Math.round(afterMs * 0.8) })];
    this.#here = {
      url: `${this.#origin}${path}${query}`,
      title: `${title} · ${SHOP_NAME}`,
      referrer: referrer ?? this.#here?.url ?? '',
    };
    events.push(this.#event('pageview'));
    this.steps.push({ afterMs, events });
  }

  #act(name: string, props: DemoEvent['props']): void {
    this.steps.push({ afterMs: this.#random.between(1_500, 12_000), events: [this.#event(name, props)] });
  }

  #leave(seconds: number): void {
    const afterMs = seconds * 1_000;
    this.steps.push({ afterMs, events: [this.#event('page_leave', { engaged_ms: Math.round(afterMs * 0.8) })] });
  }

  #event(name: string, props?: DemoEvent['props']): DemoEvent {
    const { screen, language } = this.#person;
    const here = this.#here;
    if (here === null) throw new Error('an event before the first page');
    const event = { id: this.#random.hex(24), name, ...here, screen, language };
    return props === undefined ? event : { ...event, props };
  }
}
