'use client';

import { useEffect, useRef } from 'react';
import type { OffsetVector } from '../../engine/live/protocol.ts';
import type { StoreFreshness } from '../../engine/queries/freshness.ts';
import { eventsBehind } from '../freshness/behind.ts';

/** Figures are read anew at most this often, however fast events come. */
const MIN_PAUSE_MS = 5_000;
/** An event gets this long to reach ClickHouse before it is asked for. */
const ARCHIVE_MS = 600;

/**
 * Calls `onNews` when the live feed has seen events that the shown figures do not hold, again for as long as that is so.
 * Nothing is asked while nothing happens or the tab is hidden. `live` null switches it off.
 */
export function useNews(freshness: StoreFreshness | undefined, live: OffsetVector | null, onNews: () => void): void {
  const last = useRef(0);
  const call = useRef(onNews);
  call.current = onNews;
  const news = freshness !== undefined && live !== null && eventsBehind(live, freshness.offsets) > 0;
  const asked = freshness?.at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer that still lacks something starts the next wait.
  useEffect(() => {
    if (!news) return;
    const wait = Math.max(ARCHIVE_MS, last.current + MIN_PAUSE_MS - Date.now());
    const timer = setTimeout(() => {
      if (document.hidden) return;
      last.current = Date.now();
      call.current();
    }, wait);
    return () => clearTimeout(timer);
  }, [news, asked]);
}
