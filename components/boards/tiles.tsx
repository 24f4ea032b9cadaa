'use client';

import { Table } from '@mantine/core';
import { useMemo } from 'react';
import type { Tile } from '../../engine/boards/board.ts';
import type { MetricView } from '../../engine/live/metrics/metric-views.ts';
import { AnimatedNumber } from '../live/animated-number.tsx';
import { formatPercent, NOTHING } from '../theme/format.ts';
import classes from './boards.module.css';
import { Hexmap } from './hexmap.tsx';
import { colourOf, LineChart } from './line-chart.tsx';
import { formatMetric, quantileName, rowName } from './metric-format.ts';
import { currentRows, currentWindow, funnelOf, rowKey, type SeriesSet, seriesOf } from './series.ts';

interface Props {
  tile: Tile;
  /** The tile's metrics in their order. */
  views: readonly MetricView[];
  zone: string;
}

/** What is inside a tile's frame. */
export function TileBody({ tile, views, zone }: Props) {
  const [first] = views;
  if (!first) return null;
  switch (tile.kind) {
    case 'number':
      return <Numbers view={first} />;
    case 'line':
      return <Lines views={views} zone={zone} />;
    case 'bars':
      return <RankedBars view={first} />;
    case 'table':
      return <Values views={views} />;
    case 'hexmap':
      return <Hexmap views={views} />;
    case 'funnel':
      return <Funnel view={first} steps={tile.steps} />;
  }
}

function Numbers({ view }: { view: MetricView }) {
  const { metric } = view;
  const row = currentWindow(view)?.rows.find(({ other }) => !other) ?? null;
  const values: Array<[name: string, value: number | null]> =
    metric.aggregate.kind === 'quantile'
      ? metric.aggregate.quantiles.map((quantile, index) => [
          quantileName(quantile),
          row?.quantiles?.[index]?.value ?? null,
        ])
      : [['', row?.value ?? null]];
  const set = useMemo(() => seriesOf(view), [view]);
  return (
    <div className={classes.numbers}>
      <div className={classes.values}>
        {values.map(([name, value]) => (
          <div key={name}>
            <strong>
              {value === null ? (
                NOTHING
              ) : (
                <AnimatedNumber value={value} format={(shown) => formatMetric(shown, metric)} />
              )}
            </strong>
            {name && <span>{name}</span>}
          </div>
        ))}
      </div>
      <Sparkline set={set} />
    </div>
  );
}

/** The recent past without axes: where it comes from, at a glance. */
function Sparkline({ set }: { set: SeriesSet }) {
  const top = Math.max(1e-9, ...set.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const last = Math.max(1, set.times.length - 1);
  return (
    <svg className={classes.spark} viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden>
      {set.series.map(({ key, values }, line) => {
        const points = values.flatMap((value, index) =>
          value === null ? [] : [`${(index / last) * 100},${29 - (value / top) * 27}`],
        );
        return <polyline key={key} points={points.join(' ')} style={{ stroke: colourOf(line) }} />;
      })}
    </svg>
  );
}

function Lines({ views, zone }: { views: readonly MetricView[]; zone: string }) {
  const set = useMemo(() => {
    const sets = views.map((view) => seriesOf(view, views.length > 1 ? view.metric.name : ''));
    // Metrics of one chart may have windows of different sizes: each value goes to its own time.
    const times = [...new Set(sets.flatMap((one) => one.times))].sort((a, b) => a - b);
    const series = sets.flatMap((one) =>
      one.series.map((line) => {
        const byTime = new Map(one.times.map((time, index) => [time, line.values[index] ?? null]));
        return { ...line, values: times.map((time) => byTime.get(time) ?? null) };
      }),
    );
    return { times, series, more: sets.reduce((sum, one) => sum + one.more, 0) };
  }, [views]);
  return (
    <>
      <LineChart times={set.times} series={set.series} metric={views[0]!.metric} zone={zone} />
      {set.more > 0 && <p className={classes.more}>{set.more} more with lower values</p>}
    </>
  );
}

function RankedBars({ view }: { view: MetricView }) {
  const rows = currentRows(view);
  const top = Math.max(1e-9, ...rows.map(({ value }) => value ?? 0));
  return (
    <ol className={classes.ranks}>
      {rows.map(({ key, name, value }) => (
        <li key={key} title={name}>
          <i style={{ width: `${((value ?? 0) / top) * 100}%` }} />
          <span>{name}</span>
          <strong>{formatMetric(value, view.metric)}</strong>
        </li>
      ))}
      {rows.length === 0 && <li className={classes.nothing}>Nothing in this window</li>}
    </ol>
  );
}

function Values({ views }: { views: readonly MetricView[] }) {
  const [first] = views;
  const rows = first ? (currentWindow(first)?.rows ?? []) : [];
  const columns = views.map(
    (view) => new Map((currentWindow(view)?.rows ?? []).map((row) => [rowKey(row), row.value])),
  );
  const ranked = rows.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1));
  return (
    <div className={classes.scroll}>
      <Table stickyHeader fz="sm" verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{first?.metric.dimensions.join(' · ') || 'Value'}</Table.Th>
            {views.map(({ metric }) => (
              <Table.Th key={metric.id} ta="right">
                {metric.name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ranked.map((row) => (
            <Table.Tr key={rowKey(row)}>
              <Table.Td>{rowName(row.dims, row.other)}</Table.Td>
              {views.map(({ metric }, index) => (
                <Table.Td key={metric.id} ta="right">
                  {formatMetric(columns[index]?.get(rowKey(row)) ?? null, metric)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Funnel({ view, steps }: { view: MetricView; steps: readonly string[] }) {
  return (
    <ol className={classes.funnel}>
      {funnelOf(view, steps).map(({ name, value, ofFirst, ofBefore }) => (
        <li key={name}>
          <span>{name}</span>
          <div className={classes.step}>
            <i style={{ width: `${Math.min(1, ofFirst ?? 0) * 100}%` }} />
            <strong>{formatMetric(value, view.metric)}</strong>
          </div>
          <em>{ofBefore === null ? '' : formatPercent(Math.min(1, ofBefore))}</em>
        </li>
      ))}
    </ol>
  );
}
