import type { Dimension, Filter, Operator } from '../../engine/queries/filters.ts';

/** What each dimension is called on the screen. */
const LABELS: Record<Exclude<Dimension, `prop:${string}`>, string> = {
  page: 'Page',
  hostname: 'Host name',
  event: 'Event',
  source: 'Source',
  referrer: 'Referrer',
  utm_medium: 'UTM medium',
  utm_source: 'UTM source',
  utm_campaign: 'UTM campaign',
  utm_term: 'UTM term',
  utm_content: 'UTM content',
  entry_page: 'Entry page',
  exit_page: 'Exit page',
  country: 'Country',
  city: 'City',
  device: 'Device',
  browser: 'Browser',
  os: 'Operating system',
  screen: 'Screen size',
  language: 'Language',
};

export const OPERATOR_LABELS: Record<Operator, string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  contains_not: 'does not contain',
  at_least: 'is at least',
};

export const FILTER_DIMENSIONS = Object.keys(LABELS) as Array<keyof typeof LABELS>;

export function dimensionLabel(dimension: string): string {
  if (dimension.startsWith('prop:')) return `Property ${dimension.slice('prop:'.length)}`;
  return LABELS[dimension as keyof typeof LABELS] ?? dimension;
}

/** `dimension:operator:value|value`; `:`, `|` and `%` inside a part are percent-encoded. */
export function formatFilter({ dimension, operator, values }: Filter): string {
  return `${escapePart(dimension, true)}:${operator}:${values.map((value) => escapePart(value, false)).join('|')}`;
}

/** Null where the text is not a filter. */
export function parseFilter(text: string): Filter | null {
  const match = /^([^:]+(?::[^:]*)?):(is|is_not|contains|contains_not|at_least):(.*)$/s.exec(text);
  if (!match) return null;
  const [, dimension, operator, values] = match;
  const name = unescapePart(dimension!);
  if (!(name in LABELS) && !/^prop:./.test(name)) return null;
  return { dimension: name as Dimension, operator: operator as Operator, values: values!.split('|').map(unescapePart) };
}

/** The colon after `prop` is part of a dimension's name and stays. */
function escapePart(part: string, isDimension: boolean): string {
  const prefix = isDimension && part.startsWith('prop:') ? 'prop:' : '';
  const rest = part.slice(prefix.length).replaceAll('%', '%25').replaceAll('|', '%7C');
  return prefix + (isDimension ? rest.replaceAll(':', '%3A') : rest);
}

function unescapePart(part: string): string {
  return part.replaceAll('%7C', '|').replaceAll('%3A', ':').replaceAll('%25', '%');
}

export function sameFilter(one: Filter, other: Filter): boolean {
  return formatFilter(one) === formatFilter(other);
}

/** Adds `dimension is value`, as a click on a row does; takes it away if it is there already. */
export function toggleValue(filters: readonly Filter[], dimension: Dimension, value: string): Filter[] {
  const wanted: Filter = { dimension, operator: 'is', values: [value] };
  const rest = filters.filter((filter) => !sameFilter(filter, wanted));
  if (rest.length < filters.length) return rest;
  // A second value of one dimension would hold for nobody: it takes the place of the first.
  return [...rest.filter((filter) => filter.dimension !== dimension || filter.operator !== 'is'), wanted];
}
