import { ROLLUPS_GROUP } from '../../events/topics.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import type { Metric, StoppedRevision } from '../../rollups/metrics/metric.ts';
import type { Heartbeat, MetricStatus, PartitionStatus } from '../../stream/status.ts';

/** How a revision fares, over all partitions that say so. */
export interface RevisionStatus {
  /** `pending`: no pipeline has taken it up yet. `filling`: its past is being read. `stopped`: see `stopped`. */
  state: 'pending' | 'filling' | 'running' | 'stopped';
  /** Lowest over the partitions, ms; null before the first event. */
  watermark: number | null;
  /** Records of the log that are not counted in yet. */
  lag: number | null;
  late: number;
  missed: number;
  dropped: number;
  /** Estimate of the memory that its state takes. */
  bytes: number;
  /** Offsets of the past that are read, and all of them; null where nothing is left to read. */
  backfill: { done: number; total: number } | null;
  stopped: StoppedRevision | null;
}

/** A metric as the API shows it. */
export interface MetricView {
  metric: MetricDefinition;
  status: RevisionStatus | null;
  candidate: MetricDefinition | null;
  candidateStatus: RevisionStatus | null;
}

interface Part {
  partition: PartitionStatus;
  metric: MetricStatus;
}

export function metricView({ live, candidate, stopped }: Metric, heartbeats: readonly Heartbeat[]): MetricView {
  return {
    metric: live,
    status: revisionStatus(live, stopped, heartbeats),
    candidate,
    candidateStatus: candidate && revisionStatus(candidate, stopped, heartbeats),
  };
}

/** Null for a formula: it is computed from others as it is read. */
export function revisionStatus(
  definition: MetricDefinition,
  stopped: readonly StoppedRevision[],
  heartbeats: readonly Heartbeat[],
): RevisionStatus | null {
  if (definition.aggregate.kind === 'formula') return null;
  const parts = partsOf(definition, heartbeats);
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  const filling = parts.filter(({ metric }) => metric.backfill !== null);
  const watermarks = parts.flatMap(({ partition }) => partition.watermark ?? []);
  const stop = stopped.find(({ revision }) => revision === definition.revision) ?? null;
  return {
    state: stop ? 'stopped' : parts.length === 0 ? 'pending' : filling.length > 0 ? 'filling' : 'running',
    watermark: watermarks.length > 0 ? Math.min(...watermarks) : null,
    lag: parts.length > 0 ? sum(({ partition }) => partition.lag ?? 0) : null,
    late: sum(({ metric }) => metric.late),
    missed: sum(({ metric }) => metric.missed),
    dropped: sum(({ metric }) => metric.dropped),
    bytes: sum(({ metric }) => metric.bytes),
    backfill: filling.length === 0 ? null : { done: sum(doneOf), total: sum(totalOf) },
    stopped: stop,
  };
}

/** Of each partition the newest word: after a rebalance two processes may have told of it. */
function partsOf({ site, id, revision }: MetricDefinition, heartbeats: readonly Heartbeat[]): Part[] {
  const newest = new Map<number, { at: number; part: Part }>();
  for (const { at, status } of heartbeats) {
    if (status.group !== ROLLUPS_GROUP) continue;
    for (const partition of status.partitions) {
      const metric = partition.metrics?.find(
        (each) => each.site === site && each.id === id && each.revision === revision,
      );
      const known = newest.get(partition.partition);
      if (metric && at >= (known?.at ?? 0)) newest.set(partition.partition, { at, part: { partition, metric } });
    }
  }
  return [...newest.values()].map(({ part }) => part);
}

const doneOf = ({ metric: { backfill } }: Part): number => (backfill ? backfill.next - backfill.from : 0);
const totalOf = ({ metric: { backfill } }: Part): number => (backfill ? backfill.end - backfill.from : 0);
