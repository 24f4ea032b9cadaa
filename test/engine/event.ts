import type { PlacedEvent, WeirEvent } from '../../engine/events/event.ts';

/** An event as the collector writes it, whose unnamed fields have plain values. */
export function weirEvent(fields: Partial<WeirEvent>): WeirEvent {
  const ts = fields.ts ?? 1_700_000_000_000;
  return {
    id: 'e',
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
    ...fields,
  };
}

/** The same as the stream has placed it. */
export function placedEvent(fields: Partial<PlacedEvent>): PlacedEvent {
  const id = `e${fields.offset ?? 0}`;
  return { ...weirEvent({ id, ...fields }), session_id: 's', partition: 0, offset: 0, ...fields };
}
