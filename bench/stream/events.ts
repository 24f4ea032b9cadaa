import type { WeirEvent } from '../../engine/events/event.ts';

const PATHS = ['/', '/pricing', '/docs', '/blog/post', '/shop/item'];
const COUNTRIES = ['DE', 'FR', 'US', 'GB', 'NL', 'PL', 'IT', 'ES', 'SE', 'BR'];

/** Event number n of a busy shop, as the collector writes it: some 620 bytes of JSON. */
export function benchEvent(site: string, n: number, ts: number, visitors: number): WeirEvent {
  const path = `${PATHS[n % 5]}${n % 5 > 2 ? `/${n % 97}` : ''}`;
  const name = n % 20 === 7 ? 'purchase' : n % 10 === 3 ? 'page_leave' : 'pageview';
  return {
    id: `0192f0c1-7b3a-7000-8000-${String(n).padStart(12, '0')}`,
    site,
    name,
    ts,
    received_at: ts + 20,
    visitor_id: `visitor-${((n * 7919) % visitors).toString(16).padStart(8, '0')}`,
    url: `https://bench.example${path}`,
    hostname: 'bench.example',
    path,
    title: `Page ${path}`,
    referrer: n % 3 === 0 ? 'https://www.google.com/' : '',
    referrer_source: n % 3 === 0 ? 'Google' : '',
    utm_source: '',
    utm_medium: '',
    utm_campaign: '',
    utm_term: '',
    utm_content: '',
    country: COUNTRIES[n % 10]!,
    city: '',
    device: n % 4 === 0 ? 'mobile' : 'desktop',
    browser: n % 3 === 0 ? 'Firefox' : 'Chrome',
    os: 'Linux',
    screen: '1280x720',
    language: 'en-GB',
    is_bot: false,
    engaged_ms: name === 'page_leave' ? (n * 37) % 60_000 : 0,
    props:
      name === 'purchase' ? { value: (n % 400) / 4, plan: n % 2 ? 'free' : 'pro' } : { plan: n % 2 ? 'free' : 'pro' },
  };
}
