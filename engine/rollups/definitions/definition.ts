import { z } from 'zod';
import { SITE_NAME } from '../../events/event.ts';
import { condition, field, numberField, quoted } from './condition.ts';

const DAY_S = 86_400;
/** Longest sliding window: it is kept by the second. */
const MAX_SLIDING_S = 3_600;
export const MAX_LATENESS_S = 3_600;
/** A window is let go so long after its last event could have come. */
export const SLACK_S = 60;
/** Panes that a metric of hopping windows may keep: (size + lateness + slack) / gcd(size, hop). */
export const MAX_PANES = 1_024;

export const METRIC_ID = /^[a-z0-9-]{1,64}$/;
/** What a formula calls its inputs. */
export const INPUT_NAME = /^[a-z][a-z0-9_]{0,31}$/;

const matching = (pattern: RegExp, meaning: string) => {
  const error = ({ input }: { input?: unknown }) => `${quoted(input)} is ${meaning}`;
  return z.string({ error }).regex(pattern, { error });
};
const metricId = matching(METRIC_ID, 'no id: it takes 1 to 64 of a-z, 0-9 and -');

const seconds = (max: number) => {
  const error = `takes a whole number of seconds from 1 to ${max}`;
  return z.int({ error }).min(1, error).max(max, error);
};

const kinds = (...names: string[]) => {
  return ({ input }: { input?: unknown }) => {
    const given = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
    return `kind is ${quoted(given)}: it takes one of ${names.join(', ')}`;
  };
};

const quantile = z
  .number({ error: 'takes numbers between 0 and 1' })
  .gt(0, 'takes numbers between 0 and 1')
  .lt(1, 'takes numbers between 0 and 1');

/** How the events of a window become a value. Each one's exactness is told in docs/metric-definitions.md. */
export const aggregate = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('count') }),
    z.strictObject({ kind: z.literal('rate'), per: z.enum(['second', 'minute'], 'takes second or minute') }),
    z.strictObject({ kind: z.literal('sum'), of: numberField }),
    z.strictObject({ kind: z.literal('average'), of: numberField }),
    z.strictObject({ kind: z.literal('minimum'), of: numberField }),
    z.strictObject({ kind: z.literal('maximum'), of: numberField }),
    z.strictObject({ kind: z.literal('unique'), of: z.enum(['visitors', 'sessions'], 'takes visitors or sessions') }),
    z.strictObject({ kind: z.literal('distinct'), of: field }),
    z.strictObject({
      kind: z.literal('quantile'),
      of: numberField,
      quantiles: z
        .array(quantile, 'takes a list of numbers')
        .min(1, 'takes 1 to 5 numbers')
        .max(5, 'takes 1 to 5 numbers'),
    }),
    z.strictObject({
      kind: z.literal('top'),
      of: field,
      k: z.int({ error: 'takes 1 to 50' }).min(1, 'takes 1 to 50').max(50, 'takes 1 to 50'),
    }),
    z.strictObject({
      kind: z.literal('formula'),
      expression: z
        .string('takes an expression')
        .min(1, 'takes an expression')
        .max(500, 'takes at most 500 characters'),
      inputs: z
        .record(
          z.string().regex(INPUT_NAME, 'an input is called a-z, then a-z, 0-9 or _'),
          metricId,
          'takes {name: metric id}',
        )
        .refine((inputs) => between(Object.keys(inputs).length, 1, 10), 'takes 1 to 10 inputs'),
    }),
  ],
  {
    error: kinds(
      ...['count', 'rate', 'sum', 'average', 'minimum', 'maximum', 'unique', 'distinct', 'quantile', 'top', 'formula'],
    ),
  },
);
export type Aggregate = z.output<typeof aggregate>;

/** Which events are counted together: by when they happened (`ts`), in windows aligned to the epoch. */
export const metricWindow = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('tumbling'), size_s: seconds(DAY_S) }),
    z.strictObject({ kind: z.literal('hopping'), size_s: seconds(DAY_S), hop_s: seconds(DAY_S) }),
    z.strictObject({ kind: z.literal('sliding'), size_s: seconds(MAX_SLIDING_S) }),
    z.strictObject({ kind: z.literal('session') }),
  ],
  { error: kinds('tumbling', 'hopping', 'sliding', 'session') },
);
export type MetricWindow = z.output<typeof metricWindow>;

/** What an analyst writes. The checks across fields are in parse.ts. */
export const metricDraft = z.strictObject({
  id: metricId,
  site: matching(SITE_NAME, 'no site: it takes 1 to 64 of a-z, 0-9, . and -'),
  name: z.string('takes a text').trim().min(1, 'takes a text').max(120, 'takes at most 120 characters'),
  description: z.string('takes a text').max(500, 'takes at most 500 characters').default(''),
  /** Shown behind the value: `ms`, `%`, `/s`. */
  unit: z.string('takes a text').max(16, 'takes at most 16 characters').default(''),
  /** All must hold. */
  filter: z.array(condition, 'takes a list of conditions').max(10, 'takes at most 10 conditions').default([]),
  /** Count events of bots too. */
  bots: z.boolean('takes true or false').default(false),
  aggregate,
  dimensions: z
    .array(field, 'takes a list of fields')
    .max(3, 'takes at most 3 fields')
    .refine((fields) => new Set(fields).size === fields.length, 'names a field twice')
    .default([]),
  /** Rows of dimension values that a window keeps; the rest is the row "other". */
  limit: z.int('takes 1 to 500').min(1, 'takes 1 to 500').max(500, 'takes 1 to 500').default(50),
  window: metricWindow,
  /** An event counts if it arrived at most so long after it happened. */
  lateness_s: z
    .int(`takes 0 to ${MAX_LATENESS_S}`)
    .min(0, `takes 0 to ${MAX_LATENESS_S}`)
    .max(MAX_LATENESS_S, `takes 0 to ${MAX_LATENESS_S}`)
    .default(300),
});
export type MetricDraft = z.output<typeof metricDraft>;

/** A metric as topic `weir.metrics` holds it, under the key `<site>/<id>`. */
export const metricDefinition = metricDraft.extend({
  /** 1, 2, ...: given by the server; a changed computation is a new one. */
  revision: z.int().min(1),
  state: z.enum(['live', 'candidate']),
  /** Ms since the epoch. */
  created_at: z.int(),
  updated_at: z.int(),
});
export type MetricDefinition = z.output<typeof metricDefinition>;

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
