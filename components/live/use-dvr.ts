'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Play } from './connection.ts';
import type { LiveView } from './live-view.ts';

export const SPEEDS = [1, 2, 5, 10, 30, 60] as const;

export interface Dvr {
  /** `asked`: the past was asked for and nothing of it has come yet. */
  state: 'live' | 'asked' | 'filling' | 'playing' | 'paused' | 'waiting';
  /** Time that is shown, ms; null before anything is. */
  at: number | null;
  speed: number;
  /** Of the filling, 0 to 1. */
  progress: number;
  /** How far back one can go, ms; null while it is not known. */
  oldest: number | null;
  pause: () => void;
  resume: () => void;
  seek: (at: number) => void;
  setSpeed: (speed: number) => void;
  toLive: () => void;
  /** Address of this page at the moment that is shown, standing still. */
  link: () => string;
}

/** What the address asks for: `at` (ms) and `speed`. */
export function useFirstPlay(): Play {
  const query = useSearchParams();
  const at = Number(query.get('at') ?? Number.NaN);
  const speed = Number(query.get('speed') ?? 0);
  return Number.isInteger(at) && at > 0 && speed >= 0 && speed <= 60 ? { at, speed } : null;
}

/** Pause, rewind and replay of a live page. The address carries where the reader has gone. */
export function useDvr(view: LiveView, play: (play: Play) => void): Dvr {
  const path = usePathname();
  const query = useSearchParams();
  const first = useFirstPlay();
  // What was asked for last; null: live.
  const [asked, setAsked] = useState<{ at: number; speed: number } | null>(
    first?.at === undefined ? null : { at: first.at, speed: first.speed },
  );
  const told = view.play;
  const arrived = told !== null && view.site !== null;
  const speed = asked?.speed ?? 1;
  const at = asked && !arrived ? asked.at : view.at;

  const addressOf = useCallback(
    (past: { at: number; speed: number } | null): string => {
      const params = new URLSearchParams(query);
      params.delete('at');
      params.delete('speed');
      if (past) {
        params.set('at', String(Math.round(past.at)));
        if (past.speed > 0) params.set('speed', String(past.speed));
      }
      return `${path}?${params}`;
    },
    [path, query],
  );
  const go = useCallback(
    (past: { at: number; speed: number } | null, message: Play) => {
      setAsked(past);
      play(message);
      window.history.replaceState(null, '', addressOf(past));
    },
    [play, addressOf],
  );

  // The replay has caught up with the present, or there was no room for it: the address follows.
  const presents = useRef(view.presents);
  useEffect(() => {
    if (view.presents === presents.current) return;
    presents.current = view.presents;
    setAsked(null);
    window.history.replaceState(null, '', addressOf(null));
  }, [view.presents, addressOf]);

  return {
    state: asked === null ? 'live' : (told?.state ?? 'asked'),
    at,
    speed,
    progress: told?.progress ?? 0,
    oldest: told?.oldest ?? null,
    pause: () => {
      if (at === null) return;
      const past = { at, speed: 0 };
      go(past, asked === null ? past : { speed: 0 });
    },
    resume: () => go({ at: at ?? Date.now(), speed: 1 }, { speed: 1 }),
    seek: (to) => {
      const past = { at: Math.round(to), speed: asked?.speed ?? 1 };
      go(past, past);
    },
    setSpeed: (next) => go({ at: at ?? Date.now(), speed: next }, { speed: next }),
    toLive: () => go(null, null),
    link: () => `${window.location.origin}${addressOf(at === null ? null : { at, speed: 0 })}`,
  };
}
