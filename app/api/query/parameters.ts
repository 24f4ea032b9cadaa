import { z } from 'zod';
import { parseFilter } from '../../../components/filters/filter.ts';
import { SITE_NAME } from '../../../engine/events/event.ts';
import { dimension, type Filter, filters } from '../../../engine/queries/filters.ts';
import { MAX_MESSAGES } from '../../../engine/queries/messages.ts';
import { dayRange, INTERVALS, minuteRange, type Range, spanOf } from '../../../engine/queries/range.ts';
import type { Scope } from '../../../engine/queries/scope.ts';
import { isTimeZone } from '../../../engine/queries/time-zone.ts';
import { BadParameter } from './problem.ts';

const scopeParameters = z.object({
  site: z.string().regex(SITE_NAME, 'is not a site name: 1 to 64 of a-z, 0-9, dot and hyphen'),
  tz: z.string().max(64).refine(isTimeZone, 'is not a known time zone').default('UTC'),
  bots: z.enum(['0', '1'], 'is 0 or 1').default('0'),
});

export const seriesParameters = z.object({ interval: z.enum(INTERVALS).default('day') });

export const breakdownParameters = z.object({
  dimension,
  limit: z.coerce.number().int().min(1).max(10_000).default(9),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  search: z.string().max(200).default(''),
  format: z.enum(['json', 'csv'], 'is json or csv').default('json'),
});

export const messageParameters = z.object({
  topic: z.string().regex(/^[A-Za-z0-9._-]{1,249}$/, 'is not a topic name'),
  partition: z.coerce.number().int().min(0).max(100_000).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_MESSAGES).default(20),
});

/** Reads the parameters that `schema` names. Throws `BadParameter` for the first that cannot be used. */
export function read<T extends z.ZodType>(schema: T, query: URLSearchParams): z.infer<T> {
  return checked(schema, Object.fromEntries(query), (path) => path[0] ?? 'query');
}

function checked<T extends z.ZodType>(schema: T, value: unknown, field: (path: string[]) => string): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new BadParameter(field(issue.path.map(String)), issue.message);
}

/** The site, time span and filters of a question. */
export function readScope(query: URLSearchParams, now: number): Scope {
  const { site, tz, bots } = read(scopeParameters, query);
  const minutes = query.get('minutes');
  const wanted =
    minutes === null ? readRange(query, '') : checked(minuteRange, { minutes: Number(minutes) }, () => 'minutes');
  return { site, span: spanOf(wanted, tz, now), filters: readFilters(query), bots: bots === '1' };
}

/** The same question about the days to compare with; null where none are asked for. */
export function readComparison(query: URLSearchParams, scope: Scope): Scope | null {
  if (!query.has('compare_from')) return null;
  return { ...scope, span: spanOf(readRange(query, 'compare_'), scope.span.zone, scope.span.now) };
}

function readRange(query: URLSearchParams, prefix: string): Range {
  const value = { from: query.get(`${prefix}from`), to: query.get(`${prefix}to`) };
  return checked(dayRange, value, (path) => prefix + (path[0] ?? 'from'));
}

function readFilters(query: URLSearchParams): Filter[] {
  const parsed = query.getAll('f').map((text) => {
    const filter = parseFilter(text);
    if (!filter) throw new BadParameter('f', `is not dimension:operator:value, but "${text.slice(0, 80)}"`);
    return filter;
  });
  return checked(filters, parsed, () => 'f');
}
