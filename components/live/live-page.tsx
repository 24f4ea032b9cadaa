'use client';

import { Skeleton } from '@mantine/core';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import type { SitesAnswer } from '../../engine/queries/answers.ts';
import type { Site } from '../../engine/queries/sites.ts';
import { SITES_ADDRESS } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { FirstAnswers, useAnswer } from '../data/use-answer.ts';
import { SitePicker } from '../site-picker/site-picker.tsx';
import { useTimeZone } from '../state/time-zone.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { DvrBar } from './dvr-bar.tsx';
import { EventStream } from './event-stream.tsx';
import classes from './live.module.css';
import { LiveFigures, LiveTops } from './live-dashboard.tsx';
import { LiveFreshness } from './live-freshness.tsx';
import { useDvr, useFirstPlay } from './use-dvr.ts';
import { useLive } from './use-live.ts';

interface Props {
  first: Record<string, unknown>;
  zone: string;
}

/** What happens on a site right now. */
export function LivePage({ first, zone }: Props) {
  return (
    <FirstAnswers value={first}>
      <SiteLive zone={zone} />
    </FirstAnswers>
  );
}

function SiteLive({ zone: guess }: { zone: string }) {
  const wanted = useSearchParams().get('site');
  const { data, problem, retryAt } = useAnswer<SitesAnswer>(SITES_ADDRESS);
  const zone = useTimeZone(guess);
  const site = wanted ?? data?.sites[0]?.site ?? null;
  if (site === null) {
    if (data) return <NoSite />;
    return problem ? <Trouble problem={problem} retryAt={retryAt} /> : <LiveSkeleton />;
  }
  return <LiveSite key={site} site={site} sites={data?.sites ?? []} zone={zone} />;
}

const CHANNELS = ['figures', 'events'] as const;

function LiveSite({ site, sites, zone }: { site: string; sites: readonly Site[]; zone: string }) {
  const path = usePathname();
  const { view, connection, play } = useLive(site, CHANNELS, useFirstPlay());
  const dvr = useDvr(view, play);
  const choose = (name: string): void => window.history.pushState(null, '', `${path}?site=${encodeURIComponent(name)}`);
  return (
    <div className={classes.live} data-testid="live" data-connected={connection.kind === 'live' || undefined}>
      <div className={classes.toolbar}>
        <SitePicker sites={sites} site={site} choose={choose} />
        <div className={classes.badges}>
          {dvr.state === 'live' && view.figures && view.at !== null && (
            <LiveFreshness
              freshness={view.figures.freshness}
              eventsPerSecond={view.figures.counters.eventsPerSecond}
              at={view.at}
              zone={zone}
            />
          )}
          <ConnectionBadge connection={connection} logReachable={view.logReachable} past={dvr.state !== 'live'} />
        </div>
      </div>
      <DvrBar dvr={dvr} zone={zone} />
      {view.problem && <LiveProblem problem={view.problem} />}
      {view.figures ? (
        <>
          <LiveFigures figures={view.figures} zone={zone} past={dvr.state !== 'live'} />
          <div className={classes.columns}>
            <LiveTops tops={view.figures.tops} site={site} />
            <EventStream
              events={view.events}
              skipped={view.skipped}
              zone={zone}
              at={dvr.state === 'live' ? null : view.at}
            />
          </div>
        </>
      ) : (
        !view.problem && <LiveSkeleton />
      )}
    </div>
  );
}

function LiveProblem({ problem }: { problem: { code: string; message: string } }) {
  return (
    <div className={classes.problem} role="alert">
      <strong>The live feed was refused ({problem.code}).</strong> {problem.message}
    </div>
  );
}

function NoSite() {
  return (
    <div className={classes.problem}>
      <strong>No site has sent an event yet.</strong>{' '}
      <Link href="/">The overview shows how to install the snippet or load a demo.</Link>
    </div>
  );
}

function LiveSkeleton() {
  return (
    <div className={classes.live} role="status" aria-label="Loading">
      <Skeleton height={330} radius={14} />
      <Skeleton height={480} radius={14} />
    </div>
  );
}
