/** What is watched, on what, and through whom: pairs of a name and its share. All of it is made up. */
export const TITLES: ReadonlyArray<readonly [string, number]> = [
  'The Salt Road',
  'Quiet Harbour',
  'Eleven Lamps',
  'North of Nothing',
  'The Glass Orchard',
  'Parallel Kitchens',
  'Low Tide',
  'A Map of Rain',
  'The Understudy',
  'Copper Summer',
  'Night Ferry',
  'The Last Cartographer',
  'Paper Wolves',
  'Second Breakfast',
  'The Long Meadow',
  'Static',
  'Borrowed Light',
  'Ten Thousand Stairs',
  'The Beekeeper',
  'Half a Moon',
].map((title, index) => [title, 1 / (index + 1.5)] as const);

export const DEVICES = [
  ['tv', 42],
  ['phone', 28],
  ['web', 16],
  ['tablet', 9],
  ['console', 5],
] as const;

/** Content delivery networks. */
export const CDNS = [
  ['northlight', 45],
  ['tidal', 33],
  ['meridian', 22],
] as const;

export const REGIONS = [
  ['eu-west', 35],
  ['eu-north', 15],
  ['us-east', 25],
  ['us-west', 15],
  ['ap-south', 10],
] as const;

/** Median time from the press of play to the first picture, ms. */
export const STARTUP_MS: Readonly<Record<(typeof DEVICES)[number][0], number>> = {
  tv: 900,
  phone: 650,
  web: 550,
  tablet: 700,
  console: 800,
};
