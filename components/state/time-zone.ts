'use client';

import { useEffect, useState } from 'react';
import { ZONE_COOKIE } from './zone-cookie.ts';

const YEAR_S = 31_536_000;

/** The browser's zone; until the browser has been asked, what the server took it to be. */
export function useTimeZone(guess: string): string {
  const [zone, setZone] = useState(guess);
  useEffect(() => {
    const real = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    setZone(real);
    if (real !== guess) {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain HTTP, where Weir runs.
      document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(real)}; path=/; max-age=${YEAR_S}; samesite=lax`;
    }
  }, [guess]);
  return zone;
}
