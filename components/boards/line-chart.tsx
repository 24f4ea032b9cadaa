'use client';

import { useMemo } from 'react';
import { CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { MetricFace } from '../../engine/live/metrics/metric-views.ts';
import { formatClock } from '../theme/dates.ts';
import classes from './boards.module.css';
import { formatMetric, formatNumber } from './metric-format.ts';
import type { Series } from './series.ts';

interface Props {
  times: readonly number[];
  series: readonly Series[];
  metric: MetricFace;
  zone: string;
}

type Point = { time: number } & Record<string, number | null>;

/** Lines over time, with a legend that tells the last values. */
export function LineChart({ times, series, metric, zone }: Props) {
  const points = useMemo(() => {
    return times.map((time, index): Point => {
      const values = series.map(({ values }, line) => [`v${line}`, values[index] ?? null]);
      return { time, ...Object.fromEntries(values) };
    });
  }, [times, series]);
  const summary = series.map(({ name, values }) => `${name} ${formatMetric(values.at(-1) ?? null, metric)}`).join(', ');
  return (
    <div className={classes.lines}>
      <div className={classes.plot} role="img" aria-label={`${metric.name}: ${summary}`}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 180 }}>
          <ComposedChart data={points} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--weir-grid)" />
            <XAxis
              dataKey="time"
              type="number"
              domain={['dataMin', 'dataMax']}
              tickFormatter={(time: number) => formatClock(time, zone)}
              minTickGap={56}
              tickLine={false}
              axisLine={{ stroke: 'var(--weir-line)' }}
              tick={{ fill: 'var(--weir-dim)', fontSize: 11.5 }}
            />
            <YAxis
              width={46}
              tickCount={4}
              domain={[0, 'auto']}
              tickFormatter={formatNumber}
              tickLine={false}
              axisLine={false}
              tick={{ fill: 'var(--weir-dim)', fontSize: 11.5 }}
            />
            <Tooltip
              cursor={{ stroke: 'var(--weir-compare)', strokeDasharray: '3 3' }}
              isAnimationActive={false}
              content={({ active, payload }) => {
                const point = active ? (payload?.[0]?.payload as Point | undefined) : undefined;
                return point ? <Tip point={point} series={series} metric={metric} zone={zone} /> : null;
              }}
            />
            {series.map(({ key }, line) => (
              <Line {...LINE} key={key} dataKey={`v${line}`} stroke={colourOf(line)} strokeWidth={2} />
            ))}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      {series.length > 1 && (
        <ul className={classes.keys}>
          {series.map(({ key, name, values }, line) => (
            <li key={key}>
              <i style={{ background: colourOf(line) }} />
              <span>{name}</span>
              <strong>{formatMetric(values.at(-1) ?? null, metric)}</strong>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const LINE = { type: 'monotone', dot: false, isAnimationActive: false, connectNulls: false } as const;

export function colourOf(line: number): string {
  return `var(--weir-series-${(line % 6) + 1})`;
}

interface TipProps extends Pick<Props, 'series' | 'metric' | 'zone'> {
  point: Point;
}

function Tip({ point, series, metric, zone }: TipProps) {
  return (
    <div className={classes.tip}>
      <div className={classes.tipTime}>{formatClock(point.time, zone)}</div>
      {series.map(({ key, name }, line) => (
        <div key={key} className={classes.tipRow}>
          <i style={{ background: colourOf(line) }} />
          <span>{name}</span>
          <strong>{formatMetric(point[`v${line}`] ?? null, metric)}</strong>
        </div>
      ))}
    </div>
  );
}
