import { z } from 'zod';

/** Facts of a whole visit: taken from its first event, but for the pages it went in and out by. */
export const VISIT_DIMENSIONS = [
  'source',
  'referrer',
  'utm_medium',
  'utm_source',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'entry_page',
  'exit_page',
  'country',
  'city',
  'device',
  'browser',
  'os',
  'screen',
  'language',
] as const;
export type VisitDimension = (typeof VISIT_DIMENSIONS)[number];

/** Facts of one event; `prop:KEY` besides. */
export const EVENT_DIMENSIONS = ['page', 'hostname', 'event'] as const;
export type EventDimension = (typeof EVENT_DIMENSIONS)[number] | `prop:${string}`;

export type Dimension = VisitDimension | EventDimension;

export const OPERATORS = ['is', 'is_not', 'contains', 'contains_not', 'at_least'] as const;
export type Operator = (typeof OPERATORS)[number];

export const dimension = z.custom<Dimension>(isDimension, 'is not a dimension');

/** One condition; its values are alternatives. `at_least` compares numbers and takes one. */
export const filter = z
  .object({
    dimension,
    operator: z.enum(OPERATORS),
    values: z.array(z.string().max(2_000)).min(1).max(50),
  })
  .refine(({ operator, values }) => operator !== 'at_least' || (values.length === 1 && isNumber(values[0]!)), {
    path: ['values'],
    message: '"at_least" takes one number',
  });
export type Filter = z.infer<typeof filter>;

/** All must hold. */
export const filters = z.array(filter).max(20);

function isDimension(value: unknown): value is Dimension {
  if (typeof value !== 'string') return false;
  if (value.startsWith('prop:')) return value.length > 5 && value.length <= 125;
  return isVisitDimension(value) || (EVENT_DIMENSIONS as readonly string[]).includes(value);
}

export function isVisitDimension(value: string): value is VisitDimension {
  return (VISIT_DIMENSIONS as readonly string[]).includes(value);
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}

export type Params = Record<string, string | number | boolean | readonly string[]>;

/** `expression` compared as the filter says; its values become parameters named after `name`. */
export function conditionSql(expression: string, { operator, values }: Filter, name: string, params: Params): string {
  if (operator === 'at_least') {
    params[name] = Number(values[0]);
    return `ifNull(toFloat64OrNull(${expression}) >= {${name}:Float64}, false)`;
  }
  params[name] = values;
  const list = `{${name}:Array(String)}`;
  const anyInside = `arrayExists(value -> positionCaseInsensitiveUTF8(${expression}, value) > 0, ${list})`;
  return {
    is: `${expression} IN ${list}`,
    is_not: `${expression} NOT IN ${list}`,
    contains: anyInside,
    contains_not: `NOT ${anyInside}`,
  }[operator];
}
