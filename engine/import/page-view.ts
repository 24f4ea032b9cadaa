import type { CombinedLine } from './combined-line.ts';

/** Extensions that name pages; whatever has another one is a file that a page uses or links to. */
const PAGE_EXTENSIONS = new Set(['html', 'htm', 'xhtml', 'shtml', 'php', 'asp', 'aspx', 'jsp', 'cgi']);
const FEEDS = new Set(['feed', 'rss', 'atom']);
/** Begins with a letter: `release-1.0` has none. */
const EXTENSION = /\.([a-z][a-z0-9]*)$/;

/**
 * A page that somebody got to see: `GET`, answered 200 or 304 (seen again from a cache), and a path whose last part has no extension or
 * a page's, and is not `feed`, `rss` or `atom`. docs/import.md words the same rule for awk.
 */
export function isPageView({ method, status, target }: Pick<CombinedLine, 'method' | 'status' | 'target'>): boolean {
  if (method !== 'GET' || (status !== 200 && status !== 304)) return false;
  const path = pathOf(target);
  const last = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (FEEDS.has(last)) return false;
  const extension = EXTENSION.exec(last)?.[1];
  return extension === undefined || PAGE_EXTENSIONS.has(extension);
}

/** The target without its query. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
