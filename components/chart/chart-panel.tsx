'use client';

import { ActionIcon, Select, Skeleton, Tooltip } from '@mantine/core';
import { IconChartAreaLine, IconTable } from '@tabler/icons-react';
import type { FiguresAnswer } from '../../engine/queries/answers.ts';
import type { Interval } from '../../engine/queries/range.ts';
import { shownInterval } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import type { Answer } from '../data/use-answer.ts';
import { FreshnessBadge } from '../freshness/freshness-badge.tsx';
import { MetricCards } from '../metrics/metric-cards.tsx';
import { addDays, earlier, monthEnd, today } from '../period/calendar.ts';
import { intervalsFor, rangeOf } from '../period/period.ts';
import { useDashboard } from '../state/dashboard.tsx';
import { shownMetric } from '../state/state.ts';
import panel from '../theme/panel.module.css';
import classes from './chart.module.css';
import { ChartTable } from './chart-table.tsx';
import { MainChart } from './main-chart.tsx';

const INTERVAL_LABELS: Record<Interval, string> = {
  minute: 'Minutes',
  hour: 'Hours',
  day: 'Days',
  week: 'Weeks',
  month: 'Months',
};

/** Cards and chart: waits for the answer, then hands it on. */
export function ChartPanel({ answer }: { answer: Answer<FiguresAnswer> }) {
  const { data, problem } = answer;
  return (
    <section
      className={panel.panel}
      aria-label="Figures over time"
      aria-busy={answer.loading}
      data-testid="chart-panel"
    >
      {problem && !answer.current ? (
        <Trouble problem={problem} retryAt={answer.retryAt} />
      ) : data ? (
        <div className={panel.fading} data-stale={!answer.current || undefined}>
          <MetricCards answer={data} />
          <ChartOrTable answer={data} />
        </div>
      ) : (
        <ChartSkeleton />
      )}
    </section>
  );
}

function ChartOrTable({ answer }: { answer: FiguresAnswer }) {
  const { state, place, change } = useDashboard();
  const interval = shownInterval(state, place);
  const select = useDrillDown(interval);
  const shown = { answer, interval, zone: place.zone };
  return (
    <>
      <div className={classes.head}>
        <IntervalChoice />
        <Tooltip label={state.view === 'chart' ? 'Show as a table' : 'Show as a chart'} withArrow>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={state.view === 'chart' ? 'Show as a table' : 'Show as a chart'}
            onClick={() => change({ view: state.view === 'chart' ? 'table' : 'chart' })}
            data-testid="chart-view"
          >
            {state.view === 'chart' ? (
              <IconTable size={16} stroke={1.7} />
            ) : (
              <IconChartAreaLine size={16} stroke={1.7} />
            )}
          </ActionIcon>
        </Tooltip>
      </div>
      {state.view === 'chart' ? (
        <MainChart {...shown} metric={shownMetric(state)} onSelect={select} />
      ) : (
        <ChartTable {...shown} />
      )}
      <div className={classes.foot}>
        <div className={classes.group}>
          <BotsChoice />
          <span>Times in {place.zone.replaceAll('_', ' ')}</span>
        </div>
        <FreshnessBadge freshness={answer.freshness} />
      </div>
    </>
  );
}

/** A click goes into a bucket, a drag into several; within one day there is nothing further to go into. */
function useDrillDown(interval: Interval): ((first: number, last: number) => void) | undefined {
  const { place, change } = useDashboard();
  if (interval === 'minute' || interval === 'hour') return undefined;
  return (first, last) => {
    const from = today(first, place.zone);
    const lastDay = today(last, place.zone);
    const to = interval === 'day' ? lastDay : interval === 'week' ? addDays(lastDay, 6) : monthEnd(lastDay);
    const end = earlier(to, place.today);
    if (from > end) return;
    if (from === end) change({ period: 'day', date: from === place.today ? null : from, interval: null });
    else change({ period: 'custom', date: null, from, to: end, interval: null });
  };
}

function IntervalChoice() {
  const { state, place, change } = useDashboard();
  const allowed = intervalsFor(rangeOf(state, place.today, place.firstDay));
  if (allowed.length < 2) return null;
  return (
    <Select
      size="xs"
      w={108}
      aria-label="Interval"
      allowDeselect={false}
      data={allowed.map((interval) => ({ value: interval, label: INTERVAL_LABELS[interval] }))}
      value={shownInterval(state, place)}
      onChange={(value) => change({ interval: value === allowed[0] ? null : (value as Interval) })}
      data-testid="interval"
    />
  );
}

function BotsChoice() {
  const { state, change } = useDashboard();
  return (
    <button
      type="button"
      className={panel.link}
      aria-pressed={state.bots}
      onClick={() => change({ bots: !state.bots })}
      data-testid="bots"
    >
      {state.bots ? 'Bots included' : 'Bots excluded'}
    </button>
  );
}

function ChartSkeleton() {
  return (
    <div className={panel.skeleton} data-testid="loading">
      <Skeleton height={58} mb={24} />
      <Skeleton height={320} />
    </div>
  );
}
