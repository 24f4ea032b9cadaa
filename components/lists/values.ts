import type { Dimension } from '../../engine/queries/filters.ts';
import { countryName, languageName } from '../theme/format.ts';

const EMPTY: Partial<Record<string, string>> = {
  source: 'Direct / None',
  referrer: 'Direct / None',
  country: 'Unknown country',
  city: 'Unknown city',
  device: 'Unknown device',
  browser: 'Unknown browser',
  os: 'Unknown system',
  screen: 'Unknown size',
  language: 'Unknown language',
};

const DEVICES: Record<string, string> = {
  desktop: 'Desktop',
  mobile: 'Mobile',
  tablet: 'Tablet',
  tv: 'TV',
  bot: 'Bot',
};

const EVENTS: Record<string, string> = {
  pageview: 'Page view',
  page_leave: 'Page leave',
  outbound_click: 'Outbound link: click',
};

/** What a stored value is called on the screen. */
export function valueName(dimension: Dimension | string, value: string): string {
  if (value === '') return EMPTY[dimension] ?? '(none)';
  if (dimension === 'country') return countryName(value);
  if (dimension === 'language') return languageName(value);
  if (dimension === 'device') return DEVICES[value] ?? value;
  if (dimension === 'event') return EVENTS[value] ?? value;
  if (dimension === 'screen') return value.replace('x', ' × ');
  return value;
}

/** Dimensions whose names differ from what is stored: they are searched by name, in the browser. */
export function isNamed(dimension: Dimension): boolean {
  return dimension === 'country' || dimension === 'language' || dimension === 'device';
}
