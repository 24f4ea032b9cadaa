import type { MetricDraft } from '../definitions/definition.ts';
import type { EventLens } from '../definitions/event-lens.ts';
import { EventWindows } from './event-windows.ts';
import type { MemberBudget } from './member-panes.ts';
import type { MetricWindows } from './metric-windows.ts';
import { SessionWindows } from './session-windows.ts';
import {
  bucketReader,
  cellKind,
  countPlan,
  distinctPlan,
  MAX_MEMBERS,
  memberKind,
  memberSetPlan,
  momentsPlan,
  sketchPlan,
  topPlan,
} from './state-kind.ts';

/**
 * Empty windows for a definition. Metrics of one partition share a lens, and with it what they read of an event. Throws
 * a TypeError for a formula, which has no windows of its own: it is evaluated over those of its inputs.
 */
export function createMetricWindows(definition: MetricDraft, lens: EventLens): MetricWindows {
  return windowsOf(definition, lens);
}

/**
 * Windows as `encode` wrote them, for a definition of the same computation. Throws a RangeError where the bytes end too
 * early.
 */
export function decodeMetricWindows(definition: MetricDraft, lens: EventLens, bytes: Buffer): MetricWindows {
  const windows = windowsOf(definition, lens);
  windows.decode(bytes);
  return windows;
}

function windowsOf(definition: MetricDraft, lens: EventLens): MetricWindows & { decode(bytes: Buffer): void } {
  const { aggregate, window } = definition;
  if (window.kind === 'session') return new SessionWindows(definition, lens);
  switch (aggregate.kind) {
    case 'count':
    case 'rate':
      return new EventWindows(definition, lens, (plan) => cellKind(plan, countPlan()));
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
      return new EventWindows(definition, lens, (plan) => cellKind(plan, momentsPlan(lens.number(aggregate.of))));
    case 'unique':
      return uniqueWindows(definition, lens, aggregate.of === 'visitors' ? 'visitor_id' : 'session_id');
    case 'distinct':
      return new EventWindows(definition, lens, (plan) => cellKind(plan, distinctPlan(aggregate.of, lens)));
    case 'quantile': {
      const kind = sketchPlan(lens.number(aggregate.of), bucketReader(aggregate.of, lens));
      return new EventWindows(definition, lens, (plan) => cellKind(plan, kind));
    }
    case 'top':
      return new EventWindows(definition, lens, (plan) => cellKind(plan, topPlan(aggregate, lens)));
    case 'formula':
      throw new TypeError('a formula has no windows of its own');
  }
}

/** A set a window where windows do not overlap; where they do, a bit a pane of each member. */
function uniqueWindows(definition: MetricDraft, lens: EventLens, of: 'visitor_id' | 'session_id') {
  const read = lens.hash(of);
  const budget: MemberBudget = { left: MAX_MEMBERS, dropped: 0 };
  return definition.window.kind === 'tumbling'
    ? new EventWindows(definition, lens, (plan) => cellKind(plan, memberSetPlan(read, budget), budget))
    : new EventWindows(definition, lens, (plan) => memberKind(plan, read, budget));
}
