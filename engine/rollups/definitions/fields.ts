import type { PlacedEvent } from '../../events/event.ts';

/** Columns of an event that a metric may read as text. */
export const TEXT_COLUMNS = [
  'name',
  'visitor_id',
  'session_id',
  'url',
  'hostname',
  'path',
  'title',
  'referrer',
  'referrer_source',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'city',
  'device',
  'browser',
  'os',
  'screen',
  'language',
] as const satisfies ReadonlyArray<keyof PlacedEvent>;
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** Columns that are numbers. */
export const NUMBER_COLUMNS = ['engaged_ms'] as const satisfies ReadonlyArray<keyof PlacedEvent>;
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

const PROPS = 'props.';
/** Longest property key that a metric may name. */
const MAX_KEY_LENGTH = 120;

/**
 * What a metric reads of an event: a column, or `props.KEY`. A property is text and, where it looks like a number, a
 * number too: ClickHouse keeps properties as text, so `12` and `"12"` are one value.
 */
export type Field = TextColumn | NumberColumn | `props.${string}`;

export function isTextColumn(field: string): field is TextColumn {
  return (TEXT_COLUMNS as readonly string[]).includes(field);
}

export function isNumberColumn(field: string): field is NumberColumn {
  return (NUMBER_COLUMNS as readonly string[]).includes(field);
}

/** The key of `props.KEY`; null for a column. */
export function propKey(field: string): string | null {
  return field.startsWith(PROPS) ? field.slice(PROPS.length) : null;
}

export function isField(field: string): field is Field {
  const key = propKey(field);
  if (key !== null) return key.length > 0 && key.length <= MAX_KEY_LENGTH;
  return isTextColumn(field) || isNumberColumn(field);
}

/** Whether numbers may be read from the field. */
export function mayBeNumber(field: Field): boolean {
  return isNumberColumn(field) || propKey(field) !== null;
}

/** The list of fields as a message names it. */
export const FIELDS_MEANING = `one of ${[...TEXT_COLUMNS, ...NUMBER_COLUMNS].join(', ')} or props.KEY`;

/** What counts as a number in text: the same pattern in the stream and in ClickHouse. */
export const NUMBER_TEXT = '^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$';
