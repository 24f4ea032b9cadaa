import { addDays } from './calendar.ts';
import type { DateRange } from './period.ts';

/** Days that are shown of a site when the chosen ones hold nothing. */
const SHOWN_DAYS = 30;

/**
 * Where all of a site's events lie before or after the chosen days: its newest days with events, at most 30 of them. Null
 * where the chosen days may hold some. All as `2026-03-01`.
 */
export function otherDays(range: DateRange, firstDay: string, lastDay: string): DateRange | null {
  if (firstDay <= range.to && lastDay >= range.from) return null;
  const from = addDays(lastDay, 1 - SHOWN_DAYS);
  return { from: from < firstDay ? firstDay : from, to: lastDay };
}
