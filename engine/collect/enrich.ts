import { randomUUID } from 'node:crypto';
import { PAGE_LEAVE, type Props, type WeirEvent } from '../events/event.ts';
import type { Place } from './geoip.ts';
import type { EventReason, IncomingEvent } from './incoming.ts';
import { cut, readPageAddress } from './page-address.ts';
import { readReferrer } from './referrer.ts';
import { type Salts, utcDay } from './salts.ts';
import type { UserAgentFacts } from './user-agent.ts';
import { chosenVisitor, cookielessVisitor, importedVisitor } from './visitor-id.ts';

/** Live events that are older than this are refused, whoever sends them; imports may be of any age. */
const MAX_AGE_MS = 30 * 86_400_000;
/** A sender's clock that is wrong by less than this is left alone. */
const TOLERATED_SKEW_MS = 60_000;
const MAX_ENGAGED_MS = 86_400_000;
const MAX_TITLE_LENGTH = 500;
const MAX_SCREEN_LENGTH = 20;
const MAX_LANGUAGE_LENGTH = 35;

/** What is known about a request before its events are looked at: the same for each of them. */
export interface Sender {
  site: string;
  ip: string;
  userAgent: string;
  agent: UserAgentFacts;
  place: Place;
  receivedAt: number;
  /** Added to every `ts`: the receiver's clock less the sender's, 0 where they agree. */
  skewMs: number;
  /** An import keeps its times whatever their age, and its ids come out equal when it is repeated. */
  imported: boolean;
}

export type Enriched = { ok: true; event: WeirEvent } | { ok: false; reason: EventReason; detail: string };

/** Turns a checked event into the one that the log keeps. */
export function enrich(incoming: IncomingEvent, sender: Sender, salts: Salts): Enriched {
  const { agent, place } = sender;
  const ts = timeOf(incoming.ts, sender);
  if (!sender.imported && ts < sender.receivedAt - MAX_AGE_MS) return tooOld(ts, '30 days');
  const visitor = visitorOf(incoming, ts, sender, salts);
  if (visitor === null) return tooOld(ts, 'yesterday, and it carries no visitor');
  const page = readPageAddress(incoming.url ?? '');
  if (page === null) return { ok: false, reason: 'invalid-url', detail: 'url: neither absolute nor a path' };
  const referrer = readReferrer(incoming.referrer ?? '', page, sender.site);
  const { props, engagedMs } = readProps(incoming);
  const event: WeirEvent = {
    id: incoming.id?.toWellFormed() ?? randomUUID(),
    site: sender.site,
    name: incoming.name.toWellFormed(),
    ts,
    received_at: sender.receivedAt,
    visitor_id: visitor,
    url: page.url,
    hostname: page.hostname,
    path: page.path,
    title: cut(incoming.title ?? '', MAX_TITLE_LENGTH),
    referrer: referrer.referrer,
    referrer_source: referrer.source,
    utm_source: page.utm_source,
    utm_medium: page.utm_medium,
    utm_campaign: page.utm_campaign,
    utm_term: page.utm_term,
    utm_content: page.utm_content,
    country: place.country,
    city: place.city,
    device: agent.device,
    browser: agent.browser,
    os: agent.os,
    screen: cut(incoming.screen ?? '', MAX_SCREEN_LENGTH),
    language: cut(incoming.language ?? '', MAX_LANGUAGE_LENGTH),
    is_bot: agent.isBot,
    engaged_ms: engagedMs,
    props,
  };
  return { ok: true, event };
}

/** How far a sender's clock is off; 0 where it said nothing, or is right within a minute. */
export function skewOf(sentAt: number | null | undefined, receivedAt: number): number {
  if (sentAt === null || sentAt === undefined) return 0;
  const skewMs = Math.round(receivedAt - sentAt);
  return Math.abs(skewMs) > TOLERATED_SKEW_MS ? skewMs : 0;
}

function timeOf(ts: number | null | undefined, sender: Sender): number {
  if (ts === null || ts === undefined) return sender.receivedAt;
  return Math.max(0, Math.min(Math.round(ts) + sender.skewMs, sender.receivedAt));
}

function visitorOf(incoming: IncomingEvent, ts: number, sender: Sender, salts: Salts): string | null {
  const { site, ip, userAgent } = sender;
  if (incoming.visitor) return chosenVisitor(salts.lasting(), site, incoming.visitor);
  const day = utcDay(ts);
  if (sender.imported) return importedVisitor(salts.lasting(), site, day, ip, userAgent);
  const salt = salts.ofDay(day);
  return salt === null ? null : cookielessVisitor(salt, site, ip, userAgent);
}

/** The snippet sends its engaged time as a property; the log keeps it as a column of its own. */
function readProps(incoming: IncomingEvent): { props: Props; engagedMs: number } {
  const props: Props = {};
  let engagedMs = 0;
  for (const [key, value] of Object.entries(incoming.props ?? {})) {
    if (value === null) continue;
    if (incoming.name === PAGE_LEAVE && key === 'engaged_ms' && typeof value === 'number') {
      engagedMs = Math.round(Math.max(0, Math.min(value, MAX_ENGAGED_MS)));
      continue;
    }
    // Not an assignment: that would change the prototype where the key is "__proto__".
    Object.defineProperty(props, key.toWellFormed(), {
      value: typeof value === 'string' ? value.toWellFormed() : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return { props, engagedMs };
}

function tooOld(ts: number, limit: string): Enriched {
  return {
    ok: false,
    reason: 'too-old',
    detail: `ts: ${new Date(ts).toISOString()} is before ${limit}; ts is in milliseconds`,
  };
}
