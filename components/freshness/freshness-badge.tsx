'use client';

import { Tooltip } from '@mantine/core';
import { createContext, useContext } from 'react';
import type { OffsetVector } from '../../engine/live/protocol.ts';
import type { StoreFreshness } from '../../engine/queries/freshness.ts';
import { useNow } from '../data/use-now.ts';
import { useDashboard } from '../state/dashboard.tsx';
import { formatClock } from '../theme/dates.ts';
import { formatAge, formatWhole } from '../theme/format.ts';
import { eventsBehind } from './behind.ts';
import classes from './freshness.module.css';

/** How far the live feed is, for figures of the store to be measured by; null while the feed is not connected. */
export const LiveOffsets = createContext<OffsetVector | null>(null);

/** Figures are read anew every few seconds while events come: younger ones are no reason to worry. */
const SOON_MS = 15_000;

interface Props {
  freshness: StoreFreshness;
  /** The dot alone, for lists; what it says is in its tooltip. */
  small?: boolean;
}

/** How far the figures beside it reach: up to which event, and how many later ones are known of. */
export function FreshnessBadge({ freshness, small = false }: Props) {
  const { place } = useDashboard();
  const live = useContext(LiveOffsets);
  const now = useNow(1_000);
  const behind = live === null ? null : eventsBehind(live, freshness.offsets);
  const age = Math.max(0, now - freshness.at);
  const tone = behind === null ? 'unknown' : behind === 0 || age < SOON_MS ? 'fresh' : 'behind';
  const text = shortText(behind, age);
  return (
    <Tooltip
      withArrow
      multiline
      maw={280}
      label={
        <>
          Read from ClickHouse {formatClock(freshness.at, place.zone)}.{' '}
          {freshness.receivedAt !== null &&
            `The newest event in it was received ${formatClock(freshness.receivedAt, place.zone)}. `}
          {behind === null
            ? 'The live feed is not connected, so events under way are not known.'
            : `${formatWhole(behind)} later events are in the log and not in these figures yet.`}
        </>
      }
    >
      <button
        type="button"
        className={classes.badge}
        data-tone={tone}
        data-small={small || undefined}
        aria-label={text}
        data-testid="freshness"
      >
        <span className={classes.dot} />
        {!small && text}
      </button>
    </Tooltip>
  );
}

function shortText(behind: number | null, ageMs: number): string {
  if (behind === null) return `Read ${formatAge(ageMs)}${ageMs < 2_000 ? '' : ' ago'}`;
  if (behind === 0) return 'Up to date';
  const newer = `${formatWhole(behind)} newer ${behind === 1 ? 'event' : 'events'}`;
  return ageMs < SOON_MS ? newer : `${newer}, read ${formatAge(ageMs)} ago`;
}
