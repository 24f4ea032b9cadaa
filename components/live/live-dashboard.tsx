'use client';

import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { FiguresView } from '../../engine/live/protocol.ts';
import type { Dimension } from '../../engine/queries/filters.ts';
import { FIRST_STATE, formatState } from '../state/state.ts';
import { formatClock, formatTime } from '../theme/dates.ts';
import { formatRatio, formatWhole } from '../theme/format.ts';
import panel from '../theme/panel.module.css';
import { AnimatedNumber } from './animated-number.tsx';
import { type BarMeasure, Bars } from './bars.tsx';
import { BarsTable } from './bars-table.tsx';
import classes from './live.module.css';
import { TopList } from './top-list.tsx';

interface FiguresProps {
  figures: FiguresView;
  zone: string;
  /** What is shown is the past. */
  past: boolean;
}

/** Visitors now, the last half hour and the last minute. */
export function LiveFigures({ figures, zone, past }: FiguresProps) {
  const now = past ? 'then' : 'now';
  const [measure, setMeasure] = useState<BarMeasure>('events');
  const [table, setTable] = useState(false);
  const { counters } = figures;
  const time = useCallback((start: number) => formatTime(start, zone), [zone]);
  const clock = useCallback((start: number) => formatClock(start, zone), [zone]);
  return (
    <section className={`${panel.panel} ${classes.now}`} aria-label="Now">
      <div className={classes.hero}>
        <div className={classes.heroLabel}>
          {!past && <span className={classes.beacon} aria-hidden />}
          Visitors {now}
        </div>
        <div className={classes.big} data-testid="visitors-now">
          <AnimatedNumber value={counters.visitors5m} format={formatWhole} />
        </div>
        <div className={classes.heroNote}>in {past ? 'these' : 'the last'} 5 minutes</div>
        <dl className={classes.counters}>
          <Counter
            name="Events a second"
            value={counters.eventsPerSecond}
            format={perSecond}
            testId="events-per-second"
          />
          <Counter name="Visitors, 30 min" value={counters.visitors30m} format={formatWhole} testId="visitors-30m" />
          <Counter
            name="Page views, 30 min"
            value={counters.pageviews30m}
            format={formatWhole}
            testId="pageviews-30m"
          />
          <Counter name="Events, 30 min" value={counters.events30m} format={formatWhole} testId="events-30m" />
        </dl>
      </div>
      <div className={classes.charts}>
        <div className={classes.chartHead}>
          <h2 className={panel.title}>Last 30 minutes</h2>
          <div className={classes.choices}>
            <SegmentedControl
              size="xs"
              value={measure}
              onChange={(value) => setMeasure(value as BarMeasure)}
              data={MEASURES}
              aria-label="Measure"
            />
            <Tooltip label={table ? 'Show as a chart' : 'Show as a table'} withArrow>
              <ActionIcon
                variant="default"
                size={30}
                aria-label={table ? 'Show as a chart' : 'Show as a table'}
                onClick={() => setTable(!table)}
              >
                {table ? <IconChartBar size={16} stroke={1.7} /> : <IconTable size={16} stroke={1.7} />}
              </ActionIcon>
            </Tooltip>
          </div>
        </div>
        {table ? (
          <BarsTable bars={figures.minutes} time={time} />
        ) : (
          <>
            <Bars
              bars={figures.minutes}
              measure={measure}
              label={`${measure} by minute`}
              time={time}
              height={150}
              ends={[past ? '30 minutes before' : '30 minutes ago', now]}
              testId="minutes"
            />
            <Bars
              bars={figures.seconds}
              measure={measure}
              label={`${measure} by second`}
              time={clock}
              height={54}
              ends={[past ? '60 seconds before' : '60 seconds ago', now]}
              testId="seconds"
            />
          </>
        )}
      </div>
    </section>
  );
}

const MEASURES = [
  { value: 'events', label: 'Events' },
  { value: 'pageviews', label: 'Page views' },
  { value: 'visitors', label: 'Visitors' },
];

/** One decimal while that says something. */
function perSecond(value: number): string {
  return value < 10 ? formatRatio(Math.round(value * 10) / 10) : formatWhole(Math.round(value));
}

interface CounterProps {
  name: string;
  value: number;
  format: (value: number) => string;
  testId: string;
}

function Counter({ name, value, format, testId }: CounterProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-testid={testId}>
        <AnimatedNumber value={value} format={format} />
      </dd>
    </div>
  );
}

/** Top lists of the last 30 minutes. */
export function LiveTops({ tops, site }: { tops: FiguresView['tops']; site: string }) {
  return (
    <div className={classes.tops}>
      <TopList title="Pages" dimension="page" unit="Page views" rows={tops.page} href={useLink(site, 'page')} />
      <TopList
        title="Sources"
        dimension="source"
        unit="Page views"
        rows={tops.source}
        empty="Direct or within the site"
        href={useLink(site, 'source')}
      />
      <TopList
        title="Countries"
        dimension="country"
        unit="Page views"
        rows={tops.country}
        href={useLink(site, 'country')}
      />
      <TopList title="Events" dimension="event" unit="Events" rows={tops.name} href={useLink(site, 'event')} />
      <TopList title="Devices" dimension="device" unit="Page views" rows={tops.device} href={useLink(site, 'device')} />
      <TopList
        title="Browsers"
        dimension="browser"
        unit="Page views"
        rows={tops.browser}
        href={useLink(site, 'browser')}
      />
    </div>
  );
}

/** The overview of the same half hour, filtered by a value. */
function useLink(site: string, dimension: Dimension): (value: string) => string {
  return useCallback(
    (value) =>
      `/?${formatState({ ...FIRST_STATE, site, period: 'realtime', filters: [{ dimension, operator: 'is', values: [value] }] })}`,
    [site, dimension],
  );
}
