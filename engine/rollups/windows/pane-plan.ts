import { type MetricWindow, SLACK_S } from '../definitions/definition.ts';
import { gcd } from '../definitions/parse.ts';

const SECOND_MS = 1_000;
/** A window is closed once the clock is so far past its end; events of one moment arrive that far apart. */
const CLOSE_AFTER_MS = 10_000;
/** Windows of the history of a sliding window: about so many overlap. */
const SLIDING_STEPS = 30;
/** Panes that the history of a sliding window keeps at most, about. */
const SLIDING_PANES = 512;
/** Visits are told by the minute in which they began. */
const SESSION_PANE_S = 60;

/**
 * How a metric's windows are cut into panes: the longest spans that no window's border crosses. An event touches one
 * pane, a window is the merge of `panes` of them. Panes are numbered from the epoch; a window is named after its first
 * pane.
 */
export interface PanePlan {
  readonly paneMs: number;
  /** Panes a window. */
  readonly panes: number;
  /** Windows begin every so many panes. */
  readonly hop: number;
  /** State is kept so long after a window's end. */
  readonly keepMs: number;
  /** Size of the window that ends now, in seconds; 0 where there is none. */
  readonly slidingS: number;
}

export function panePlan(window: MetricWindow, latenessS: number): PanePlan {
  const keepMs = (latenessS + SLACK_S) * SECOND_MS;
  switch (window.kind) {
    case 'tumbling':
      return { paneMs: window.size_s * SECOND_MS, panes: 1, hop: 1, keepMs, slidingS: 0 };
    case 'hopping': {
      const paneS = gcd(window.size_s, window.hop_s);
      return {
        paneMs: paneS * SECOND_MS,
        panes: window.size_s / paneS,
        hop: window.hop_s / paneS,
        keepMs,
        slidingS: 0,
      };
    }
    case 'sliding': {
      const stepS = slidingStepS(window.size_s, latenessS);
      return { paneMs: stepS * SECOND_MS, panes: window.size_s / stepS, hop: 1, keepMs, slidingS: window.size_s };
    }
    case 'session':
      return { paneMs: SESSION_PANE_S * SECOND_MS, panes: 1, hop: 1, keepMs: SLACK_S * SECOND_MS, slidingS: 0 };
  }
}

/**
 * The history of a sliding window is kept every so many seconds: the least divisor of its size that needs no more steps
 * and panes.
 */
export function slidingStepS(sizeS: number, latenessS: number): number {
  const least = Math.max(sizeS / SLIDING_STEPS, (sizeS + latenessS + SLACK_S) / SLIDING_PANES);
  for (let stepS = Math.max(1, Math.ceil(least)); stepS < sizeS; stepS++) if (sizeS % stepS === 0) return stepS;
  return sizeS;
}

/** Panes that are kept at once at most. */
export function keptPanes({ paneMs, panes, keepMs }: PanePlan): number {
  return panes + Math.ceil(keepMs / paneMs) + 2;
}

export function startOf(plan: PanePlan, window: number): number {
  return window * plan.paneMs;
}

export function endOf(plan: PanePlan, window: number): number {
  return (window + plan.panes) * plan.paneMs;
}

/**
 * First and last window with the pane in it; `plan.hop` apart. The last may be before the first: no window has it then.
 */
export function firstWindowWith(plan: PanePlan, pane: number): number {
  return Math.ceil((pane - plan.panes + 1) / plan.hop) * plan.hop;
}

export function lastWindowWith(plan: PanePlan, pane: number): number {
  return Math.floor(pane / plan.hop) * plan.hop;
}

/** The first pane that an event in time may still reach, or that is in such a window. */
export function oldestPane(plan: PanePlan, clockMs: number): number {
  return Math.ceil((clockMs - plan.keepMs) / plan.paneMs) - plan.panes;
}

/** Windows up to this one are closed: the clock is over 10 s past their end. */
export function closedThrough(plan: PanePlan, clockMs: number): number {
  return Math.ceil((clockMs - CLOSE_AFTER_MS) / plan.paneMs) - 1 - plan.panes;
}

/**
 * Whether a window is due to be emitted as it fills: those that ended, and of overlapping ones the one that ends next.
 */
export function isDue(plan: PanePlan, window: number, clockMs: number): boolean {
  if (plan.slidingS > 0) return endOf(plan, window) <= clockMs;
  return plan.panes === 1 || endOf(plan, window) - plan.hop * plan.paneMs <= clockMs;
}
