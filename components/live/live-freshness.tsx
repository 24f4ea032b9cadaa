'use client';

import { Tooltip } from '@mantine/core';
import type { Freshness } from '../../engine/live/protocol.ts';
import badge from '../freshness/freshness.module.css';
import { formatClock } from '../theme/dates.ts';
import { formatAge, formatShort, formatWhole } from '../theme/format.ts';

interface Props {
  freshness: Freshness;
  /** Two seconds' worth of events on their way are no delay. */
  eventsPerSecond: number;
  /** Server's clock, ms. */
  at: number;
  zone: string;
}

/** How far the live figures are: behind the log, and in event time. */
export function LiveFreshness({ freshness, eventsPerSecond, at, zone }: Props) {
  const { lag, late, watermark } = freshness;
  const small = lag !== null && lag <= Math.max(10, eventsPerSecond * 2);
  const tone = lag === null ? 'unknown' : small ? 'fresh' : 'behind';
  return (
    <Tooltip
      multiline
      maw={300}
      withArrow
      label={
        <>
          {watermark === null
            ? 'No event yet. '
            : `Complete up to ${formatClock(watermark, zone)} (watermark, ${formatAge(at - watermark)} ago). `}
          {lag === null ? '' : `${formatWhole(lag)} events of the log are not counted yet. `}
          {formatWhole(late)} events came too late for their windows.
        </>
      }
    >
      <button type="button" className={badge.badge} data-tone={tone} data-testid="live-freshness">
        <span className={badge.dot} />
        {lagText(lag, small)}
        {late > 0 && ` · ${formatShort(late)} late`}
      </button>
    </Tooltip>
  );
}

function lagText(lag: number | null, small: boolean): string {
  if (lag === null) return 'Lag not known';
  if (lag === 0) return 'Up to date';
  return small ? `${formatWhole(lag)} on the way` : `${formatWhole(lag)} events behind`;
}
