'use client';

import { Tooltip } from '@mantine/core';
import type { FiguresAnswer } from '../../engine/queries/answers.ts';
import { useDashboard } from '../state/dashboard.tsx';
import { type Metric, shownMetric, shownMetrics } from '../state/state.ts';
import { changeOf } from '../theme/format.ts';
import { Change } from './change.tsx';
import classes from './metrics.module.css';
import { longText, METRIC_LOOKS, metricValue, shortText } from './metrics.ts';

/** The figures of the whole period. A click shows that one in the chart. */
export function MetricCards({ answer }: { answer: FiguresAnswer }) {
  const { state, change } = useDashboard();
  const shown = shownMetrics(state.filters);
  const chosen = shownMetric(state);
  return (
    <fieldset className={classes.cards} aria-label="Figures of the period; choose one for the chart">
      {shown.map((metric) => (
        <MetricCard
          key={metric}
          metric={metric}
          answer={answer}
          chosen={chosen === metric}
          choose={() => change({ metric })}
        />
      ))}
    </fieldset>
  );
}

interface CardProps {
  metric: Metric;
  answer: FiguresAnswer;
  chosen: boolean;
  choose: () => void;
}

function MetricCard({ metric, answer, chosen, choose }: CardProps) {
  const look = METRIC_LOOKS[metric];
  const { totals, comparison } = answer;
  const before = comparison?.elapsedTotals ?? null;
  const delta = before && changeOf(metricValue(totals, metric), metricValue(before, metric));
  return (
    <Tooltip
      label={<CardTip metric={metric} answer={answer} />}
      openDelay={450}
      multiline
      maw={260}
      withArrow
      events={{ hover: true, focus: false, touch: false }}
    >
      <button
        type="button"
        className={classes.card}
        aria-pressed={chosen}
        onClick={choose}
        data-testid={`metric-${metric}`}
      >
        <span className={classes.label}>{look.label}</span>
        <span className={classes.figure}>
          <span className={classes.value}>{shortText(totals, metric)}</span>
          <Change change={delta} lowerIsBetter={look.lowerIsBetter} />
        </span>
      </button>
    </Tooltip>
  );
}

function CardTip({ metric, answer }: { metric: Metric; answer: FiguresAnswer }) {
  const before = answer.comparison?.elapsedTotals;
  return (
    <>
      <strong>{longText(answer.totals, metric)}</strong>
      {before && <> · {longText(before, metric)} before</>}
      <br />
      {METRIC_LOOKS[metric].meaning}
    </>
  );
}
