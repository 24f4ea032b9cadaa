import fc from 'fast-check';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { parseMetric } from '../../../../engine/rollups/definitions/parse.ts';
import { placedEvent } from '../../event.ts';

const FIELDS = ['path', 'country', 'props.total', 'props.plan', 'engaged_ms', 'name'];

const condition = fc.oneof(
  fc.record({
    field: fc.constantFrom(...FIELDS),
    op: fc.constantFrom('is', 'is_not'),
    values: fc.array(fc.constantFrom('/a', '/B', 'DE', '5', 'true', ''), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field: fc.constantFrom(...FIELDS),
    op: fc.constantFrom('contains', 'not_contains', 'starts_with'),
    values: fc.array(fc.constantFrom('/A', 'b', 'e', 'Pro'), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    field: fc.constantFrom('props.total', 'engaged_ms'),
    op: fc.constantFrom('greater', 'at_least', 'less', 'at_most'),
    values: fc.tuple(fc.constantFrom(5, 0, -1.5, 100)),
  }),
  fc.record({ field: fc.constantFrom(...FIELDS), op: fc.constantFrom('exists', 'not_exists') }),
);

const numberField = fc.constantFrom('props.total', 'engaged_ms');
const aggregate = fc.oneof(
  fc.constant({ kind: 'count' }),
  fc.record({ kind: fc.constant('rate'), per: fc.constantFrom('second', 'minute') }),
  fc.record({ kind: fc.constantFrom('sum', 'average', 'minimum', 'maximum'), of: numberField }),
  fc.record({ kind: fc.constant('unique'), of: fc.constantFrom('visitors', 'sessions') }),
  fc.record({ kind: fc.constant('distinct'), of: fc.constantFrom('path', 'props.total') }),
  fc.record({ kind: fc.constant('quantile'), of: numberField, quantiles: fc.constant([0.5, 0.95]) }),
  fc.record({ kind: fc.constant('top'), of: fc.constantFrom('visitor_id', 'props.total'), k: fc.constantFrom(1, 3) }),
);

const window = fc.oneof(
  fc.record({ kind: fc.constant('tumbling'), size_s: fc.constantFrom(1, 7, 60, 300) }),
  fc.constantFrom(
    { kind: 'hopping', size_s: 60, hop_s: 20 },
    { kind: 'hopping', size_s: 90, hop_s: 60 },
    { kind: 'hopping', size_s: 10, hop_s: 3 },
    { kind: 'hopping', size_s: 300, hop_s: 1 },
  ),
  fc.record({ kind: fc.constant('sliding'), size_s: fc.constantFrom(1, 5, 30, 90, 307) }),
);

export interface DraftLimits {
  /** Rows a window; 500 is more than the events have values. */
  limit?: number;
  window?: fc.Arbitrary<object>;
  aggregate?: fc.Arbitrary<object>;
}

/** A definition, as `parseMetric` takes it. */
export function draft({ limit, ...parts }: DraftLimits = {}): fc.Arbitrary<MetricDraft> {
  return fc
    .record({
      filter: fc.array(condition, { maxLength: 2 }),
      bots: fc.boolean(),
      aggregate: parts.aggregate ?? aggregate,
      dimensions: fc.uniqueArray(fc.constantFrom('path', 'country', 'props.plan'), { maxLength: 3 }),
      limit: limit === undefined ? fc.constantFrom(1, 2, 500) : fc.constant(limit),
      window: parts.window ?? window,
      lateness_s: fc.constantFrom(0, 30, 120),
    })
    .map(draftOf);
}

/** The definition that these parts make; a count by the minute where they do not say. */
export function draftOf(parts: object): MetricDraft {
  const rest = {
    id: 'm',
    site: 'demo',
    name: 'M',
    aggregate: { kind: 'count' },
    window: { kind: 'tumbling', size_s: 60 },
  };
  const { value, problems } = parseMetric({ ...rest, ...parts });
  if (!value) throw new Error(JSON.stringify(problems));
  return value;
}

const START = 1_700_000_000_000;

const event = fc.record({
  /** How much later than the event before it arrives, ms. Sometimes earlier: two collectors, two clocks. */
  step: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 4_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: -20_000, max: 40_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 1_000_000 }) },
  ),
  /** How late it is, ms. */
  delay: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 150_000 })),
  visitor: fc.integer({ min: 0, max: 6 }),
  session: fc.integer({ min: 0, max: 1 }),
  name: fc.constantFrom('pageview', 'pageview', 'order', 'request'),
  path: fc.constantFrom('/a', '/B', '/b/c'),
  country: fc.constantFrom('DE', 'FR', ''),
  props: fc.record(
    {
      total: fc.constantFrom<Array<string | number | boolean>>(5, -1.5, 1e21, 0, '5', '7.25', 'many', '1e3', '', true),
      plan: fc.constantFrom('free', 'Pro', 'x'.repeat(250)),
    },
    { requiredKeys: [] },
  ),
  engaged_ms: fc.constantFrom(0, 5, 1_200),
  is_bot: fc.boolean(),
  site: fc.constantFrom('demo', 'demo', 'demo', 'other'),
});

/** A partition's events in the order of the log; `received_at` is at most 20 s behind an event before. */
export function log(maxLength = 60, minLength = 0): fc.Arbitrary<PlacedEvent[]> {
  return fc.array(event, { minLength, maxLength }).map((steps) => {
    let highest = START;
    let previous = START;
    return steps.map(({ step, delay, visitor, session, ...fields }, offset) => {
      previous = Math.max(previous + step, highest - 20_000);
      highest = Math.max(highest, previous);
      const [visitor_id, session_id] = [`v${visitor}`, `s${visitor}-${session}`];
      return placedEvent({ ...fields, offset, received_at: previous, ts: previous - delay, visitor_id, session_id });
    });
  });
}
