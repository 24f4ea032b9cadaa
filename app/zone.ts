import { isTimeZone } from '../engine/queries/time-zone.ts';

/** The reader's zone as the cookie tells it; null where it tells none that is known. */
export function zoneOf(cookie: string | undefined): string | null {
  return cookie !== undefined && isTimeZone(cookie) ? cookie : null;
}
