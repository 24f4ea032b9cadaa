import type { PlacedEvent } from '../../../engine/events/event.ts';
import { MetricSet } from '../../../engine/rollups/windows/metric-set.ts';
import type { BenchResult } from '../../bench.ts';
import { eventRecords } from './events.ts';
import { metrics, SITE } from './metrics.ts';

const RECORDS = 200_000;
const BATCH = 20_000;
/** Of the log's time: windows close and panes go as they would at this rate. */
const PER_SECOND = 20_000;
/** As many as a partition remembers. */
const VISITORS = 50_000;
const PARTITIONS = 6;
const MILLION = 1_000_000;

/** How fast the pure fold is on one core (events per second of processor time, without log, parsing or network), and what its state takes. */
export function runFold(seconds: number): BenchResult {
  const counts = [1, 20, 100];
  const records = eventRecords(RECORDS, { perSecond: PER_SECOND, visitors: VISITORS });
  const measured = counts.map((count) => measureFold(count, records, seconds / counts.length));
  const memory = measureMillion();
  return {
    rows: [...measured.map(({ row }) => row), memory.row],
    figures: Object.assign({}, ...measured.map(({ figures }) => figures), memory.figures),
  };
}

/** Processor time of this thread, ms: what others do on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function measureFold(count: number, records: readonly string[], seconds: number) {
  const set = new MetricSet();
  for (const metric of metrics(count)) set.open(metric.id, metric);
  const run = { events: 0, rows: 0, foldMs: 0, takeMs: 0 };
  let batch = 0;
  // A tenth goes to warming up.
  for (const limitMs of [seconds * 100, seconds * 1_000]) {
    Object.assign(run, { events: 0, rows: 0, foldMs: 0, takeMs: 0 });
    const end = performance.now() + limitMs;
    while (performance.now() < end || run.events < BATCH) foldBatch(set, parsed(records, batch++), run);
  }
  const { events, rows, foldMs, takeMs } = run;
  const perSecond = events / ((foldMs + takeMs) / 1_000);
  const bytes = [...set.entries].reduce((sum, [, windows]) => sum + windows.bytes, 0);
  const encoded = [...set.entries].reduce((sum, [, windows]) => sum + windows.encode().length, 0);
  return {
    row: {
      what: `${count} metric${count > 1 ? 's' : ''}`,
      'events/s': Math.round(perSecond),
      'µs an event': Number((((foldMs + takeMs) * 1_000) / events).toFixed(2)),
      'of that, rows taken': `${Math.round((100 * takeMs) / (foldMs + takeMs))} %`,
      'rows/s': Math.round(rows / ((foldMs + takeMs) / 1_000)),
      'state MB': Number((bytes / 1e6).toFixed(1)),
      'checkpoint MB': Number((encoded / 1e6).toFixed(1)),
    },
    figures: { [`fold_${count}_events_per_second`]: Math.round(perSecond), [`fold_${count}_state_bytes`]: bytes },
  };
}

function foldBatch(
  set: MetricSet,
  events: readonly PlacedEvent[],
  run: { events: number; rows: number; foldMs: number; takeMs: number },
) {
  const start = cpuMs();
  for (const event of events) set.add(event);
  const folded = cpuMs();
  run.rows += takeAll(set, events.at(-1)?.received_at ?? 0);
  run.events += events.length;
  run.foldMs += folded - start;
  run.takeMs += cpuMs() - folded;
}

/** Emits and stores, as a runtime does once a second of the log's time. */
function takeAll(set: MetricSet, nowMs: number): number {
  let rows = 0;
  for (const [, windows] of set.entries) rows += windows.takeChanged(nowMs).length + windows.takeClosed().length;
  return rows;
}

/** The records of a batch as new events; once all have had their turn they come again, later. */
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

/** A million visitors within half an hour, spread over the partitions of one process. */
function measureMillion() {
  const definition = metrics(5)[4]!;
  const sets = Array.from({ length: PARTITIONS }, () => {
    const set = new MetricSet();
    set.open('visitors', definition);
    return set;
  });
  global.gc?.();
  const before = process.memoryUsage();
  const [record] = eventRecords(1, { perSecond: 1, visitors: 1 });
  const event: PlacedEvent = { ...JSON.parse(record!), site: SITE, name: 'pageview', is_bot: false };
  const sights = 3 * MILLION;
  for (let sight = 0; sight < sights; sight++) {
    // Each visitor comes three times, minutes apart.
    const visitor = sight % MILLION;
    const at = event.received_at + Math.floor((sight / sights) * 1_790_000);
    const seen = { ...event, visitor_id: `visitor-${visitor}`, ts: at, received_at: at };
    sets[visitor % PARTITIONS]!.add(seen);
  }
  const last = event.received_at + 1_790_000;
  const counted = sets.reduce((sum, set) => sum + (set.get('visitors')?.takeChanged(last)[0]?.partial.n ?? 0), 0);
  if (counted !== MILLION) throw new Error(`${counted} visitors were counted of ${MILLION}`);
  global.gc?.();
  const after = process.memoryUsage();
  const bytes = sets.reduce((sum, set) => sum + (set.get('visitors')?.bytes ?? 0), 0);
  const encoded = sets.reduce((sum, set) => sum + (set.get('visitors')?.encode().length ?? 0), 0);
  return {
    row: {
      what: '1 million visitors in 30 minutes',
      'state MB': Number((bytes / 1e6).toFixed(1)),
      'array buffers MB': Number(((after.arrayBuffers - before.arrayBuffers) / 1e6).toFixed(1)),
      'checkpoint MB': Number((encoded / 1e6).toFixed(1)),
    },
    figures: { million_visitors_state_bytes: bytes, million_visitors_checkpoint_bytes: encoded },
  };
}
