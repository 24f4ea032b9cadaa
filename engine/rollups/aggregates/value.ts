import type { MetricDraft } from '../definitions/definition.ts';
import { DdSketch } from './dd-sketch.ts';
import { capacityFor, mostFrequentFirst } from './frequent-values.ts';
import { HyperLogLog } from './hyperloglog.ts';
import type { PartialAggregate } from './partial.ts';

/** What is needed of a definition to merge and to read its partials. */
export type Measured = Pick<MetricDraft, 'aggregate' | 'window'>;

/** A metric's value in one window. */
export interface MetricValue {
  /**
   * Null where there is none: an average of nothing, a division by 0. A quantile's is its first; a top list's the first
   * count.
   */
  value: number | null;
  /** What was counted (`PartialAggregate.n`). */
  n: number;
  /** quantile: one each of the definition's; session: the median and 0.95. */
  quantiles?: Array<{ quantile: number; value: number | null }>;
  /** top: at most k, the most frequent first; a count may be too low by at most its error. */
  top?: Array<{ value: string; count: number; error: number }>;
}

const SESSION_QUANTILES = [0.5, 0.95];

/** What several partitions know of one window as one. Visitors and sessions add up: each lives in one partition. */
export function mergePartials(
  { aggregate, window }: Measured,
  partials: readonly PartialAggregate[],
): PartialAggregate {
  const [only] = partials;
  if (partials.length === 1 && only) return only;
  if (aggregate.kind === 'quantile' || window.kind === 'session') {
    return merged(partials.map(DdSketch.fromPartial), new DdSketch());
  }
  switch (aggregate.kind) {
    case 'distinct':
      return merged(partials.map(HyperLogLog.fromPartial), new HyperLogLog());
    case 'top':
      return mergeTops(partials, capacityFor(aggregate.k));
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
      return mergeMoments(partials);
    case 'formula':
      throw new TypeError('a formula has no partials: merge those of its inputs');
    default:
      return { n: total(partials) };
  }
}

/** The value of a window from the merged partials of all partitions. */
export function metricValue({ aggregate, window }: Measured, partial: PartialAggregate): MetricValue {
  const { n, sum = 0, min = null, max = null } = partial;
  if (window.kind === 'session') {
    return { value: n === 0 ? null : sum / n, n, quantiles: quantilesOf(partial, SESSION_QUANTILES) };
  }
  switch (aggregate.kind) {
    case 'count':
    case 'unique':
      return { value: n, n };
    case 'rate':
      return { value: (n / window.size_s) * (aggregate.per === 'minute' ? 60 : 1), n };
    case 'sum':
      return { value: sum, n };
    case 'average':
      return { value: n === 0 ? null : sum / n, n };
    case 'minimum':
      return { value: min, n };
    case 'maximum':
      return { value: max, n };
    case 'distinct':
      return { value: HyperLogLog.fromPartial(partial).estimate(), n };
    case 'quantile': {
      const quantiles = quantilesOf(partial, aggregate.quantiles);
      return { value: quantiles[0]?.value ?? null, n, quantiles };
    }
    case 'top': {
      const listed = partial.top ?? [];
      const top = listed.slice(0, aggregate.k).map(([value, count, error]) => ({ value, count, error }));
      return { value: top[0]?.count ?? null, n, top };
    }
    case 'formula':
      throw new TypeError('a formula has no partials: use evaluateFormula on the values of its inputs');
  }
}

/** The value of a window in which nothing was counted. */
export function emptyValue(measured: Measured): MetricValue {
  return metricValue(measured, { n: 0 });
}

function merged<A extends { merge(other: A): void; partial(): PartialAggregate }>(
  parts: A[],
  into: A,
): PartialAggregate {
  for (const part of parts) into.merge(part);
  return into.partial();
}

function total(partials: readonly PartialAggregate[]): number {
  return partials.reduce((sum, { n }) => sum + n, 0);
}

function mergeMoments(partials: readonly PartialAggregate[]): PartialAggregate {
  const filled = partials.filter(({ n }) => n > 0);
  const sum = filled.reduce((sums, partial) => sums + (partial.sum ?? 0), 0);
  if (filled.length === 0) return { n: 0, sum: 0 };
  const min = Math.min(...filled.map((partial) => partial.min ?? Number.POSITIVE_INFINITY));
  const max = Math.max(...filled.map((partial) => partial.max ?? Number.NEGATIVE_INFINITY));
  return { n: total(filled), sum, min, max };
}

/**
 * A value missing from one partition's list may have been there up to that one's `absent` times: that goes into its
 * error.
 */
function mergeTops(partials: readonly PartialAggregate[], capacity: number): PartialAggregate {
  const absent = partials.reduce((sum, partial) => sum + (partial.absent ?? 0), 0);
  const counts = new Map<string, [count: number, error: number]>();
  for (const { top = [], absent: own = 0 } of partials) {
    for (const [value, count, error] of top) {
      const [heldCount, heldError] = counts.get(value) ?? [0, absent];
      counts.set(value, [heldCount + count, heldError - own + error]);
    }
  }
  const sorted = [...counts].map(([value, [count, error]]) => [value, count, error] as [string, number, number]);
  sorted.sort(mostFrequentFirst);
  const cut = sorted.slice(capacity).reduce((most, [, count, error]) => Math.max(most, count + error), 0);
  return { n: total(partials), top: sorted.slice(0, capacity), absent: Math.max(absent, cut) };
}

function quantilesOf(partial: PartialAggregate, quantiles: readonly number[]) {
  const sketch = DdSketch.fromPartial(partial);
  return quantiles.map((quantile) => ({ quantile, value: sketch.quantile(quantile) }));
}
