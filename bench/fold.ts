import type { PlacedEvent } from '../engine/events/event.ts';
import { digest } from '../engine/events/hash64.ts';
import { MetricSet } from '../engine/rollups/windows/metric-set.ts';
import type { Bench } from './bench.ts';
import { benchMetrics } from './stream/definitions.ts';
import { benchEvent } from './stream/events.ts';

const SITE = 'bench';
const RECORDS = 200_000;
const BATCH = 20_000;
/** Of the log's time: windows close and panes go as they would at this rate. */
const PER_SECOND = 20_000;
/** As many as a partition remembers. */
const VISITORS = 50_000;
const PARTITIONS = 6;
const MILLION = 1_000_000;
const START_MS = 1_700_000_000_000;

/** The pure fold alone: what a metric costs beside log, parsing and network, and what its state takes. */
const fold: Bench = {
  name: 'fold',
  description:
    "analysts' metrics folded on one core: events a second of processor time with 1, 20 and 100, and their state",
  async run({ seconds }) {
    const records = Array.from({ length: RECORDS }, (_, offset) => JSON.stringify(placed(offset)));
    const counts = [1, 20, 100];
    const measured = counts.map((count) => measureFold(count, records, seconds / counts.length));
    const memory = measureMillion();
    return {
      rows: [...measured.map(({ row }) => row), memory.row],
      figures: Object.assign({}, ...measured.map(({ figures }) => figures), memory.figures),
    };
  },
};
export default fold;

function placed(offset: number): PlacedEvent {
  const event = benchEvent(SITE, offset, START_MS + Math.floor((offset / PER_SECOND) * 1_000), VISITORS);
  return { ...event, session_id: digest(event.visitor_id), partition: 0, offset };
}

/** Processor time of this thread, ms: what others do on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

interface Run {
  events: number;
  rows: number;
  foldMs: number;
  takeMs: number;
}

function measureFold(count: number, records: readonly string[], seconds: number) {
  const set = new MetricSet();
  for (const metric of benchMetrics(SITE, count, START_MS)) set.open(metric.id, metric);
  const run: Run = { events: 0, rows: 0, foldMs: 0, takeMs: 0 };
  let batch = 0;
  // A tenth goes to warming up.
  for (const limitMs of [seconds * 100, seconds * 900]) {
    Object.assign(run, { events: 0, rows: 0, foldMs: 0, takeMs: 0 });
    const end = performance.now() + limitMs;
    while (performance.now() < end || run.events === 0) foldBatch(set, parsed(records, batch++), run);
  }
  const spentMs = run.foldMs + run.takeMs;
  const perSecond = Math.round(run.events / (spentMs / 1_000));
  const bytes = [...set.entries].reduce((sum, [, windows]) => sum + windows.bytes, 0);
  const encoded = [...set.entries].reduce((sum, [, windows]) => sum + windows.encode().length, 0);
  return {
    row: {
      what: `${count} metric${count > 1 ? 's' : ''}`,
      'events/CPU s': perSecond,
      'µs an event': Number(((spentMs * 1_000) / run.events).toFixed(2)),
      'of that, rows': `${Math.round((100 * run.takeMs) / spentMs)} %`,
      'rows taken': run.rows,
      'state MB': megabytes(bytes),
      'checkpoint MB': megabytes(encoded),
    },
    figures: { [`eventsPerCpuSecondWith${count}`]: perSecond, [`stateBytesWith${count}`]: bytes },
  };
}

/** Rows are emitted and stored as a runtime does it, once a second of the log's time. */
function foldBatch(set: MetricSet, events: readonly PlacedEvent[], run: Run): void {
  const start = cpuMs();
  for (const event of events) set.add(event);
  const folded = cpuMs();
  const nowMs = events.at(-1)?.received_at ?? 0;
  for (const [, windows] of set.entries) run.rows += windows.takeChanged(nowMs).length + windows.takeClosed().length;
  run.events += events.length;
  run.foldMs += folded - start;
  run.takeMs += cpuMs() - folded;
}

/**
 * A batch's records as new events, as strings that are used again have their hashes ready. All come again in turn,
 * later.
 */
function parsed(records: readonly string[], batch: number): PlacedEvent[] {
  const first = (batch * BATCH) % records.length;
  const laterMs = Math.floor((batch * BATCH) / records.length) * (records.length / PER_SECOND) * 1_000;
  return records.slice(first, first + BATCH).map((record) => {
    const event: PlacedEvent = JSON.parse(record);
    event.ts += laterMs;
    event.received_at += laterMs;
    return event;
  });
}

/** A million visitors within half an hour, each seen three times, spread over the partitions of one process. */
function measureMillion() {
  const [metric] = benchMetrics(SITE, 1, START_MS);
  const definition = {
    ...metric!,
    aggregate: { kind: 'unique', of: 'visitors' },
    window: { kind: 'sliding', size_s: 1_800 },
  } as const;
  const sets = Array.from({ length: PARTITIONS }, () => new MetricSet());
  const windows = sets.map((set) => set.open('visitors', definition));
  const event = placed(0);
  const sights = 3 * MILLION;
  const lastMs = START_MS + 1_790_000;
  for (let sight = 0; sight < sights; sight++) {
    const visitor = sight % MILLION;
    const ts = START_MS + Math.floor((sight / sights) * (lastMs - START_MS));
    sets[visitor % PARTITIONS]!.add({ ...event, visitor_id: `visitor-${visitor}`, ts, received_at: ts });
  }
  const counted = windows.reduce(
    (sum, own) => sum + (own.takeChanged(lastMs).find(({ now }) => now)?.partial.n ?? 0),
    0,
  );
  if (counted !== MILLION) throw new Error(`${counted} visitors were counted of ${MILLION}`);
  const bytes = windows.reduce((sum, own) => sum + own.bytes, 0);
  const encoded = windows.reduce((sum, own) => sum + own.encode().length, 0);
  return {
    row: {
      what: '1 million visitors in a sliding half hour',
      'state MB': megabytes(bytes),
      'checkpoint MB': megabytes(encoded),
    },
    figures: { millionVisitorsStateBytes: bytes, millionVisitorsCheckpointBytes: encoded },
  };
}

function megabytes(bytes: number): number {
  return Number((bytes / 1e6).toFixed(1));
}
