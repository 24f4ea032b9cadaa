import type { WeirEvent } from '../events/event.ts';
import type { CollectCounters } from './counters.ts';
import { type Enriched, enrich, type Sender } from './enrich.ts';
import type { Geoip } from './geoip.ts';
import { checkEvent, type IncomingEvent, type Rejection } from './incoming.ts';
import type { Salts } from './salts.ts';
import { MAX_USER_AGENT_LENGTH, userAgentFacts } from './user-agent.ts';

/** What every request is prepared with. */
export interface Preparation {
  geoip: Geoip;
  salts: Salts;
  counters: CollectCounters;
}

/** Events that are ready for the log, and those that are not taken. */
export interface Prepared {
  events: WeirEvent[];
  rejected: Rejection[];
}

interface Browser {
  ip: string;
  userAgent: string;
}

/** One event of an import, with the address and browser that its source names. */
export interface ImportedEntry extends Browser {
  event: IncomingEvent;
}

type Occasion = Pick<Sender, 'site' | 'receivedAt' | 'skewMs' | 'imported'>;

/** Prepares the events of one request: its sender is looked up once. */
export function prepareBatch(preparation: Preparation, from: Occasion & Browser, values: readonly unknown[]): Prepared {
  const sender = lookUp(preparation, from, from);
  return sortOut(
    preparation,
    values.map((value) => prepareOne(preparation, sender, value)),
  );
}

/** Prepares entries that each come from a sender of their own. */
export function prepareImport(
  preparation: Preparation,
  occasion: Occasion,
  entries: readonly ImportedEntry[],
): Prepared {
  const results = entries.map((entry) => prepareOne(preparation, lookUp(preparation, occasion, entry), entry.event));
  return sortOut(preparation, results);
}

function lookUp({ geoip }: Preparation, occasion: Occasion, { ip, userAgent }: Browser): Sender {
  return {
    site: occasion.site,
    receivedAt: occasion.receivedAt,
    skewMs: occasion.skewMs,
    imported: occasion.imported,
    ip,
    userAgent: userAgent.slice(0, MAX_USER_AGENT_LENGTH),
    agent: userAgentFacts(userAgent),
    place: geoip(ip),
  };
}

function prepareOne({ salts }: Preparation, sender: Sender, value: unknown): Enriched {
  const checked = checkEvent(value);
  return checked.ok ? enrich(checked.event, sender, salts) : checked;
}

function sortOut({ counters }: Preparation, results: readonly Enriched[]): Prepared {
  const prepared: Prepared = { events: [], rejected: [] };
  for (const [index, result] of results.entries()) {
    if (result.ok) {
      prepared.events.push(result.event);
      continue;
    }
    counters.rejected[result.reason]++;
    prepared.rejected.push({ index, reason: result.reason, detail: result.detail });
  }
  return prepared;
}
