import type { PlacedEvent } from '../../events/event.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import { EventLens } from '../../rollups/definitions/event-lens.ts';
import { createMetricWindows } from '../../rollups/windows/open-windows.ts';
import { endOf, firstWindowWith, lastWindowWith, panePlan, startOf } from '../../rollups/windows/pane-plan.ts';

/** What a metric made of one event. */
export interface MetricVerdict {
  id: string;
  revision: number;
  /** `late`: more than `lateness_s` old as it arrived. `not-counted`: the filter, or a bot. */
  outcome: 'counted' | 'late' | 'not-counted';
  /** Windows that it is in, by their start; of a sliding window the time in which it is; of sessions the minute of the visit. */
  windows: Array<{ start: number; end: number }>;
}

/** Windows of one event that are listed at most. */
const MAX_WINDOWS = 100;

/** Asks the metric's own fold, with this event alone. `visitStart`: when the event's session began. */
export function metricVerdict(definition: MetricDefinition, event: PlacedEvent, visitStart: number): MetricVerdict {
  const { id, revision, window, lateness_s: latenessS } = definition;
  const windows = createMetricWindows(definition, new EventLens());
  windows.add(event);
  if (windows.late > 0) return { id, revision, outcome: 'late', windows: [] };
  // Past every window: a session's end too, which only time brings.
  windows.advance(event.received_at + 7 * 86_400_000);
  if (windows.takeClosed().length === 0) return { id, revision, outcome: 'not-counted', windows: [] };
  if (window.kind === 'sliding') {
    const start = Math.floor(event.ts / 1000) * 1000;
    return { id, revision, outcome: 'counted', windows: [{ start, end: start + window.size_s * 1000 }] };
  }
  const plan = panePlan(window, latenessS);
  const pane = Math.floor((window.kind === 'session' ? visitStart : event.ts) / plan.paneMs);
  const found: MetricVerdict['windows'] = [];
  for (let first = firstWindowWith(plan, pane); first <= lastWindowWith(plan, pane); first += plan.hop) {
    if (found.length < MAX_WINDOWS) found.push({ start: startOf(plan, first), end: endOf(plan, first) });
  }
  return { id, revision, outcome: 'counted', windows: found };
}
