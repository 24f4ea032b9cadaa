import { expect } from 'vitest';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import { hash64, hashHigh, hashLow } from '../../../../engine/events/hash64.ts';
import { HyperLogLog } from '../../../../engine/rollups/aggregates/hyperloglog.ts';
import type { PartialAggregate } from '../../../../engine/rollups/aggregates/partial.ts';
import { metricValue } from '../../../../engine/rollups/aggregates/value.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { labelOf, numberOf, textOf } from './model.ts';

/** Holds a row's partial against the events that it should be of. */
export function expectCounted(draft: MetricDraft, partial: PartialAggregate, events: readonly PlacedEvent[]): void {
  const { aggregate, window } = draft;
  const value = metricValue(draft, partial);
  const numbers = 'of' in aggregate ? events.map((event) => numberOf(event, aggregate.of) ?? 0) : [];
  const sum = numbers.reduce((total, number) => total + number, 0);
  if (aggregate.kind !== 'unique') expect(partial.n).toBe(events.length);
  switch (aggregate.kind) {
    case 'count':
      expect(value.value).toBe(events.length);
      break;
    case 'rate':
      expect(value.value).toBeCloseTo(
        (events.length / ('size_s' in window ? window.size_s : 1)) * (aggregate.per === 'minute' ? 60 : 1),
        9,
      );
      break;
    case 'sum':
      expectClose(value.value, sum);
      break;
    case 'average':
      expectClose(value.value, sum / events.length);
      break;
    case 'minimum':
      expect(value.value).toBe(Math.min(...numbers));
      break;
    case 'maximum':
      expect(value.value).toBe(Math.max(...numbers));
      break;
    case 'unique':
      expect(value.value).toBe(
        new Set(events.map((event) => (aggregate.of === 'visitors' ? event.visitor_id : event.session_id))).size,
      );
      break;
    case 'distinct':
      expect(value.value).toBe(estimateOf(events.map((event) => textOf(event, aggregate.of))));
      break;
    case 'quantile':
      for (const { quantile, value: found } of value.quantiles ?? []) expectQuantile(found, numbers, quantile);
      break;
    case 'top':
      expect(value.top).toEqual(topOf(events.map((event) => labelOf(event, aggregate.of))).slice(0, aggregate.k));
      break;
    default:
      throw new Error(`${aggregate.kind} has no rows`);
  }
}

export function expectClose(found: number | null, wanted: number): void {
  expect(found).not.toBeNull();
  expect(Math.abs((found ?? 0) - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
}

/** The stated error: 1 % of the value at that rank, for values up to 1e15. */
export function expectQuantile(found: number | null, numbers: readonly number[], quantile: number): void {
  const sorted = [...numbers].sort((a, b) => a - b);
  const exact = sorted[Math.floor(quantile * (sorted.length - 1))]!;
  if (exact > 1e15) expect(found).toBeGreaterThanOrEqual(0.99e15);
  else expect(Math.abs((found ?? Number.NaN) - exact)).toBeLessThanOrEqual(0.01 * Math.abs(exact) + 1e-9);
}

function estimateOf(values: readonly string[]): number {
  const sketch = new HyperLogLog();
  for (const value of values) {
    hash64(value);
    sketch.add(hashHigh, hashLow);
  }
  return sketch.estimate();
}

function topOf(values: readonly string[]): Array<{ value: string; count: number; error: number }> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([value, count]) => ({ value, count, error: 0 }));
}
