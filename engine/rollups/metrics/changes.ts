import { computationOf } from '../definitions/computation.ts';
import type { MetricDefinition, MetricDraft } from '../definitions/definition.ts';
import { type Problem, parseMetric } from '../definitions/parse.ts';
import { inputIds, referenceProblems } from '../definitions/references.ts';
import type { Metric } from './metric.ts';

/** Metrics of one site, and of all sites together. */
export const MAX_METRICS_A_SITE = 200;
export const MAX_METRICS = 1_000;

/** A change that cannot be made; `reason` is stable, the message says what to do. */
export class ChangeRefused extends Error {
  readonly reason:
    | 'invalid-metric'
    | 'metric-exists'
    | 'too-many-metrics'
    | 'metric-in-use'
    | 'no-candidate'
    | 'not-filled';
  readonly problems: readonly Problem[];
  constructor(reason: ChangeRefused['reason'], message: string, problems: readonly Problem[] = []) {
    super(message);
    this.name = 'ChangeRefused';
    this.reason = reason;
    this.problems = problems;
  }
}

/** Reads what an analyst wrote, beside the metrics that there are. Throws `ChangeRefused` with every problem. */
export function readDraft(input: unknown, all: readonly Metric[]): MetricDraft {
  const { value: draft, problems } = parseMetric(input);
  if (!draft) throw invalid(problems);
  const find = (id: string) => all.find(({ live }) => live.site === draft.site && live.id === id)?.live;
  const references = referenceProblems(draft, find);
  if (references.length > 0) throw invalid(references);
  return draft;
}

export function created(draft: MetricDraft, all: readonly Metric[], now: number): Metric {
  const ofSite = all.filter(({ live }) => live.site === draft.site);
  if (ofSite.some(({ live }) => live.id === draft.id)) {
    throw new ChangeRefused(
      'metric-exists',
      `There is a metric "${draft.id}" on ${draft.site}: change it with PUT, or take another id.`,
    );
  }
  if (ofSite.length >= MAX_METRICS_A_SITE || all.length >= MAX_METRICS) {
    const limit =
      ofSite.length >= MAX_METRICS_A_SITE ? `${MAX_METRICS_A_SITE} metrics a site` : `${MAX_METRICS} metrics`;
    throw new ChangeRefused('too-many-metrics', `At most ${limit}: delete one that nobody looks at.`);
  }
  return {
    live: { ...draft, revision: 1, state: 'live', created_at: now, updated_at: now },
    candidate: null,
    stopped: [],
  };
}

/** Name, description and unit change at once; a changed computation becomes the candidate, in place of one that there was. */
export function changed({ live, candidate, stopped }: Metric, draft: MetricDraft, now: number): Metric {
  if (computationOf(draft) === computationOf(live)) {
    const { name, description, unit } = draft;
    return { live: { ...live, name, description, unit, updated_at: now }, candidate, stopped };
  }
  if (candidate && computationOf(draft) === computationOf(candidate)) {
    const { name, description, unit } = draft;
    return { live, candidate: { ...candidate, name, description, unit, updated_at: now }, stopped };
  }
  const revision = Math.max(live.revision, candidate?.revision ?? 0) + 1;
  const next: MetricDefinition = {
    ...draft,
    revision,
    state: 'candidate',
    created_at: live.created_at,
    updated_at: now,
  };
  return { live, candidate: next, stopped: stopped.filter((other) => other.revision === live.revision) };
}

/** The candidate takes the live revision's place. `filled`: its past is counted in. */
export function promoted({ candidate, stopped }: Metric, filled: boolean, now: number): Metric {
  if (!candidate) throw noCandidate();
  if (!filled) {
    throw new ChangeRefused(
      'not-filled',
      'The candidate has not read all of the past yet: wait for its backfill, or add force=1.',
    );
  }
  const live: MetricDefinition = { ...candidate, state: 'live', updated_at: now };
  return { live, candidate: null, stopped: stopped.filter((other) => other.revision === live.revision) };
}

export function discarded({ live, candidate, stopped }: Metric): Metric {
  if (!candidate) throw noCandidate();
  return { live, candidate: null, stopped: stopped.filter((other) => other.revision === live.revision) };
}

/** Takes revisions up again that were stopped; their past is read anew. */
export function resumed({ live, candidate }: Metric): Metric {
  return { live, candidate, stopped: [] };
}

/** Throws `ChangeRefused` where formulas take the metric. */
export function requireUnused({ live: { site, id } }: Metric, all: readonly Metric[]): void {
  const users = all.filter((other) => {
    const definitions = other.candidate ? [other.live, other.candidate] : [other.live];
    return other.live.site === site && definitions.some((definition) => inputIds(definition).includes(id));
  });
  if (users.length === 0) return;
  const names = users.map(({ live }) => `"${live.id}"`).join(', ');
  throw new ChangeRefused('metric-in-use', `The formula of ${names} takes "${id}": delete or change that first.`);
}

function noCandidate(): ChangeRefused {
  return new ChangeRefused('no-candidate', 'There is no candidate: a PUT with a changed computation makes one.');
}

function invalid(problems: readonly Problem[]): ChangeRefused {
  const first = problems[0]!;
  return new ChangeRefused(
    'invalid-metric',
    first.field === '' ? first.reason : `${first.field}: ${first.reason}`,
    problems,
  );
}
