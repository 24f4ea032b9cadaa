'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Channel, ServerMessage } from '../../engine/live/protocol.ts';
import { type ConnectionState, openConnection, type Play } from './connection.ts';
import { applyMessage, EMPTY_VIEW, type LiveView } from './live-view.ts';

const NONE: readonly string[] = [];

export interface Live {
  view: LiveView;
  connection: ConnectionState;
  /** Goes to the past, changes the speed there, or, with null, comes back to the present. */
  play: (play: Play) => void;
}

/**
 * The live feed of a site. Messages are taken in at once and shown with the next frame; a hidden tab takes in and draws
 * nothing until it is seen again.
 */
export function useLive(
  site: string | null,
  channels: readonly Channel[],
  first: Play = null,
  metrics: readonly string[] = NONE,
): Live {
  const [view, setView] = useState(EMPTY_VIEW);
  const [connection, setConnection] = useState<ConnectionState>({ kind: 'connecting' });
  const wanted = channels.join(',');
  const followed = metrics.join(',');
  const playing = useRef<Play>(first);
  const opened = useRef<ReturnType<typeof openConnection> | null>(null);
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
    const connection = openConnection({
      url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/live`,
      site,
      channels: list,
      metrics: followed === '' ? NONE : followed.split(','),
      play: () => playing.current,
      onState: setConnection,
      onMessage: (message) => {
        latest = applyMessage(latest, message);
        playing.current = whereNow(playing.current, message);
        // Browsers run no frames for a hidden tab: one waits there until the tab is seen.
        if (frame === 0) frame = requestAnimationFrame(show);
      },
    });
    opened.current = connection;
    return () => {
      opened.current = null;
      connection.close();
      cancelAnimationFrame(frame);
    };
  }, [site, wanted, followed]);
  const play = useCallback((next: Play) => {
    playing.current = next && { at: playing.current?.at, ...next };
    opened.current?.play(next);
  }, []);
  return { view, connection, play };
}

/** Where to go on after a connection was lost: at the replay's own time, or nowhere once it has become live. */
function whereNow(playing: Play, message: ServerMessage): Play {
  if (message.type === 'play') return { at: message.at, speed: message.speed };
  if (message.type === 'snapshot' && !message.replay) return null;
  return message.type === 'delta' && playing ? { ...playing, at: message.at } : playing;
}
