import type { FiguresAnswer } from '../../engine/queries/answers.ts';
import type { Point } from '../../engine/queries/figures.ts';
import type { Metric } from '../state/state.ts';

/** A point as the chart draws it. What is null is not drawn. */
export interface ChartPoint {
  index: number;
  start: number;
  /** The solid line. */
  value: number | null;
  /** The dashed end: from the last complete bucket to the one that is still filling. */
  tail: number | null;
  /** The dashed line of the comparison. */
  before: number | null;
  beforeStart: number | null;
  /** Whatever is drawn for this bucket, solid or dashed. */
  shown: number | null;
  filling: boolean;
}

/** Lays the answer's series and its comparison over each other, bucket by bucket. */
export function chartPoints(answer: FiguresAnswer, metric: Metric): ChartPoint[] {
  // A line of nothing below would only be taken for the axis.
  const before = answer.comparison && answer.comparison.totals.visits > 0 ? answer.comparison.points : [];
  const filling = fillingIndex(answer.points);
  return answer.points.map((point, index) => {
    const shown = point.state === 'future' ? null : valueAt(point, metric);
    const earlier = before[index];
    return {
      index,
      start: point.start,
      value: index === filling ? null : shown,
      tail: filling !== null && (index === filling || index === filling - 1) ? shown : null,
      before: earlier ? valueAt(earlier, metric) : null,
      beforeStart: earlier?.start ?? null,
      shown,
      filling: index === filling,
    };
  });
}

/** The bucket that holds now, if the range does: only the last one begun can be filling. */
function fillingIndex(points: readonly Point[]): number | null {
  const begun = points.findLastIndex((point) => point.state !== 'future');
  // A partial first bucket of several is cut by the range, not by the present.
  return begun >= 0 && points[begun]!.state === 'partial' ? begun : null;
}

/** Counts of an empty bucket are 0; a rate of no visits is drawn as 0 too, so that the line holds together. */
function valueAt(point: Point, metric: Metric): number {
  return point[metric] ?? 0;
}

/** Ends of the axis's ticks, about five, at round figures. */
export function axisTop(points: readonly ChartPoint[]): number {
  return Math.max(0, ...points.map((point) => Math.max(point.shown ?? 0, point.before ?? 0)));
}

/** Round tick values from 0 to at least `top`; `step60` for durations. */
export function axisTicks(top: number, metric: Metric): number[] {
  if (top <= 0) return metric === 'bounce_rate' ? [0, 0.5, 1] : [0, 1];
  const whole = metric === 'visitors' || metric === 'visits' || metric === 'pageviews';
  const step = metric === 'visit_duration' ? durationStep(top / 4) : roundStep(top / 4, whole ? 1 : 0);
  const ticks: number[] = [];
  for (let index = 0; index <= Math.ceil(top / step - 1e-9); index += 1)
    ticks.push(Number((index * step).toPrecision(12)));
  return ticks;
}

function roundStep(rough: number, smallest: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough - 1e-12)!;
  return Math.max(smallest, smallest === 1 && !Number.isInteger(step) ? Math.ceil(step) : step);
}

const DURATION_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

function durationStep(rough: number): number {
  return DURATION_STEPS_S.find((step) => step >= rough) ?? Math.ceil(rough / 3600) * 3600;
}
