import { EVENTS_TOPIC } from '../events/topics.ts';
import { ALLOWED_LATENESS_MS, HISTORY_AFTER_MS } from '../rollups/figures/partition-windows.ts';
import { Fold } from '../stream/fold.ts';
import type { LogRecord, Wire } from '../stream/kafka-wire.ts';
import { readRange } from '../stream/reader.ts';

export const MINUTE_MS = 60_000;

/** What the log says of one site in one partition. */
export interface LogCounts {
  /** Records with the site's key. */
  records: number;
  duplicates: number;
  malformed: number;
  /** Events that the fold placed: each is to be archived and counted once. */
  events: number;
  /** Of these, by the rules of the fixed figures: too late for their windows; and older than a day, so in none. */
  late: number;
  history: number;
  /** Events on time by minute of their time: their offsets, ascending. */
  minutes: Map<number, number[]>;
}

/** One partition of the log, read from the first record kept up to, not including, `end`. */
export interface LogBooks {
  earliest: number;
  end: number;
  /** Minutes from here on hold no event that retention has removed. 0: nothing was removed. */
  wholeFromMs: number;
  sites: Map<string, LogCounts>;
}

/** Folds a partition's records as the tasks do and writes down what each counts as. */
export async function readLogBooks(wire: Wire, partition: number, earliest: number, end: number): Promise<LogBooks> {
  const fold = new Fold(partition, earliest);
  const books: LogBooks = { earliest, end, wholeFromMs: 0, sites: new Map() };
  let clock = 0;
  const take = (record: LogRecord) => {
    const counts = countsOf(books, siteOf(record));
    const { duplicates, malformedTotal } = fold;
    const event = fold.apply(record);
    counts.records++;
    counts.duplicates += fold.duplicates - duplicates;
    counts.malformed += fold.malformedTotal - malformedTotal;
    if (!event) return;
    if (earliest > 0 && books.wholeFromMs === 0)
      books.wholeFromMs = Math.ceil(event.received_at / MINUTE_MS) * MINUTE_MS;
    counts.events++;
    clock = Math.max(clock, event.received_at);
    const age = clock - event.ts;
    if (age > HISTORY_AFTER_MS) counts.history++;
    else if (age > ALLOWED_LATENESS_MS) counts.late++;
    else {
      const minute = event.ts - (event.ts % MINUTE_MS);
      const offsets = counts.minutes.get(minute);
      if (offsets) offsets.push(event.offset);
      else counts.minutes.set(minute, [event.offset]);
    }
  };
  await readRange(wire, EVENTS_TOPIC.name, partition, earliest, end, take);
  return books;
}

/** Events of the minute up to and with an offset. */
export function countUpTo(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countsOf({ sites }: LogBooks, site: string): LogCounts {
  let counts = sites.get(site);
  if (!counts) {
    counts = { records: 0, duplicates: 0, malformed: 0, events: 0, late: 0, history: 0, minutes: new Map() };
    sites.set(site, counts);
  }
  return counts;
}

/** Keys are `site/visitor`; what has another one was not written by a collector. */
function siteOf({ key }: LogRecord): string {
  const text = key?.toString() ?? '';
  const slash = text.indexOf('/');
  return slash > 0 ? text.slice(0, slash) : '(no site)';
}
