import { setTimeout as sleep } from 'node:timers/promises';
import { eventsTopicSink, LogUnavailable } from '../collect/event-sink.ts';
import { type Collector, createCollector } from '../collect/intake.ts';
import type { ImportedEntry } from '../collect/prepare.ts';
import { PAGEVIEW, REQUEST, SITE_NAME } from '../events/event.ts';
import { EVENTS_TOPIC } from '../events/topics.ts';
import type { Log } from '../log.ts';
import { createProducer, ensureTopics } from '../stream/kafka-client.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import { type CombinedLine, readCombinedLine } from './combined-line.ts';
import { LineIds } from './line-ids.ts';
import { LogLines } from './log-lines.ts';
import { findOwnOrigin } from './own-origin.ts';
import { isPageView } from './page-view.ts';
import { type Output, Progress } from './progress.ts';

export interface AccessLogOptions {
  /** A combined-format access log, plain or gzipped. */
  file: string;
  site: string;
  /** `host:port` of the log's brokers. */
  brokers: string[];
  security?: KafkaSecurity;
  /** The collector's data folder: it holds the salt that makes visitor ids come out equal in a second import. */
  dataDir: string;
  geoipPath: string | null;
  stdout: Output;
  log: Log;
}

export interface ImportSummary {
  lines: number;
  /** Acknowledged by the log; one import of a file counts each once, however often it is repeated. */
  events: number;
  pageViews: number;
  unparsable: number;
  /** Parsed, but not taken by the collector. */
  rejected: number;
  seconds: number;
  /** Of the site that wrote the log, where it could be told. */
  ownOrigin: string | null;
}

/** An import that could not be finished; the message says what to do. */
class ImportError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ImportError';
  }
}

/** Entries in one step to the log; what is under way is all that is held. */
const BATCH = 500;
/** Lines that are looked at before the first is sent, to tell the site's own origin. */
const SAMPLE = 2_000;
const NAMED_LINES = 5;
const ATTEMPTS = 8;
const MAX_BACKOFF_MS = 8_000;

/** Reads an access log through the collector, with the times, addresses and browsers that it names. Throws `ImportError`. */
export async function importAccessLog(options: AccessLogOptions): Promise<ImportSummary> {
  const { brokers, security, log, site } = options;
  if (!SITE_NAME.test(site)) throw new ImportError(`--site: "${site}" is not 1 to 64 of a-z, 0-9, "." and "-"`);
  const client = { brokers, security, clientId: 'weir-import', log };
  await ensureTopics(client, [EVENTS_TOPIC]).catch((error: unknown) => {
    throw unreachable(brokers, error);
  });
  const producer = createProducer(client);
  try {
    const { dataDir, geoipPath } = options;
    const collector = await createCollector({
      producer: eventsTopicSink(producer),
      dataDir,
      geoipPath,
      sites: null,
      log,
    });
    try {
      return await new AccessLogImport(options, collector).run();
    } finally {
      collector.close();
    }
  } finally {
    await producer.close();
  }
}

class AccessLogImport {
  readonly #options: AccessLogOptions;
  readonly #collector: Collector;
  readonly #progress: Progress;
  readonly #lines: LogLines;
  readonly #ids = new LineIds();
  readonly #summary: ImportSummary = {
    lines: 0,
    events: 0,
    pageViews: 0,
    unparsable: 0,
    rejected: 0,
    seconds: 0,
    ownOrigin: null,
  };
  readonly #unparsable: number[] = [];
  /** The first lines, while the site's own origin is not settled; null from then on. */
  #sample: { line: CombinedLine; id: string }[] | null = [];
  #batch: ImportedEntry[] = [];

  constructor(options: AccessLogOptions, collector: Collector) {
    this.#options = options;
    this.#collector = collector;
    this.#progress = new Progress(options.stdout);
    this.#lines = new LogLines(options.file);
  }

  async run(): Promise<ImportSummary> {
    const startedAt = performance.now();
    let broken: unknown = null;
    try {
      for await (const { number, text } of this.#lines) await this.#take(number, text);
    } catch (error) {
      if (error instanceof ImportError) throw error;
      broken = error;
    }
    await this.#settleOrigin();
    await this.#send();
    this.#summary.seconds = (performance.now() - startedAt) / 1_000;
    this.#progress.clear();
    if (broken === null || this.#summary.lines > 0) this.#report();
    if (broken !== null) throw unreadable(this.#options.file, broken);
    return this.#summary;
  }

  async #take(number: number, text: string | null): Promise<void> {
    this.#summary.lines++;
    const line = text === null ? null : readCombinedLine(text);
    if (line === null) {
      this.#summary.unparsable++;
      if (this.#unparsable.length < NAMED_LINES) this.#unparsable.push(number);
      return;
    }
    const id = this.#ids.next(text!);
    if (this.#sample === null) await this.#add(line, id);
    else if (this.#sample.push({ line, id }) >= SAMPLE) await this.#settleOrigin();
  }

  /** Ends the sample: from here on lines go straight on. */
  async #settleOrigin(): Promise<void> {
    const sample = this.#sample ?? [];
    if (this.#sample !== null) this.#summary.ownOrigin = findOwnOrigin(sample.map(({ line }) => line));
    this.#sample = null;
    for (const { line, id } of sample) await this.#add(line, id);
  }

  async #add(line: CombinedLine, id: string): Promise<void> {
    this.#batch.push({ ip: line.ip, userAgent: line.userAgent, event: eventOf(line, id, this.#summary.ownOrigin) });
    if (this.#batch.length >= BATCH) await this.#send();
  }

  async #send(): Promise<void> {
    const entries = this.#batch;
    this.#batch = [];
    if (entries.length === 0) return;
    const { accepted, rejected } = await this.#deliver(entries);
    const refused = new Set(rejected.map(({ index }) => index));
    this.#summary.events += accepted;
    this.#summary.rejected += rejected.length;
    this.#summary.pageViews += entries.filter(({ event }, at) => event.name === PAGEVIEW && !refused.has(at)).length;
    const { readBytes, totalBytes } = this.#lines.progress;
    this.#progress.show(readBytes / Math.max(totalBytes, 1), `${this.#summary.events} events`);
  }

  async #deliver(entries: readonly ImportedEntry[]): ReturnType<Collector['takeImport']> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#collector.takeImport(this.#options.site, entries);
      } catch (error) {
        if (!(error instanceof LogUnavailable)) throw error;
        if (attempt === ATTEMPTS) throw unreachable(this.#options.brokers, error);
        this.#options.log.warn({ err: error.cause, attempt }, 'the log did not acknowledge, trying again');
        await sleep(Math.min(MAX_BACKOFF_MS, 250 * 2 ** attempt));
      }
    }
  }

  #report(): void {
    const { lines, events, pageViews, unparsable, rejected, seconds, ownOrigin } = this.#summary;
    const named = this.#unparsable.join(', ') + (unparsable > this.#unparsable.length ? ', ...' : '');
    const rows = [
      ['lines', String(lines)],
      ['events', `${events}, of them ${pageViews} page views`],
      ['unparsable', unparsable === 0 ? '0' : `${unparsable} (line ${named})`],
      ['rejected', rejected === 0 ? '0' : `${rejected} (${this.#reasons()})`],
      ['own pages', ownOrigin ?? 'not told by the log; links between its pages count as referrers'],
      ['seconds', `${seconds.toFixed(1)} (${Math.round(lines / Math.max(seconds, 0.001))} lines a second)`],
    ];
    this.#options.stdout.write(`Imported ${this.#options.file} into site ${this.#options.site}\n`);
    for (const [name, value] of rows) this.#options.stdout.write(`  ${name!.padEnd(11)} ${value}\n`);
  }

  #reasons(): string {
    const counts = Object.entries(this.#collector.counters().rejected).filter(([, count]) => count > 0);
    return counts.map(([reason, count]) => `${reason} ${count}`).join(', ');
  }
}

function eventOf(line: CombinedLine, id: string, ownOrigin: string | null): ImportedEntry['event'] {
  const { ts, target, referrer, method, status } = line;
  // `OPTIONS *` and `CONNECT host:port` name no page.
  const absolute = /^https?:/i.test(target) ? target : '';
  const url = target.startsWith('/') ? `${ownOrigin ?? ''}${target}` : absolute;
  const event = { id, ts, url, referrer };
  return isPageView(line) ? { ...event, name: PAGEVIEW } : { ...event, name: REQUEST, props: { method, status } };
}

function unreachable(brokers: readonly string[], cause: unknown): ImportError {
  const where = brokers.join(', ');
  const again = 'start Weir (npm start) or set KAFKA_BROKERS, then import again: nothing counts twice';
  return new ImportError(`The log at ${where} does not answer; ${again}`, cause);
}

function unreadable(file: string, cause: unknown): ImportError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new ImportError(`${file}: no such file`, cause);
  return new ImportError(`${file}: cannot be read to its end (${message}); what came before is imported`, cause);
}
