import type { z } from 'zod';
import {
  MAX_PANES,
  type MetricDefinition,
  type MetricDraft,
  metricDefinition,
  metricDraft,
  SLACK_S,
} from './definition.ts';

/** One thing wrong with a definition. */
export interface Problem {
  /** Where: `aggregate.of`, `filter[0].values`; empty for the whole. */
  field: string;
  reason: string;
}

export type Parsed<T> = { value: T; problems?: never } | { value?: never; problems: Problem[] };

/** Reads what an analyst wrote. Says everything that is wrong with it, each with its field. */
export function parseMetric(input: unknown): Parsed<MetricDraft> {
  const parsed = metricDraft.safeParse(input);
  if (!parsed.success) return { problems: problemsOf(parsed.error) };
  const problems = crossFieldProblems(parsed.data);
  return problems.length > 0 ? { problems } : { value: parsed.data };
}

/** Reads a definition as topic `weir.metrics` holds it. */
export function parseStoredMetric(input: unknown): Parsed<MetricDefinition> {
  const parsed = metricDefinition.safeParse(input);
  return parsed.success ? { value: parsed.data } : { problems: problemsOf(parsed.error) };
}

/** The largest whole number that divides both. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function crossFieldProblems({ aggregate, dimensions, filter, window, lateness_s: latenessS }: MetricDraft): Problem[] {
  const problems: Problem[] = [];
  const refuse = (field: string, reason: string) => problems.push({ field, reason });
  if (window.kind === 'hopping') {
    const { size_s: sizeS, hop_s: hopS } = window;
    if (hopS > sizeS) refuse('window.hop_s', `is ${hopS}: it takes at most the size, ${sizeS}`);
    else if (hopS === sizeS) refuse('window.hop_s', 'is the size: that is a tumbling window');
    else {
      const paneS = gcd(sizeS, hopS);
      const panes = Math.ceil((sizeS + latenessS + SLACK_S) / paneS);
      if (panes > MAX_PANES) {
        refuse('window.hop_s', `needs ${panes} panes of ${paneS} s, at most ${MAX_PANES} are kept: take a longer hop`);
      }
    }
  }
  if (window.kind === 'session' && !['count', 'sum', 'average', 'minimum', 'maximum'].includes(aggregate.kind)) {
    refuse('aggregate.kind', `is ${aggregate.kind}: within a session it takes count, sum, average, minimum or maximum`);
  }
  if (aggregate.kind === 'formula' && filter.length > 0) {
    refuse('filter', 'is for events: a formula takes its inputs as they are, filter those');
  }
  if (aggregate.kind === 'top' && dimensions.some((dimension) => dimension === aggregate.of)) {
    refuse('dimensions', `names ${aggregate.of}, which the aggregate already tells apart`);
  }
  return problems;
}

function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const field = fieldPath(issue.path);
    if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ field, reason: message }));
    if (issue.code === 'invalid_type' && field === '') return [{ field, reason: 'takes an object' }];
    if (issue.code !== 'unrecognized_keys') return [{ field, reason: issue.message }];
    return issue.keys.map((key) => ({ field: fieldPath([...issue.path, key]), reason: 'is no field of a metric' }));
  });
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}
