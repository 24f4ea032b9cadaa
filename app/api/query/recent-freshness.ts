import { getFreshness, type StoreFreshness } from '../../../engine/queries/freshness.ts';
import { storeClient } from '../../store.ts';

/** A page asks for seven figures at once: they share what is at most this old. */
const SHARED_MS = 500;
const MAX_SITES = 100;
const known = new Map<string, { at: number; freshness: Promise<StoreFreshness> }>();

/**
 * How far ClickHouse is with a site. Asked before the figures and not with them: they may then hold more than it says,
 * never less, so that "up to date" is true.
 */
export function recentFreshness(site: string, now: number): Promise<StoreFreshness> {
  const found = known.get(site);
  if (found && now - found.at < SHARED_MS) return found.freshness;
  const freshness = getFreshness(storeClient(), site, now);
  // A failure is not shared with those who come later.
  freshness.catch(() => known.delete(site));
  if (known.size >= MAX_SITES) known.clear();
  known.set(site, { at: now, freshness });
  return freshness;
}
