'use client';

import { memo } from 'react';
import type { Bar } from '../../engine/live/protocol.ts';
import { formatWhole } from '../theme/format.ts';
import classes from './live.module.css';

export type BarMeasure = 'events' | 'pageviews' | 'visitors';

interface Props {
  bars: readonly Bar[];
  measure: BarMeasure;
  /** What the chart shows, for those who hear the page. */
  label: string;
  /** The time of a bar as its tooltip says it. */
  time: (start: number) => string;
  height: number;
  /** Words below the first and the last bar. */
  ends: [string, string];
  testId: string;
}

/** Counts by minute or second; the last bar is still filling. */
export function Bars({ bars, measure, label, time, height, ends, testId }: Props) {
  const top = Math.max(1, ...bars.map((bar) => bar[measure]));
  const latest = bars.at(-1)?.[measure] ?? 0;
  return (
    <figure className={classes.figure} data-testid={testId}>
      <div
        className={classes.bars}
        style={{ height }}
        role="img"
        aria-label={`${label}: ${formatWhole(latest)} now, at most ${formatWhole(top)}`}
      >
        {bars.map((bar, index) => (
          <OneBar
            key={bar.start}
            share={bar[measure] / top}
            text={`${time(bar.start)} · ${formatWhole(bar[measure])} ${measure === 'pageviews' ? 'page views' : measure}`}
            filling={index === bars.length - 1}
          />
        ))}
      </div>
      <figcaption className={classes.ends}>
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </figcaption>
    </figure>
  );
}

interface BarProps {
  /** Of the highest, 0 to 1. */
  share: number;
  text: string;
  filling: boolean;
}

/** Most bars are the same from one message to the next: only those that changed are drawn again. */
const OneBar = memo(function OneBar({ share, text, filling }: BarProps) {
  return (
    <span className={classes.slot} data-text={text}>
      <span className={classes.bar} data-filling={filling || undefined} style={{ height: `${share * 100}%` }} />
    </span>
  );
});
