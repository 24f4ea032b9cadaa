import { type MetricRow, rowKey } from './metric-rows.ts';

/** One row whose value the candidate changes; null where a revision has no such row. */
export interface ChangedRow {
  start: number;
  end: number;
  dims: string[];
  other: boolean;
  live: number | null;
  candidate: number | null;
  /** `candidate - live`; null where one of them is. */
  by: number | null;
}

export interface MetricDifference {
  /** Rows of either revision. */
  rows: number;
  changed: number;
  onlyLive: number;
  onlyCandidate: number;
  /** Sums of the values over the rows that both have. */
  liveTotal: number;
  candidateTotal: number;
  /** The rows that change most, at most `MAX_LISTED`. */
  largest: ChangedRow[];
}

export const MAX_LISTED = 500;

/** What the candidate's windows say otherwise than the live revision's. */
export function metricDifference(live: readonly MetricRow[], candidate: readonly MetricRow[]): MetricDifference {
  const pairs = new Map<string, { live?: MetricRow; candidate?: MetricRow }>();
  for (const row of live) pairs.set(rowKey(row), { live: row });
  for (const row of candidate) pairs.set(rowKey(row), { ...pairs.get(rowKey(row)), candidate: row });
  const difference: MetricDifference = {
    ...{ rows: pairs.size, changed: 0, onlyLive: 0, onlyCandidate: 0, liveTotal: 0, candidateTotal: 0 },
    largest: [],
  };
  for (const pair of pairs.values()) {
    if (!pair.candidate) difference.onlyLive++;
    else if (!pair.live) difference.onlyCandidate++;
    else {
      difference.liveTotal += pair.live.value ?? 0;
      difference.candidateTotal += pair.candidate.value ?? 0;
    }
    const row = changedRow(pair);
    if (row) difference.largest.push(row);
  }
  difference.changed = difference.largest.length;
  difference.largest.sort((a, b) => weight(b) - weight(a) || b.start - a.start);
  difference.largest.length = Math.min(difference.largest.length, MAX_LISTED);
  return difference;
}

function changedRow(pair: { live?: MetricRow; candidate?: MetricRow }): ChangedRow | null {
  const { start, end, dims, other } = (pair.candidate ?? pair.live)!;
  const live = pair.live?.value ?? null;
  const candidate = pair.candidate?.value ?? null;
  if (pair.live && pair.candidate && live === candidate) return null;
  const by = live === null || candidate === null ? null : candidate - live;
  return { start, end, dims, other, live, candidate, by };
}

function weight({ by, live, candidate }: ChangedRow): number {
  return Math.abs(by ?? live ?? candidate ?? 0);
}
