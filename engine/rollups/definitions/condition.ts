import { z } from 'zod';
import { FIELDS_MEANING, type Field, isField, mayBeNumber } from './fields.ts';

/**
 * `is`, `contains` and `starts_with` hold if any of the values does; `is_not` and `not_contains` if none does.
 * `contains`, `not_contains` and `starts_with` ignore the case of A to Z. `greater`, `at_least`, `less` and `at_most`
 * compare numbers and do not hold where the event has none. `exists`: the property is there, the column is not empty.
 */
export const OPERATORS = [
  'is',
  'is_not',
  'contains',
  'not_contains',
  'starts_with',
  'greater',
  'at_least',
  'less',
  'at_most',
  'exists',
  'not_exists',
] as const;
export type Operator = (typeof OPERATORS)[number];

export const NUMBER_OPERATORS: ReadonlySet<Operator> = new Set(['greater', 'at_least', 'less', 'at_most']);
export const PRESENCE_OPERATORS: ReadonlySet<Operator> = new Set(['exists', 'not_exists']);

const MAX_VALUES = 50;
const MAX_VALUE_LENGTH = 2_000;

/** A field's name; `reason` says what it is for. */
export const field = z.custom<Field>((value) => typeof value === 'string' && isField(value), {
  error: ({ input }) => `${quoted(input)} is no field of an event: it takes ${FIELDS_MEANING}`,
});

/** A field that may hold numbers. */
export const numberField = field.refine(mayBeNumber, {
  error: ({ input }) => `${quoted(input)} is text: it takes engaged_ms or props.KEY`,
});

export const condition = z
  .strictObject({
    field,
    op: z.enum(OPERATORS, {
      error: ({ input }) => `${quoted(input)} is no operator: it takes one of ${OPERATORS.join(', ')}`,
    }),
    values: z
      .array(
        z.union([z.string().max(MAX_VALUE_LENGTH), z.number(), z.boolean()], { error: 'takes texts and numbers' }),
        {
          error: 'takes a list of values',
        },
      )
      .max(MAX_VALUES, `takes at most ${MAX_VALUES} values`)
      .default([])
      .transform((values) => values.map(String)),
  })
  .superRefine(({ field: of, op, values }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (PRESENCE_OPERATORS.has(op)) {
      if (values.length > 0) refuse('values', `${op} takes no values`);
    } else if (NUMBER_OPERATORS.has(op)) {
      if (!mayBeNumber(of))
        refuse('field', `${op} compares numbers and ${of} is text: it takes engaged_ms or props.KEY`);
      if (values.length !== 1 || !isNumber(values[0]!)) refuse('values', `${op} takes one number`);
    } else if (values.length === 0) refuse('values', `${op} takes at least one value`);
    else if (op !== 'is' && op !== 'is_not' && values.includes('')) refuse('values', `${op} takes no empty text`);
  });
export type Condition = z.output<typeof condition>;

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}

/** A value as a message shows it, cut where it is long. */
export function quoted(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
