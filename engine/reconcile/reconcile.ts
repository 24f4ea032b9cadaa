import type { StoreClient } from '../clickhouse/client.ts';
import { ARCHIVE_GROUP, EVENTS_TOPIC, ROLLUPS_GROUP } from '../events/topics.ts';
import { computedRevisions } from '../rollups/metrics/metric.ts';
import type { MetricRegistry } from '../rollups/metrics/registry.ts';
import type { Wire } from '../stream/kafka-wire.ts';
import type { StatusWatch } from '../stream/status-watch.ts';
import { readArchivedCounts } from './archive-books.ts';
import { type CollectedSite, readCollected } from './collected-books.ts';
import { keyOf, readCountedMinutes } from './figures-books.ts';
import { countUpTo, type LogBooks, type LogCounts, readLogBooks } from './log-books.ts';
import { checkMetric, type MetricCheck } from './metric-check.ts';

export interface ReconcileOptions {
  wire: Wire;
  store: StoreClient;
  registry: MetricRegistry;
  status: StatusWatch;
  /** One site alone; null for all. */
  site: string | null;
  /** Windows of each metric that are compared; null for every one. */
  sample: number | null;
  /** How long the archive and the rollups may take to reach the log's end as it is now, ms. */
  waitMs: number;
}

/** One site over all partitions, as its collectors and the log have it. */
export interface ReconciledSite extends CollectedSite {
  /** Records in the log, those that retention removed not among them. */
  logged: number;
}

/** One site in one partition, from the log's first kept record to its end as it was. */
export interface ReconciledPartition extends Omit<LogCounts, 'minutes'> {
  site: string;
  partition: number;
  archived: number;
  /** Rows of weir.events that repeat an id. */
  archivedTwice: number;
  /** Events in the minutes of the fixed figures, and how many of the log's should be there. */
  counted: number;
  expected: number;
}

export interface Reconciliation {
  /** Offsets that were compared, by partition. */
  ranges: Array<{ from: number; end: number }>;
  sites: ReconciledSite[];
  partitions: ReconciledPartition[];
  metrics: MetricCheck[];
  /** What does not agree, a line each; none where everything does. */
  differences: string[];
}

const POLL_MS = 250;
/** Minutes are written every second. */
const MINUTES_EVERY_MS = 1_500;
/** A minute or window is compared once it is over for so long: what it says has been written then. */
const REST_MS = 30_000;

/** Compares what is in the log with what is archived and counted, on a running system. Throws `KafkaError`, `StoreError`. */
export async function reconcile(options: ReconcileOptions): Promise<Reconciliation> {
  const { wire, store } = options;
  const { name } = EVENTS_TOPIC;
  const topicId = (await wire.metadata([name])).topics.get(name)?.id ?? '';
  const ends = await wire.listOffsets(name, 'latest');
  const behind = await untilReached(options, ends);
  // Collectors first: whatever they have been told is acknowledged by now, and so in the log that is read after.
  const collected = await readCollected(wire);
  await new Promise((resolve) => setTimeout(resolve, MINUTES_EVERY_MS));
  const minutes = await readCountedMinutes(store, wire);
  // Figures that go further than the log's end was: the log is read as far.
  const reached = ends.map((end, partition) => {
    return Math.max(end, ...minutes.filter((minute) => minute.partition === partition).map(({ offset }) => offset + 1));
  });
  const earliest = await wire.listOffsets(name, 'earliest');
  const books: LogBooks[] = [];
  for (const [partition, end] of reached.entries()) {
    books.push(await readLogBooks(wire, partition, earliest[partition] ?? 0, end));
  }
  await untilReached(options, reached);
  const ranges = books.map(({ earliest: from, end }) => ({ from, end }));
  const archived = await readArchivedCounts(store, topicId, ranges);
  const partitions = books.flatMap((book, partition) => {
    const rows = new Map(archived.filter((row) => row.partition === partition).map((row) => [row.site, row]));
    const sites = new Set([...book.sites.keys(), ...rows.keys()]);
    return [...sites]
      .sort()
      .map((site) => reconciled(site, partition, { ...book, settled: ends[partition] ?? 0 }, rows.get(site), minutes));
  });
  const wanted = partitions.filter(({ site }) => options.site === null || options.site === site);
  const metrics = await checkMetrics(options, topicId, books);
  const sites = sitesOf(collected, partitions, options.site);
  const removed = ranges.some(({ from }) => from > 0);
  const lost = removed ? [] : sites.filter(({ accepted, logged }) => accepted > logged);
  const lines = lost.map(
    ({ site, accepted, logged }) => `${site}: ${accepted} events were accepted, ${logged} records are in the log`,
  );
  return {
    ranges,
    sites,
    partitions: wanted,
    metrics,
    differences: [...behind, ...lines, ...differencesOf(wanted, metrics)],
  };
}

/** Waits until both groups have everything before the ends in their outputs; a line for each partition that is not there in time. */
async function untilReached({ status, waitMs }: ReconcileOptions, ends: readonly number[]): Promise<string[]> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const lines = [ARCHIVE_GROUP, ROLLUPS_GROUP].flatMap((group) => {
      const offsets = new Map<number, number>();
      for (const beat of status.current()) {
        if (beat.status.group !== group) continue;
        for (const { partition, offset } of beat.status.partitions)
          offsets.set(partition, Math.max(offset, offsets.get(partition) ?? 0));
      }
      return ends.flatMap((end, partition) => {
        const offset = offsets.get(partition);
        if (offset !== undefined && offset >= end) return [];
        const where = offset === undefined ? 'is read by no process' : `is at offset ${offset} of ${end}`;
        return end === 0 ? [] : [`${group}: partition ${partition} ${where} after ${waitMs / 1000} s`];
      });
    });
    if (lines.length === 0 || performance.now() >= deadline) return lines;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function reconciled(
  site: string,
  partition: number,
  book: LogBooks & { settled: number },
  row: { rows: number; ids: number } | undefined,
  minutes: Awaited<ReturnType<typeof readCountedMinutes>>,
): ReconciledPartition {
  const { minutes: onTime = new Map<number, number[]>(), ...counts } = book.sites.get(site) ?? EMPTY;
  const toMs = Date.now() - REST_MS;
  const newest = new Map(
    minutes
      .filter((minute) => minute.site === site && minute.partition === partition)
      .map((minute) => [keyOf(minute), minute]),
  );
  let [counted, expected] = [0, 0];
  for (const [start, offsets] of onTime) {
    if (start < book.wholeFromMs || start + REST_MS > toMs) continue;
    const minute = newest.get(keyOf({ site, partition, start }));
    newest.delete(keyOf({ site, partition, start }));
    // The figures had everything before the end that the log had at first; a record may say more.
    expected += countUpTo(offsets, Math.max(minute?.offset ?? -1, book.settled - 1));
    counted += minute?.events ?? 0;
  }
  const archived = row?.rows ?? 0;
  return { site, partition, ...counts, archived, archivedTwice: archived - (row?.ids ?? 0), counted, expected };
}

function sitesOf(
  collected: readonly CollectedSite[],
  partitions: readonly ReconciledPartition[],
  only: string | null,
): ReconciledSite[] {
  const logged = new Map<string, number>();
  for (const { site, records } of partitions) logged.set(site, (logged.get(site) ?? 0) + records);
  const known = new Map(collected.map((site) => [site.site, site]));
  return [...new Set([...known.keys(), ...logged.keys()])]
    .filter((site) => only === null || site === only)
    .sort()
    .map((site) => ({ ...(known.get(site) ?? { site, accepted: 0, refused: {} }), logged: logged.get(site) ?? 0 }));
}

const EMPTY: LogCounts = {
  records: 0,
  duplicates: 0,
  malformed: 0,
  events: 0,
  late: 0,
  history: 0,
  minutes: new Map(),
};

async function checkMetrics(
  options: ReconcileOptions,
  topicId: string,
  books: readonly LogBooks[],
): Promise<MetricCheck[]> {
  await options.registry.ready();
  const metrics = options.registry.all().filter(({ live }) => options.site === null || live.site === options.site);
  const before = new Map(books.map(({ end }, partition) => [partition, end]));
  const fromMs = Math.max(0, ...books.map(({ wholeFromMs }) => wholeFromMs));
  const checks: MetricCheck[] = [];
  for (const definition of metrics.flatMap(computedRevisions)) {
    const scope = { fromMs, toMs: Date.now() - REST_MS, topicId, before, sample: options.sample };
    checks.push(
      isFilling(options, definition.id, definition.revision)
        ? filling(definition)
        : await checkMetric(options.store, definition, scope),
    );
  }
  return checks;
}

function isFilling({ status }: ReconcileOptions, id: string, revision: number): boolean {
  return status
    .current()
    .some((beat) =>
      beat.status.partitions.some(({ metrics }) =>
        metrics?.some((metric) => metric.id === id && metric.revision === revision && metric.backfill !== null),
      ),
    );
}

function filling({ id, revision }: { id: string; revision: number }): MetricCheck {
  return { id, revision, rows: 0, differences: [], skipped: 'its past is being read' };
}

function differencesOf(partitions: readonly ReconciledPartition[], metrics: readonly MetricCheck[]): string[] {
  const lines: string[] = [];
  for (const { site, partition, events, archived, archivedTwice, counted, expected } of partitions) {
    const place = `${site}, partition ${partition}`;
    if (archived !== events) lines.push(`${place}: ${events} events in the log, ${archived} archived`);
    if (archivedTwice !== 0) lines.push(`${place}: ${archivedTwice} rows of weir.events repeat an id`);
    if (counted !== expected) lines.push(`${place}: ${expected} events belong in minutes, ${counted} are counted`);
  }
  for (const { id, revision, rows, differences } of metrics) {
    const [first] = differences;
    if (!first) continue;
    const example = `window ${new Date(first.start).toISOString()} of partition ${first.partition}: stream ${first.stream}, ClickHouse ${first.clickhouse}`;
    lines.push(`metric ${id} revision ${revision}: ${differences.length} of ${rows} rows differ, such as ${example}`);
  }
  return lines;
}
