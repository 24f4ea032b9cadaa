import { z } from 'zod';

/** A site's name: what the snippet carries in `data-site`, what the site picker shows. */
export const SITE_NAME = /^[a-z0-9.-]{1,64}$/;

/** Event names that Weir itself gives a meaning; every other name is a custom event of the site's own. */
export const PAGEVIEW = 'pageview';
/** Sent as a page is left; `engaged_ms` is how long it was visible and in use. */
export const PAGE_LEAVE = 'page_leave';
/** A click on a link to another host; the address is in `props.url`. */
export const OUTBOUND_CLICK = 'outbound_click';

/**
 * A request of an access log that is no page view: an image, a style sheet, an error. It is kept, and counts as no
 * visit and no visitor.
 */
export const REQUEST = 'request';

/** Property values are scalars: a nested value is refused by the collector, not flattened in silence. */
export const propValue = z.union([z.string().max(2_000), z.number(), z.boolean()]);
export type Props = Record<string, z.infer<typeof propValue>>;

/**
 * An accepted event: one JSON record of topic `weir.events`, keyed `site/visitor_id`.
 * Times are milliseconds since the epoch; what is unknown is the empty string, never null.
 */
export const weirEvent = z.object({
  /** Chosen by the sender, or by the collector where it sent none: a repeat of (site, id) counts once. */
  id: z.string().min(1).max(64),
  site: z.string().regex(SITE_NAME),
  name: z.string().min(1).max(120),
  /** When it happened, by the sender's clock, corrected to no later than `received_at`. */
  ts: z.int(),
  /** When the collector took it. */
  received_at: z.int(),
  visitor_id: z.string().min(1).max(64),
  url: z.string(),
  hostname: z.string(),
  path: z.string(),
  title: z.string(),
  referrer: z.string(),
  /** The referrer's well-known name ("Google"), else its host; empty where there is none or it is the site itself. */
  referrer_source: z.string(),
  utm_source: z.string(),
  utm_medium: z.string(),
  utm_campaign: z.string(),
  utm_term: z.string(),
  utm_content: z.string(),
  /** ISO 3166-1 alpha-2, upper case. */
  country: z.string(),
  city: z.string(),
  /** `desktop`, `mobile`, `tablet`, `tv`, `bot` or empty. */
  device: z.string(),
  browser: z.string(),
  os: z.string(),
  /** `1280x720` in CSS pixels. */
  screen: z.string(),
  /** BCP 47, as the browser says it. */
  language: z.string(),
  is_bot: z.boolean(),
  /** Only `page_leave` carries it; 0 elsewhere. Milliseconds. */
  engaged_ms: z.int().min(0),
  props: z.record(z.string(), propValue),
});
export type WeirEvent = z.infer<typeof weirEvent>;

/** The record key: all of one visitor of one site meets in one partition. */
export function eventKey(event: Pick<WeirEvent, 'site' | 'visitor_id'>): string {
  return `${event.site}/${event.visitor_id}`;
}

/** An event as the stream has placed it: what the archive stores and the rollups count. */
export interface PlacedEvent extends WeirEvent {
  /** Decided in the stream (engine/events/visits.ts), equal in every group. */
  session_id: string;
  partition: number;
  offset: number;
}
