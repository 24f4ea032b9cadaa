import type { MetricDefinition } from '../definitions/definition.ts';
import { parseStoredMetric } from '../definitions/parse.ts';

/** A metric as topic `weir.metrics` holds it, under the key `<site>/<id>`. */
export interface Metric {
  live: MetricDefinition;
  /** A changed computation that runs beside the live one until it is promoted or discarded. */
  candidate: MetricDefinition | null;
  /** Revisions that are not computed any more, and why; a POST to `.../resume` takes them up again. */
  stopped: StoppedRevision[];
}

export interface StoppedRevision {
  revision: number;
  /** `memory`: its state alone went beyond what the pipeline may hold for metrics (WEIR_METRICS_MB). */
  reason: 'memory';
  /** What it held as it was stopped. */
  bytes: number;
  /** Ms since the epoch. */
  at: number;
}

export function metricKey(site: string, id: string): string {
  return `${site}/${id}`;
}

/** Names one computation: a metric that was deleted and made anew under its id is another one. */
export function revisionKey({ site, id, created_at, revision }: MetricDefinition): string {
  return `${site}/${id}/${created_at}/${revision}`;
}

/** What partitions compute of a metric: its live and its candidate revision. A formula is computed where it is read. */
export function computedRevisions({ live, candidate, stopped }: Metric): MetricDefinition[] {
  const wanted = candidate ? [live, candidate] : [live];
  return wanted.filter(({ aggregate, revision }) => {
    return aggregate.kind !== 'formula' && !stopped.some((other) => other.revision === revision);
  });
}

/** Null for a record that is no metric: somebody else wrote to the topic, or a later Weir. */
export function parseMetricRecord(key: string, value: Buffer): Metric | null {
  let raw: unknown;
  try {
    raw = JSON.parse(value.toString());
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null) return null;
  const { live: rawLive, candidate: rawCandidate, stopped } = raw as Partial<Record<keyof Metric, unknown>>;
  const live = parseStoredMetric(rawLive).value;
  if (!live || metricKey(live.site, live.id) !== key) return null;
  const candidate = rawCandidate ? parseStoredMetric(rawCandidate).value : null;
  if (candidate === undefined) return null;
  return { live, candidate, stopped: Array.isArray(stopped) ? (stopped as StoppedRevision[]) : [] };
}
