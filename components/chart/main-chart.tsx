'use client';

import { useMemo, useRef, useState } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  type MouseHandlerDataParam,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { FiguresAnswer } from '../../engine/queries/answers.ts';
import type { Interval } from '../../engine/queries/range.ts';
import { METRIC_LOOKS } from '../metrics/metrics.ts';
import type { Metric } from '../state/state.ts';
import { formatBucket, formatTick } from '../theme/dates.ts';
import classes from './chart.module.css';
import { axisTicks, axisTop, type ChartPoint, chartPoints } from './chart-series.ts';
import { ChartTip } from './chart-tip.tsx';

interface Props {
  answer: FiguresAnswer;
  metric: Metric;
  interval: Interval;
  zone: string;
  /** The buckets (ms) that a click or a drag chose, first and last. */
  onSelect?: (first: number, last: number) => void;
}

const HEIGHT = 320;

/** One metric over time: solid what is over, dashed what is still filling, dashed and grey what it is compared with. */
export function MainChart({ answer, metric, interval, zone, onSelect }: Props) {
  const points = useMemo(() => chartPoints(answer, metric), [answer, metric]);
  const ticks = useMemo(() => axisTicks(axisTop(points), metric), [points, metric]);
  const selection = useSelection(points, onSelect);
  const look = METRIC_LOOKS[metric];
  const manyDays = points.length > 0 && points.at(-1)!.start - points[0]!.start > 86_400_000;
  return (
    <div
      className={classes.chart}
      role="img"
      aria-label={summary(points, metric, interval, zone)}
      data-testid="main-chart"
    >
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 800, height: HEIGHT }}>
        <ComposedChart
          data={points}
          margin={{ top: 12, right: 26, bottom: 4, left: 0 }}
          accessibilityLayer={false}
          {...selection.handlers}
        >
          <defs>
            <linearGradient id="weir-area" x1="0" y1="0" x2="0" y2="1">
              <stop offset="0" stopColor="var(--weir-accent)" stopOpacity={0.26} />
              <stop offset="1" stopColor="var(--weir-accent)" stopOpacity={0.01} />
            </linearGradient>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--weir-grid)" />
          <XAxis
            dataKey="index"
            tickFormatter={(index: number) => tickText(points[index], interval, zone, manyDays)}
            minTickGap={42}
            tickLine={false}
            axisLine={{ stroke: 'var(--weir-line)' }}
            tick={{ fill: 'var(--weir-dim)', fontSize: 12 }}
            tickMargin={8}
          />
          <YAxis
            width={52}
            ticks={ticks}
            domain={[0, ticks.at(-1)!]}
            tickFormatter={look.short}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--weir-dim)', fontSize: 12 }}
          />
          <Tooltip
            cursor={{ stroke: 'var(--weir-compare)', strokeDasharray: '3 3' }}
            isAnimationActive={false}
            content={({ active, payload }) => (
              <ChartTip
                point={active ? payload?.[0]?.payload : undefined}
                metric={metric}
                interval={interval}
                zone={zone}
              />
            )}
          />
          <Line {...LINE} dataKey="before" stroke="var(--weir-compare)" strokeWidth={1.6} strokeDasharray="4 4" />
          <Area {...LINE} dataKey="value" stroke="var(--weir-accent)" strokeWidth={2.4} fill="url(#weir-area)" />
          <Area
            {...LINE}
            dataKey="tail"
            stroke="var(--weir-accent)"
            strokeWidth={2.4}
            strokeDasharray="3 5"
            fill="url(#weir-area)"
            fillOpacity={0.5}
          />
          {selection.range && (
            <ReferenceArea
              x1={selection.range[0]}
              x2={selection.range[1]}
              fill="var(--weir-accent)"
              fillOpacity={0.12}
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

const LINE = {
  type: 'monotone',
  dot: false,
  activeDot: { r: 4.5, strokeWidth: 2, stroke: 'var(--weir-surface)' },
  isAnimationActive: false,
  connectNulls: false,
} as const;

function tickText(point: ChartPoint | undefined, interval: Interval, zone: string, manyDays: boolean): string {
  return point ? formatTick(point.start, interval, zone, manyDays) : '';
}

/** A click is a selection of one bucket, a drag of several. */
function useSelection(points: readonly ChartPoint[], onSelect: Props['onSelect']) {
  const [range, setRange] = useState<[number, number] | null>(null);
  const from = useRef<number | null>(null);
  const indexOf = (event: MouseHandlerDataParam): number | null => {
    const index = Number(event.activeTooltipIndex ?? Number.NaN);
    return Number.isInteger(index) && points[index] ? index : null;
  };
  if (!onSelect) return { range: null, handlers: {} };
  return {
    range: range && range[0] !== range[1] ? range : null,
    handlers: {
      onMouseDown: (event: MouseHandlerDataParam) => {
        from.current = indexOf(event);
      },
      onMouseMove: (event: MouseHandlerDataParam) => {
        const to = indexOf(event);
        if (from.current !== null && to !== null && to !== range?.[1]) setRange([from.current, to]);
      },
      onMouseUp: (event: MouseHandlerDataParam) => {
        const to = indexOf(event);
        const start = from.current;
        from.current = null;
        setRange(null);
        if (start === null || to === null) return;
        onSelect(points[Math.min(start, to)]!.start, points[Math.max(start, to)]!.start);
      },
      onMouseLeave: () => {
        from.current = null;
        setRange(null);
      },
    },
  };
}

/** For those who hear the page instead of seeing it; the table view has every figure. */
function summary(points: readonly ChartPoint[], metric: Metric, interval: Interval, zone: string): string {
  const shown = points.filter((point) => point.shown !== null);
  const look = METRIC_LOOKS[metric];
  if (shown.length === 0) return `${look.label}: no data`;
  const peak = shown.reduce((best, point) => (point.shown! > best.shown! ? point : best));
  return `${look.label} by ${interval}, ${shown.length} points; highest ${look.long(peak.shown!)} at ${formatBucket(peak.start, interval, zone)}`;
}
