import type { MetricDraft } from './definition.ts';

/**
 * What a definition computes, as text: equal texts, equal numbers. Name, description and unit are left out, so that
 * changing those makes no new revision; the order of conditions, and of the values within one, does not count.
 */
export function computationOf(draft: MetricDraft): string {
  const { site, filter, bots, aggregate, dimensions, limit, window, lateness_s } = draft;
  const conditions = filter.map(({ field, op, values }) => JSON.stringify([field, op, [...new Set(values)].sort()]));
  return JSON.stringify([
    site,
    [...new Set(conditions)].sort(),
    bots,
    sorted(aggregate),
    dimensions,
    limit,
    sorted(window),
    lateness_s,
  ]);
}

/** The same with its keys in order, also within. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
