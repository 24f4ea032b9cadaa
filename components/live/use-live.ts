'use client';

import { useEffect, useState } from 'react';
import type { Channel } from '../../engine/live/protocol.ts';
import { type ConnectionState, openConnection } from './connection.ts';
import { applyMessage, EMPTY_VIEW, type LiveView } from './live-view.ts';

export interface Live {
  view: LiveView;
  connection: ConnectionState;
}

/**
 * The live feed of a site. Messages are taken in at once and shown with the next frame; a hidden tab takes in and draws
 * nothing until it is seen again.
 */
export function useLive(site: string | null, channels: readonly Channel[]): Live {
  const [view, setView] = useState(EMPTY_VIEW);
  const [connection, setConnection] = useState<ConnectionState>({ kind: 'connecting' });
  const wanted = channels.join(',');
  useEffect(() => {
    const list = wanted.split(',') as Channel[];
    if (site === null && list.some((channel) => channel !== 'streams')) return;
    let latest = EMPTY_VIEW;
    let frame = 0;
    const show = (): void => {
      frame = 0;
      setView(latest);
    };
    const { protocol, host } = window.location;
    const { close } = openConnection({
      url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/live`,
      site,
      channels: list,
      onState: setConnection,
      onMessage: (message) => {
        latest = applyMessage(latest, message);
        // Browsers run no frames for a hidden tab: one waits there until the tab is seen.
        if (frame === 0) frame = requestAnimationFrame(show);
      },
    });
    return () => {
      close();
      cancelAnimationFrame(frame);
    };
  }, [site, wanted]);
  return { view, connection };
}
