import type { CombinedLine } from './combined-line.ts';
import { pathOf } from './page-view.ts';

/** Files that hardly any page takes from another site. */
const PAGE_PARTS = /\.(css|js)$/i;
const MIN_VOTES = 2;

/**
 * The origin of the site that wrote the log (`https://example.org`), which the combined format does not name: style sheets and scripts are asked for
 * by the site's own pages, so the referrer named most often with them is the site. Null where too few say so.
 */
export function findOwnOrigin(lines: Iterable<CombinedLine>): string | null {
  const votes = new Map<string, number>();
  for (const { target, referrer } of lines) {
    if (!PAGE_PARTS.test(pathOf(target))) continue;
    const url = URL.parse(referrer);
    if (url === null || !url.protocol.startsWith('http')) continue;
    votes.set(url.origin, (votes.get(url.origin) ?? 0) + 1);
  }
  let best: string | null = null;
  for (const [origin, count] of votes) {
    if (count >= MIN_VOTES && count > (best === null ? 0 : votes.get(best)!)) best = origin;
  }
  return best;
}
