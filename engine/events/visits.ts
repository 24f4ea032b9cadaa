import { eventKey, type WeirEvent } from './event.ts';
import { digest } from './hash64.ts';
import { RecentIds } from './recent-ids.ts';

/** A visit ends after this much inactivity, in event time. */
export const SESSION_GAP_MS = 30 * 60_000;
/** Ids of accepted events that a partition remembers: a repeat within so many events counts once. */
const RECENT_IDS = 100_000;
/** Visitors that a partition remembers; beyond it the one heard from longest ago is forgotten. */
export const MAX_VISITORS = 50_000;
/**
 * A visitor that was silent for so long is forgotten. Measured by arrival (`received_at`), not by event time: an
 * import of old events beside live ones must neither end live visits nor be ended by them. Ten minutes more than the
 * gap, so that events which arrive somewhat late still find their visit.
 */
export const FORGET_AFTER_MS = SESSION_GAP_MS + 10 * 60_000;

/** What is remembered of one visitor of one site, between its neighbours in the order of last hearing. Times are ms. */
interface Visit {
  key: string;
  older: Visit | null;
  newer: Visit | null;
  sessionId: string;
  /** Earliest and latest event of the session, in event time. */
  start: number;
  end: number;
  /** Campaign that began the session. */
  source: string;
  campaign: string;
  /** Clock of the partition as the visitor was last heard from. */
  heardAt: number;
}

/**
 * State of the fold that turns a partition's records into placed events. A pure function of the events before: whoever
 * folds the same records holds the same state. Bounds: `RECENT_IDS`, `MAX_VISITORS`.
 */
export class Visits {
  readonly #ids: RecentIds;
  /** By `site/visitor`. Their order is a list: a Map that is kept in order by deleting and setting is full of holes. */
  readonly #visitors = new Map<string, Visit>();
  #oldest: Visit | null = null;
  #newest: Visit | null = null;
  /** Highest `received_at` so far: the partition's clock. */
  #clock: number;

  constructor(ids = new RecentIds(RECENT_IDS), clock = 0) {
    this.#ids = ids;
    this.#clock = clock;
  }

  get visitors(): number {
    return this.#visitors.size;
  }

  /** Accepts an event and names its session; null for a repeat of (site, id), which changes nothing. */
  place(event: WeirEvent): string | null {
    if (!this.#ids.add(`${event.site}\n${event.id}`)) return null;
    this.#clock = Math.max(this.#clock, event.received_at);
    this.#forget();
    const key = eventKey(event);
    const visit = this.#visitors.get(key);
    if (visit && event.ts < visit.start - SESSION_GAP_MS) {
      // From a visit before the one that goes on: it does not end that one.
      return newSessionId(key, event);
    }
    const continued = visit !== undefined && continues(visit, event);
    if (visit) this.#unlink(visit);
    const next: Visit = continued ? visit : begin(key, event);
    next.start = Math.min(next.start, event.ts);
    next.end = Math.max(next.end, event.ts);
    next.heardAt = this.#clock;
    if (!continued) this.#visitors.set(key, next);
    this.#append(next);
    if (this.#visitors.size > MAX_VISITORS) this.#forgetOldest();
    return next.sessionId;
  }

  #forget(): void {
    const since = this.#clock - FORGET_AFTER_MS;
    while (this.#oldest && this.#oldest.heardAt < since) this.#forgetOldest();
  }

  #forgetOldest(): void {
    if (!this.#oldest) return;
    this.#visitors.delete(this.#oldest.key);
    this.#unlink(this.#oldest);
  }

  #unlink(visit: Visit): void {
    if (visit.older) visit.older.newer = visit.newer;
    else this.#oldest = visit.newer;
    if (visit.newer) visit.newer.older = visit.older;
    else this.#newest = visit.older;
  }

  /** Last heard from goes last. */
  #append(visit: Visit): void {
    visit.older = this.#newest;
    visit.newer = null;
    if (this.#newest) this.#newest.newer = visit;
    else this.#oldest = visit;
    this.#newest = visit;
  }

  /** The whole state as bytes; `decode` gives an equal one back. */
  encode(): Buffer {
    const ids = this.#ids.encode();
    const visitors: EncodedVisits['visitors'] = [];
    for (let v = this.#oldest; v; v = v.newer) {
      visitors.push([v.key, v.sessionId, v.start, v.end, v.source, v.campaign, v.heardAt]);
    }
    const rest = Buffer.from(JSON.stringify({ clock: this.#clock, visitors }));
    const header = Buffer.alloc(4);
    header.writeUInt32LE(ids.length);
    return Buffer.concat([header, ids, rest]);
  }

  static decode(bytes: Buffer): Visits {
    const idBytes = bytes.readUInt32LE(0);
    const ids = RecentIds.decode(RECENT_IDS, bytes.subarray(4, 4 + idBytes));
    const { clock, visitors }: EncodedVisits = JSON.parse(bytes.toString('utf8', 4 + idBytes));
    const decoded = new Visits(ids, clock);
    for (const [key, sessionId, start, end, source, campaign, heardAt] of visitors) {
      const visit = { key, older: null, newer: null, sessionId, start, end, source, campaign, heardAt };
      decoded.#visitors.set(key, visit);
      decoded.#append(visit);
    }
    return decoded;
  }
}

interface EncodedVisits {
  clock: number;
  visitors: Array<[string, string, number, number, string, string, number]>;
}

/** Whether the event belongs to the visit: within the gap, and without a new campaign. */
function continues(visit: Visit, event: WeirEvent): boolean {
  if (event.ts > visit.end + SESSION_GAP_MS) return false;
  if (event.utm_campaign !== '' && event.utm_campaign !== visit.campaign) return false;
  return event.utm_source === '' || event.utm_source === visit.source;
}

function begin(key: string, event: WeirEvent): Visit {
  return {
    key,
    older: null,
    newer: null,
    sessionId: newSessionId(key, event),
    start: event.ts,
    end: event.ts,
    source: event.utm_source,
    campaign: event.utm_campaign,
    heardAt: 0,
  };
}

/** Depends on site, visitor and the session's first event alone, so that every group names a session alike. */
function newSessionId(key: string, event: WeirEvent): string {
  return digest(`${key}\n${event.ts}\n${event.id}`);
}
