'use client';

import { Button } from '@mantine/core';
import type { Site } from '../../engine/queries/sites.ts';
import { today } from '../period/calendar.ts';
import { otherDays } from '../period/other-days.ts';
import type { DateRange } from '../period/period.ts';
import { useDashboard } from '../state/dashboard.tsx';
import { formatDates } from '../theme/dates.ts';
import panel from '../theme/panel.module.css';
import classes from './overview.module.css';

/** Says where a site's events are when the chosen days cannot hold any: an imported log may be years old. */
export function OtherDays({ site, range }: { site: Site; range: DateRange }) {
  const { place, change } = useDashboard();
  const days = otherDays(range, today(site.firstEvent, place.zone), today(site.lastEvent, place.zone));
  if (!days) return null;
  return (
    <div className={`${panel.panel} ${classes.otherDays}`} role="status" data-testid="other-days">
      <span>
        Nothing happened in these days. The newest events of {site.site} are from {formatDates(days.from, days.to)}.
      </span>
      <Button size="compact-md" onClick={() => change({ period: 'custom', date: null, ...days })}>
        Show them
      </Button>
    </div>
  );
}
