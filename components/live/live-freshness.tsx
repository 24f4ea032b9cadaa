'use client';

import { Tooltip } from '@mantine/core';
import type { Freshness } from '../../engine/live/protocol.ts';
import badge from '../freshness/freshness.module.css';
import { formatClock } from '../theme/dates.ts';
import { formatAge, formatWhole } from '../theme/format.ts';

interface Props {
  freshness: Freshness;
  /** Server's clock, ms. */
  at: number;
  zone: string;
}

/** How far the live figures are: behind the log, and in event time. */
export function LiveFreshness({ freshness, at, zone }: Props) {
  const { lag, late, watermark } = freshness;
  const tone = lag === null ? 'unknown' : lag === 0 ? 'fresh' : 'behind';
  const behind = lag === null ? 'Lag not known' : lag === 0 ? 'Up to date' : `${formatWhole(lag)} events behind`;
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
        {behind}
        {late > 0 && ` · ${formatWhole(late)} late`}
      </button>
    </Tooltip>
  );
}
