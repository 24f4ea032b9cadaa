'use client';

import { Button, TextInput } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Site } from '../../engine/queries/sites.ts';
import { useLive } from '../live/use-live.ts';
import { Logo } from '../shell/logo.tsx';
import panel from '../theme/panel.module.css';
import { DemoButton } from './demo-button.tsx';
import classes from './install.module.css';
import { Snippet } from './snippet.tsx';
import { totalEvents } from './total-events.ts';

interface Props {
  /** The site that was asked for and has no events; null where none was. */
  site: string | null;
  /** Those that have some. */
  sites: readonly Site[];
  choose: (site: string | null) => void;
  /** Asks again which sites there are. */
  look: () => void;
}

const CHANNELS = ['streams'] as const;
const LOOK_MS = 15_000;
const NAME = /^[a-z0-9.-]{1,64}$/;

/** The first visit: how to install the snippet, a demo, and a watch for the first event, which opens the dashboard. */
export function Welcome({ site, sites, choose, look }: Props) {
  const [name, setName] = useState(site ?? 'my-site');
  const { view, connection } = useLive(null, CHANNELS);
  const events = totalEvents(view.streams);
  const heard = view.streams?.at;
  useLookout(events, heard, look);
  return (
    <div className={classes.welcome} data-testid="welcome">
      <div className={classes.intro}>
        <Logo size={52} />
        <h1>{site ? `No events from ${site} yet` : 'Welcome to Weir'}</h1>
        <p>
          Put one line into your pages and watch the first visitor arrive here, live. No cookies, no account, everything
          stays on this machine.
        </p>
      </div>
      <section className={panel.panel} aria-label="Install the snippet">
        <div className={classes.step}>
          <h2>
            <span className={classes.number}>1</span> Name your site
          </h2>
          <TextInput
            value={name}
            onChange={(event) => setName(event.currentTarget.value.toLowerCase())}
            aria-label="Site name"
            error={NAME.test(name) ? null : 'a-z, 0-9, dot and hyphen; 1 to 64 characters'}
            maw={320}
          />
        </div>
        <div className={classes.step}>
          <h2>
            <span className={classes.number}>2</span> Paste this before{' '}
            <code className={classes.tag}>&lt;/head&gt;</code>
          </h2>
          <Snippet site={NAME.test(name) ? name : 'my-site'} />
        </div>
        <div className={classes.waiting} role="status" data-testid="waiting">
          <span className={classes.pulse} data-connected={connection.kind === 'live' || undefined} aria-hidden />
          {waitingText(site, events, connection.kind === 'live')}
        </div>
      </section>
      <div className={classes.or}>or look around first</div>
      <DemoButton started={() => choose('demo')} />
      {sites.length > 0 && (
        <Button variant="subtle" onClick={() => choose(null)} rightSection={<IconArrowRight size={16} />}>
          Go to {sites[0]!.site}
        </Button>
      )}
    </div>
  );
}

/** An event is in the log before the store shows it: after each arrival it is asked for a while, once a second. */
function useLookout(events: number, heard: number | undefined, look: () => void): void {
  const call = useRef(look);
  call.current = look;
  const arrival = useRef({ events: 0, at: 0 });
  useEffect(() => {
    if (heard === undefined) return;
    if (events !== arrival.current.events) arrival.current = { events, at: heard };
    if (events > 0 && heard - arrival.current.at < LOOK_MS) call.current();
  }, [events, heard]);
}

function waitingText(site: string | null, events: number, connected: boolean): string {
  if (!connected) return 'Connecting to the live feed…';
  if (site !== null) return `Waiting for the first event of ${site}…`;
  return events > 0 ? 'An event has arrived, opening the dashboard…' : 'Waiting for the first event…';
}
