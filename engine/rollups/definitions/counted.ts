import { REQUEST } from '../../events/event.ts';
import type { Condition } from './condition.ts';
import type { MetricDraft } from './definition.ts';

/**
 * The conditions that an event must meet to be counted. Requests of an access log that are no page view are counted
 * only where a condition is on the event's name, as everywhere in the dashboard.
 */
export function countedConditions({ filter }: Pick<MetricDraft, 'filter'>): Condition[] {
  if (filter.some(({ field }) => field === 'name')) return filter;
  return [...filter, { field: 'name', op: 'is_not', values: [REQUEST] }];
}
