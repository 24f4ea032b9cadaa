import type { MetricDefinition } from '../definitions/definition.ts';
import type { WindowRow } from '../windows/row.ts';

/**
 * Records of topic `weir.metric-values`: JSON upserts, keyed by `valueKey`. Each is one row of one window as one partition
 * sees it, and carries the offset of the last event that it covers: of each key the record with the highest offset counts,
 * so a repeat changes nothing. Rows of the partitions merge with `mergePartials`.
 */
export interface MetricValueRecord extends WindowRow {
  site: string;
  id: string;
  revision: number;
  partition: number;
  /** Last offset of that partition of `weir.events` that is counted in. */
  offset: number;
  /** Highest event time of the partition less 10 s, ms; 0 before the first event. */
  watermark: number;
  /** Events of this partition that came too late for the metric. */
  late: number;
  /** A backfill is under way: windows that began before the definition do not hold everything yet. */
  filling: boolean;
  /** Wall clock of the task as it wrote the record, ms. */
  emitted_at: number;
}

export function valueKey({ site, id, revision }: MetricDefinition, partition: number, row: WindowRow): string {
  const dims = row.other ? 'other' : JSON.stringify(row.dims);
  return `${site}/${id}/${revision}/${partition}/${row.now ? 'now' : row.end}/${dims}`;
}
