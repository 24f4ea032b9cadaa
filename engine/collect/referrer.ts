import { bareHost, cut, MAX_URL_LENGTH, type PageAddress } from './page-address.ts';
import { knownSource } from './sources.ts';

export interface Referrer {
  /** As sent; empty where it is the site itself. */
  referrer: string;
  /** What the Sources list shows. */
  source: string;
}

/**
 * Where a visit came from. The page's own tag (`utm_source`, `source`, `ref`) goes before the referrer, since it is what the link's
 * author said. Links within the site are no source.
 */
export function readReferrer(text: string, page: PageAddress, site: string): Referrer {
  const raw = cut(text.trim(), MAX_URL_LENGTH);
  const parsed = raw === '' || raw === '-' ? null : URL.parse(raw);
  const host = parsed === null ? '' : bareHost(parsed.hostname);
  const own = host !== '' && (host === bareHost(page.hostname) || host === bareHost(site));
  const referrer = own || parsed === null ? '' : raw;
  if (page.taggedSource !== '') return { referrer, source: tagName(page.taggedSource) };
  return { referrer, source: own || host === '' ? '' : (knownSource(host) ?? host) };
}

/** A tag that is a host or a known word gets its name; any other is shown as it was written. */
function tagName(tag: string): string {
  return knownSource(bareHost(tag)) ?? tag;
}
