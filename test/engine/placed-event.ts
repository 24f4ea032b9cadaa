import type { PlacedEvent } from '../../engine/events/event.ts';

/** An event of the stream whose unnamed fields have plain values. */
export function placedEvent(fields: Partial<PlacedEvent>): PlacedEvent {
  const ts = fields.ts ?? 1_700_000_000_000;
  return {
    id: `e${fields.offset ?? 0}`,
    site: 'demo',
    name: 'pageview',
    ts,
    received_at: ts,
    visitor_id: 'v',
    url: 'https://demo.test/',
    hostname: 'demo.test',
    path: '/',
    title: '',
    referrer: '',
    referrer_source: '',
    utm_source: '',
    utm_medium: '',
    utm_campaign: '',
    utm_term: '',
    utm_content: '',
    country: '',
    city: '',
    device: 'desktop',
    browser: '',
    os: '',
    screen: '',
    language: '',
    is_bot: false,
    engaged_ms: 0,
    props: {},
    session_id: 's',
    partition: 0,
    offset: 0,
    ...fields,
  };
}
