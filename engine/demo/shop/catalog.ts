/** What the demo shop sells. Prices in cents. */
export interface Product {
  slug: string;
  name: string;
  category: CategorySlug;
  priceCents: number;
  blurb: string;
  /** Hue of its picture, 0 to 359. */
  hue: number;
  /** How often it is looked at, against the others. */
  appeal: number;
}

export const SHOP_NAME = 'Millrace';

export const CATEGORIES = [
  { slug: 'tea', name: 'Tea', blurb: 'Leaves from five gardens, packed the week they ship.' },
  { slug: 'cups', name: 'Cups', blurb: 'Thrown by hand, glazed in the colours of a river.' },
  { slug: 'lamps', name: 'Lamps', blurb: 'Warm light for long evenings.' },
  { slug: 'paper', name: 'Paper', blurb: 'Notebooks that open flat and stay open.' },
] as const;
export type CategorySlug = (typeof CATEGORIES)[number]['slug'];

export const PRODUCTS: readonly Product[] = [
  {
    slug: 'first-flush',
    name: 'First Flush Darjeeling',
    category: 'tea',
    priceCents: 1450,
    hue: 82,
    appeal: 9,
    blurb: 'Bright and floral, picked in March.',
  },
  {
    slug: 'smoked-pine',
    name: 'Smoked Pine Lapsang',
    category: 'tea',
    priceCents: 1280,
    hue: 24,
    appeal: 5,
    blurb: 'Campfire in a cup.',
  },
  {
    slug: 'river-mint',
    name: 'River Mint',
    category: 'tea',
    priceCents: 890,
    hue: 158,
    appeal: 7,
    blurb: 'Wild mint and nothing else.',
  },
  {
    slug: 'night-oolong',
    name: 'Night Oolong',
    category: 'tea',
    priceCents: 1690,
    hue: 268,
    appeal: 4,
    blurb: 'Roasted slowly, low in caffeine.',
  },
  {
    slug: 'eddy-cup',
    name: 'Eddy Cup',
    category: 'cups',
    priceCents: 2400,
    hue: 198,
    appeal: 10,
    blurb: 'A swirl of blue in white stoneware.',
  },
  {
    slug: 'pebble-mug',
    name: 'Pebble Mug',
    category: 'cups',
    priceCents: 2800,
    hue: 34,
    appeal: 8,
    blurb: 'Sits in the palm like a stone.',
  },
  {
    slug: 'reed-tumbler',
    name: 'Reed Tumbler',
    category: 'cups',
    priceCents: 1900,
    hue: 110,
    appeal: 4,
    blurb: 'Fluted glass, good for iced tea.',
  },
  {
    slug: 'lantern-no-3',
    name: 'Lantern No. 3',
    category: 'lamps',
    priceCents: 8900,
    hue: 44,
    appeal: 6,
    blurb: 'Paper and brass, dims to a candle.',
  },
  {
    slug: 'heron-lamp',
    name: 'Heron Desk Lamp',
    category: 'lamps',
    priceCents: 12900,
    hue: 212,
    appeal: 5,
    blurb: 'Stands on one leg, never tips.',
  },
  {
    slug: 'ferry-light',
    name: 'Ferry Light',
    category: 'lamps',
    priceCents: 5900,
    hue: 6,
    appeal: 3,
    blurb: 'Carry it to the garden; it lasts twelve hours.',
  },
  {
    slug: 'field-notes',
    name: 'Riverbank Notebook',
    category: 'paper',
    priceCents: 1600,
    hue: 140,
    appeal: 7,
    blurb: 'Dotted, 192 pages, opens flat.',
  },
  {
    slug: 'tide-planner',
    name: 'Tide Planner',
    category: 'paper',
    priceCents: 2200,
    hue: 184,
    appeal: 4,
    blurb: 'A week on two pages, with the moon.',
  },
  {
    slug: 'letter-set',
    name: 'Letter Set',
    category: 'paper',
    priceCents: 1350,
    hue: 330,
    appeal: 2,
    blurb: 'Cotton paper and deckled envelopes.',
  },
];

export function productsOf(category: string): Product[] {
  return PRODUCTS.filter((product) => product.category === category);
}

/** `€24.00`. */
export function price(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`;
}
