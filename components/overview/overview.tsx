'use client';

import { useMemo, useState } from 'react';
import type { FiguresAnswer, SitesAnswer } from '../../engine/queries/answers.ts';
import type { Site } from '../../engine/queries/sites.ts';
import { ChartPanel } from '../chart/chart-panel.tsx';
import { figuresAddress, type Place, SITES_ADDRESS } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { FirstAnswers, RefreshCount, useAnswer } from '../data/use-answer.ts';
import { useNow } from '../data/use-now.ts';
import { LiveOffsets } from '../freshness/freshness-badge.tsx';
import { DemoProgress } from '../install/demo-progress.tsx';
import { Welcome } from '../install/welcome.tsx';
import { DetailsModal } from '../lists/details-modal.tsx';
import { EventsPanel } from '../lists/events-panel.tsx';
import { ListPanel } from '../lists/list-panel.tsx';
import { PANELS } from '../lists/panels.ts';
import { useLive } from '../live/use-live.ts';
import { today } from '../period/calendar.ts';
import { rangeOf } from '../period/period.ts';
import { DashboardProvider, useDashboard, useDashboardState } from '../state/dashboard.tsx';
import { useTimeZone } from '../state/time-zone.ts';
import { OtherDays } from './other-days.tsx';
import classes from './overview.module.css';
import { OverviewSkeleton } from './overview-skeleton.tsx';
import { Toolbar } from './toolbar.tsx';
import { useNews } from './use-news.ts';

export interface OverviewProps {
  /** What the server has loaded, by address. */
  first: Record<string, unknown>;
  /** The zone it took the reader to be in, and the time by its clock (ms). */
  zone: string;
  now: number;
}

/** The page that answers: how many, from where, to what. */
export function Overview({ first, zone, now }: OverviewProps) {
  return (
    <FirstAnswers value={first}>
      <SiteOverview zone={zone} now={now} />
    </FirstAnswers>
  );
}

/** Finds out which site is meant, or shows how to get a first one. */
function SiteOverview({ zone: guess, now: loadedAt }: Omit<OverviewProps, 'first'>) {
  const [state, change] = useDashboardState();
  const [refresh, setRefresh] = useState(0);
  const { data, problem, retryAt } = useAnswer<SitesAnswer>(SITES_ADDRESS, refresh);
  const zone = useTimeZone(guess);
  const now = useNow(30_000) || loadedAt;
  const day = today(now, zone);
  const site = data?.sites.find((candidate) => candidate.site === state.site) ?? (state.site ? null : data?.sites[0]);
  const firstDay = site ? today(site.firstEvent, zone) : null;
  const place = useMemo<Place>(
    () => ({ site: site?.site ?? '', zone, today: day, firstDay }),
    [site?.site, zone, day, firstDay],
  );
  if (!data) return problem ? <Trouble problem={problem} retryAt={retryAt} /> : <OverviewSkeleton />;
  if (!site) {
    return (
      <Welcome
        site={state.site}
        sites={data.sites}
        choose={(name) => change({ site: name })}
        look={() => setRefresh((count) => count + 1)}
      />
    );
  }
  return (
    <DashboardProvider state={state} change={change} place={place}>
      <Dashboard sites={data.sites} refresh={refresh} onNews={() => setRefresh((count) => count + 1)} />
    </DashboardProvider>
  );
}

interface DashboardProps {
  sites: readonly Site[];
  refresh: number;
  onNews: () => void;
}

const LIVE_CHANNELS = ['figures'] as const;

function Dashboard({ sites, refresh, onNews }: DashboardProps) {
  const { state, place } = useDashboard();
  const live = useLive(place.site, LIVE_CHANNELS);
  const connected = live.connection.kind === 'live' ? live.view.offsets : null;
  const figures = useAnswer<FiguresAnswer>(figuresAddress(state, place), refresh);
  const range = rangeOf(state, place.today, place.firstDay);
  const holdsNow = 'minutes' in range || range.to >= place.today;
  useNews(figures.data?.freshness, holdsNow ? connected : null, onNews);
  const site = sites.find((candidate) => candidate.site === place.site);
  const total = figures.current && figures.data ? figures.data.totals.visitors : null;
  return (
    <RefreshCount value={refresh}>
      <LiveOffsets value={connected}>
        <div className={classes.overview} data-testid="overview">
          <DemoProgress />
          <Toolbar sites={sites} live={live} />
          {site && 'from' in range && <OtherDays site={site} range={range} />}
          <ChartPanel answer={figures} />
          <div className={classes.lists}>
            {PANELS.map((panel) => (
              <ListPanel key={panel.id} panel={panel} total={total} />
            ))}
          </div>
          <EventsPanel total={total} />
        </div>
        <DetailsModal />
      </LiveOffsets>
    </RefreshCount>
  );
}
