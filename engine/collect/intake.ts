import { eventKey } from '../events/event.ts';
import type { Log } from '../log.ts';
import { type Answer, acceptedAnswer, type Problem, preflightAnswer, problemAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { type CollectBooks, NO_SITE } from './books.ts';
import { type CollectCounters, newCounters } from './counters.ts';
import { skewOf } from './enrich.ts';
import { type EventSink, LogUnavailable } from './event-sink.ts';
import { openGeoip } from './geoip.ts';
import type { Rejection } from './incoming.ts';
import { type ImportedEntry, type Preparation, type Prepared, prepareBatch, prepareImport } from './prepare.ts';
import { type RequestContext, unfitRequest } from './request.ts';
import { openSalts } from './salts.ts';

export interface CollectorOptions {
  /** The log. */
  producer: EventSink;
  /** Holds the visitor salts, shared by all processes on it. */
  dataDir: string;
  /** Site names that are taken; null takes any well-formed one. */
  sites: readonly string[] | null;
  /** An .mmdb country or city database; null takes the bundled country database. */
  geoipPath: string | null;
  /** Where it is written down what was taken and refused, by site. Default: nowhere. */
  books?: CollectBooks;
  log: Log;
  /** The clock, milliseconds since the epoch. */
  now?: () => number;
}

interface Taken {
  accepted: number;
  rejected: Rejection[];
}

export interface Collector {
  /** Answers one request; never rejects. */
  collect(context: RequestContext, body: Uint8Array): Promise<Answer>;
  /** Counts and words a refusal that the transport found by itself. */
  refuse(problem: Problem): Answer;
  /**
   * The way in for imports: times are kept whatever their age, visitor ids come out equal when the import is repeated. Resolves once the
   * log has acknowledged; rejects with `LogUnavailable`. At most 1,000 entries a call keep memory small.
   */
  takeImport(site: string, entries: readonly ImportedEntry[]): Promise<Taken>;
  counters(): Readonly<CollectCounters>;
  /** Releases the timer; events under way are the producer's to finish. */
  close(): void;
}

/** Opens the salts and the country database. Throws an error that names the file where one cannot be opened. */
export async function createCollector(options: CollectorOptions): Promise<Collector> {
  const { producer, log, books, now = Date.now } = options;
  const geoip = await openGeoip(options.geoipPath);
  const salts = openSalts(options.dataDir, now);
  const counters = newCounters();
  const allowed = options.sites === null ? null : new Set(options.sites);
  const preparation: Preparation = { geoip, salts, counters };

  const refuse = (problem: Problem, site = NO_SITE): Answer => {
    counters.refused[problem.reason]++;
    books?.refused(site, problem.reason);
    return problemAnswer(problem);
  };
  const publish = async ({ events, rejected }: Prepared): Promise<Taken> => {
    if (events.length > 0) {
      const records = events.map((event) => ({ key: eventKey(event), value: JSON.stringify(event) }));
      await producer.send(records).catch((error: unknown) => {
        throw new LogUnavailable(error);
      });
      counters.accepted += events.length;
    }
    return { accepted: events.length, rejected };
  };
  const takePost = async (context: RequestContext, body: Uint8Array): Promise<Answer> => {
    const unfit = unfitRequest(context, body.byteLength);
    if (unfit !== null) return refuse(unfit);
    const read = readBody(body);
    if (!read.ok) return refuse(read.problem);
    const { site, events, sent_at } = read.batch;
    if (allowed !== null && !allowed.has(site)) return refuse(notAllowed(site), site);
    const receivedAt = now();
    const timing = { receivedAt, skewMs: skewOf(sent_at, receivedAt), imported: false };
    const prepared = prepareBatch(preparation, { site, ...context, ...timing }, events);
    for (const { reason } of prepared.rejected) books?.refused(site, reason);
    if (prepared.events.length === 0) return refuse(nothingValid(prepared.rejected), site);
    const { accepted, rejected } = await publish(prepared);
    books?.accepted(site, accepted);
    counters.requests++;
    return acceptedAnswer(accepted, rejected);
  };

  return {
    refuse: (problem) => refuse(problem),
    collect: async (context, body) => {
      if (context.method === 'OPTIONS') return preflightAnswer();
      return takePost(context, body).catch((error: unknown) => refuse(failure(error, log)));
    },
    takeImport: (site, entries) => {
      const timing = { receivedAt: now(), skewMs: 0, imported: true };
      const taken = publish(prepareImport(preparation, { site, ...timing }, entries));
      void taken.then(({ accepted }) => books?.accepted(site, accepted)).catch(() => undefined);
      return taken;
    },
    counters: () => counters,
    close: () => {
      books?.close();
      salts.close();
    },
  };
}

function notAllowed(site: string): Problem {
  return { reason: 'site-not-allowed', field: 'site', detail: `site: "${site}" is not among WEIR_SITES.` };
}

function nothingValid(rejected: readonly Rejection[]): Problem {
  const first = rejected[0]!;
  const field = `events[${first.index}]`;
  return { reason: 'no-valid-event', field, detail: `No event could be taken; ${field}: ${first.detail}`, rejected };
}

/** Whatever went wrong, the sender keeps its events and tries again. */
function failure(error: unknown, log: Log): Problem {
  if (!(error instanceof LogUnavailable)) {
    log.error({ err: error }, 'a request to the collector failed');
    return {
      reason: 'internal-error',
      detail: 'The collector failed; its log says why. Retry with the same event ids.',
    };
  }
  log.warn({ err: error.cause }, 'events were not acknowledged by the log, their sender is to retry');
  const detail = `Nothing is lost if you retry with the same event ids: ${error.message}.`;
  return { reason: error.reason, detail, headers: { 'retry-after': String(error.retryAfterSeconds) } };
}
