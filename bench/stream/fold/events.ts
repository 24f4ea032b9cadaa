import type { PlacedEvent } from '../../../engine/events/event.ts';
import { digest } from '../../../engine/events/hash64.ts';
import { SITE } from './metrics.ts';

const NAMES = ['pageview', 'pageview', 'pageview', 'pageview', 'page_leave', 'page_leave', 'add_to_cart', 'order'];
const DEVICES = ['desktop', 'mobile', 'mobile', 'tablet'];
const BROWSERS = ['Chrome', 'Safari', 'Firefox', 'Edge'];
const START_MS = 1_700_000_000_000;

/** Repeatable numbers from 0 up to 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Events of a shop's site as records of the log: JSON, to be parsed anew for each run, as strings that are used again have their hashes ready.
 * `perSecond` arrive in a second of the log's time, up to 3 s late.
 */
export function eventRecords(count: number, options: { perSecond: number; visitors: number }): string[] {
  const { perSecond, visitors } = options;
  const next = random(1);
  return Array.from({ length: count }, (_, offset) => {
    const received_at = START_MS + Math.floor((offset / perSecond) * 1_000);
    return JSON.stringify(shopEvent(offset, received_at, `v${Math.floor(next() * visitors)}`, next));
  });
}

function shopEvent(offset: number, received_at: number, visitor_id: string, next: () => number): PlacedEvent {
  const pick = (values: readonly string[]) => values[Math.floor(next() * values.length)]!;
  const name = pick(NAMES);
  // Few pages and countries are much more frequent than the others.
  const path = `/p/${Math.floor(next() ** 4 * 2_000)}`;
  return {
    id: digest(`${offset}`),
    site: SITE,
    name,
    ts: received_at - Math.floor(next() ** 3 * 3_000),
    received_at,
    visitor_id: digest(visitor_id),
    url: `https://${SITE}${path}`,
    hostname: SITE,
    path,
    title: 'A page of the shop',
    referrer: '',
    referrer_source: pick(['Google', 'Bing', '']),
    utm_source: '',
    utm_medium: '',
    utm_campaign: '',
    utm_term: '',
    utm_content: '',
    country: `C${Math.floor(next() ** 2 * 60)}`,
    city: 'City',
    device: pick(DEVICES),
    browser: pick(BROWSERS),
    os: 'Linux',
    screen: '1280x720',
    language: 'en',
    is_bot: next() < 0.01,
    engaged_ms: name === 'page_leave' ? Math.floor(next() ** 2 * 60_000) : 0,
    props: name === 'order' ? { total: Math.floor(next() * 20_000) / 100, plan: pick(['free', 'pro']) } : {},
    session_id: digest(`s${visitor_id}`),
    partition: 0,
    offset,
  };
}
