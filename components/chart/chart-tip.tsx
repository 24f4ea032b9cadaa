import type { Interval } from '../../engine/queries/range.ts';
import { Change } from '../metrics/change.tsx';
import { METRIC_LOOKS } from '../metrics/metrics.ts';
import type { Metric } from '../state/state.ts';
import { formatBucket } from '../theme/dates.ts';
import { changeOf, NOTHING } from '../theme/format.ts';
import classes from './chart.module.css';
import type { ChartPoint } from './chart-series.ts';

interface Props {
  point: ChartPoint | undefined;
  metric: Metric;
  interval: Interval;
  zone: string;
}

/** The bucket under the pointer, and what it is compared with. */
export function ChartTip({ point, metric, interval, zone }: Props) {
  if (!point) return null;
  const look = METRIC_LOOKS[metric];
  return (
    <div className={classes.tip}>
      <div className={classes.tipHead}>
        <span>{look.label}</span>
        {!point.filling && <Change change={changeOf(point.shown, point.before)} lowerIsBetter={look.lowerIsBetter} />}
      </div>
      <div className={classes.tipRow}>
        <span className={classes.tipMark} />
        <span>{formatBucket(point.start, interval, zone)}</span>
        <strong>{point.shown === null ? NOTHING : look.long(point.shown)}</strong>
      </div>
      {point.beforeStart !== null && point.before !== null && (
        <div className={classes.tipRow}>
          <span className={classes.tipMark} data-before />
          <span>{formatBucket(point.beforeStart, interval, zone)}</span>
          <strong>{look.long(point.before)}</strong>
        </div>
      )}
      {point.filling && <div className={classes.tipNote}>Still filling</div>}
    </div>
  );
}
