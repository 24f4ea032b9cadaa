import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStoreClient, type StoreClient } from '../../engine/clickhouse/client.ts';
import { migrate } from '../../engine/clickhouse/migrate.ts';
import type { PlacedEvent, WeirEvent } from '../../engine/events/event.ts';
import { EVENTS_TOPIC, ROLLUPS_GROUP } from '../../engine/events/topics.ts';
import { silentLog } from '../../engine/log.ts';
import type { MetricDifference } from '../../engine/queries/metric-difference.ts';
import { getMetricRows, type MetricRow } from '../../engine/queries/metric-rows.ts';
import type { Trace } from '../../engine/queries/trace/trace.ts';
import type { ReconciledPartition, Reconciliation } from '../../engine/reconcile/reconcile.ts';
import type { MetricDefinition } from '../../engine/rollups/definitions/definition.ts';
import { parseMetric } from '../../engine/rollups/definitions/parse.ts';
import { type MetricRegistry, openMetricRegistry } from '../../engine/rollups/metrics/registry.ts';
import { createProducer, ensureTopics, type Producer } from '../../engine/stream/kafka-client.ts';
import { type StatusWatch, watchStatus } from '../../engine/stream/status-watch.ts';
import { startWeb, type Web } from '../../engine/web/server.ts';
import { weirEvent } from '../engine/event.ts';
import { freePorts } from '../free-ports.ts';
import { modelRows } from '../metric-model.ts';
import { until as untilWithin } from '../until.ts';
import { type RoleProcess, startRole } from './role-process.ts';

/** Metrics in real roles: whatever is killed, every window in the end says what the obvious model says. */
const SITE = 'metrics';
const dataDir = mkdtempSync(join(tmpdir(), 'weir-metrics-'));
let environment: Record<string, string>;
let broker: RoleProcess;
let store: RoleProcess;
const pipelines = new Set<RoleProcess>();
let producer: Producer;
let clickhouse: StoreClient;
let registry: MetricRegistry;
let watch: StatusWatch;
let web: Web;
/** Different events in the log. */
let acknowledged = 0;

beforeAll(async () => {
  const [kafkaPort, clickhousePort] = await freePorts(2);
  environment = {
    WEIR_DATA: dataDir,
    WEIR_KAFKA_PORT: String(kafkaPort),
    WEIR_CLICKHOUSE_PORT: String(clickhousePort),
    WEIR_LOG: 'info',
  };
  [broker, store] = await Promise.all([startRole('broker', environment), startRole('store', environment)]);
  const client = { brokers: [`127.0.0.1:${kafkaPort}`], clientId: 'test', log: silentLog };
  await ensureTopics(client, [EVENTS_TOPIC]);
  producer = createProducer({ ...client, deliveryTimeoutMs: 3_000 });
  clickhouse = createStoreClient({ url: `http://127.0.0.1:${clickhousePort}`, log: silentLog });
  await migrate(clickhouse, silentLog);
  registry = openMetricRegistry(client);
  watch = watchStatus(client);
  const clickhouseUrl = `http://127.0.0.1:${clickhousePort}`;
  const options = { host: '127.0.0.1', port: 0, dataDir: join(dataDir, 'web'), sites: null, geoipPath: null };
  web = await startWeb({ ...options, brokers: client.brokers, clickhouseUrl, log: silentLog });
});

afterAll(async () => {
  await Promise.all([...pipelines].map((pipeline) => pipeline.end('SIGTERM')));
  await web?.close();
  await Promise.all([registry?.close(), watch?.close(), producer?.close(), clickhouse?.close()]);
  await Promise.all([broker?.end('SIGTERM'), store?.end('SIGTERM')]);
  rmSync(dataDir, { recursive: true, force: true });
});

const until = (name: string, holds: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> =>
  untilWithin(name, holds, limitMs);

async function startPipeline(instance = ''): Promise<RoleProcess> {
  const pipeline = await startRole('pipeline', { ...environment, WEIR_INSTANCE: instance });
  pipelines.add(pipeline);
  return pipeline;
}

async function kill(pipeline: RoleProcess): Promise<void> {
  pipelines.delete(pipeline);
  await pipeline.end('SIGKILL');
}

async function define(input: Record<string, unknown>): Promise<MetricDefinition> {
  const { value, problems } = parseMetric({ site: SITE, name: String(input.id), ...input });
  if (!value) throw new Error(JSON.stringify(problems));
  const now = Date.now();
  const live: MetricDefinition = { ...value, revision: 1, state: 'live', created_at: now, updated_at: now };
  await registry.put(SITE, live.id, { live, candidate: null, stopped: [] });
  return live;
}

/** Mulberry32: the same events for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Events that arrive now, out of order in event time, some of them too late. The same for the same seed, but for the times. */
class Traffic {
  readonly #random: () => number;
  #sent = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  get sent(): number {
    return this.#sent;
  }

  take(count: number): WeirEvent[] {
    return Array.from({ length: count }, () => this.#event());
  }

  #event(): WeirEvent {
    const random = this.#random;
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const received_at = Date.now();
    const age = random() < 0.05 ? random() * 400_000 : random() < 0.3 ? random() * 60_000 : random() * 2_000;
    const hasValue = random() < 0.8;
    const value = Math.round(random() * 10_000) / 4;
    const plan = pick(['free', 'pro']);
    return weirEvent({
      id: `event-${this.#sent++}`,
      site: random() < 0.9 ? SITE : 'other',
      name: pick(['pageview', 'pageview', 'pageview', 'buy', 'page_leave']),
      visitor_id: `v${Math.floor(random() ** 2 * 300)}`,
      path: `/p${Math.floor(random() ** 3 * 12)}`,
      country: pick(['DE', 'FR', 'US', '']),
      is_bot: random() < 0.03,
      engaged_ms: Math.floor(random() * 30_000),
      ts: Math.round(received_at - age),
      received_at,
      props: hasValue ? { value, plan } : { plan },
    });
  }
}

/**
 * Moves every partition's clock on by nearly a minute, as far as an arrival may be ahead of its record: all windows so far are
 * over then. The events that do it are too late to be counted by any metric.
 */
async function closeWindows(): Promise<void> {
  const received_at = Date.now() + 58_000;
  const late = Array.from({ length: 200 }, (_, index) =>
    weirEvent({
      id: `late-${received_at}-${index}`,
      site: SITE,
      visitor_id: `late-${index}`,
      ts: received_at - 4_000_000,
      received_at,
    }),
  );
  await acknowledge(late);
}

/** Writes events until the log acknowledges each; some arrive twice, as from a sender that missed the answer. */
async function acknowledge(events: readonly WeirEvent[]): Promise<void> {
  acknowledged += events.length;
  for (let at = 0; at < events.length; at += 100) {
    const batch = [...events.slice(at, at + 100), ...events.slice(Math.max(0, at - 5), at)];
    const records = batch.map((event) => ({ key: `${event.site}/${event.visitor_id}`, value: JSON.stringify(event) }));
    while (
      !(await producer.send(EVENTS_TOPIC.name, records).then(
        () => true,
        () => false,
      ))
    );
  }
}

/** The site's events as the archive has them: each once, with its session. */
async function archived(): Promise<PlacedEvent[]> {
  const rows = await clickhouse.rows<Record<string, never>>(
    `SELECT site, name, toUnixTimestamp64Milli(ts) AS ts, toUnixTimestamp64Milli(received_at) AS received_at, visitor_id,
       session_id, path, country, is_bot, engaged_ms, props, kafka_partition AS partition, kafka_offset AS offset
     FROM weir.events WHERE site = {site:String}`,
    { site: SITE },
  );
  return rows.map(
    (row) => ({ ...weirEvent({}), ...row, ts: Number(row.ts), received_at: Number(row.received_at) }) as PlacedEvent,
  );
}

/** Partition statuses of the rollups as they are now. */
const partitions = () =>
  watch
    .current()
    .filter(({ status }) => status.group === ROLLUPS_GROUP)
    .flatMap(({ status }) => status.partitions);

/** Everything that was sent is archived and counted, and no backfill is under way. */
async function settled(): Promise<void> {
  await until(`${acknowledged} events of all sites archived`, async () => {
    const [row] = await clickhouse.rows<{ n: number }>('SELECT count() AS n FROM weir.events');
    return row!.n >= acknowledged;
  });
  await until('the rollups to have counted everything', () => {
    const parts = partitions();
    const known = new Set(parts.map(({ partition }) => partition));
    return known.size === EVENTS_TOPIC.partitions && parts.every((part) => part.lag === 0 && part.state === 'running');
  });
  await until('the backfills to be done', () =>
    partitions().every(({ metrics }) => metrics?.every(({ backfill }) => backfill === null)),
  );
}

/** Every window of the history is what the model says, and none is missing. */
async function expectExact(definition: MetricDefinition): Promise<void> {
  const expected = new Map(
    modelRows(definition, await archived()).map((row) => [`${row.start}/${row.end}/${row.dims.join('|')}`, row]),
  );
  expect(expected.size).toBeGreaterThan(5);
  const span = { from: 0, to: Date.now() + 86_400_000 };
  const read = () => getMetricRows(clickhouse, definition, span, () => undefined);
  const agrees = async () => {
    const rows = await read();
    return (
      rows.length === expected.size &&
      rows.every((row) => expected.get(`${row.start}/${row.end}/${row.dims.join('|')}`)?.n === row.n)
    );
  };
  await until(`the windows of ${definition.id}`, agrees, 30_000).catch(() => {});
  const rows = await read();
  const found = Object.fromEntries(
    rows.map((row) => [`${row.start}/${row.end}/${row.dims.join('|')}`, [row.n, exactValue(definition, row.value)]]),
  );
  const model = Object.fromEntries(
    [...expected].map(([key, row]) => [key, [row.n, exactValue(definition, row.value)]]),
  );
  expect(found).toEqual(model);
}

/** Sketches have an error of their own, tested where they live: here their n counts. */
function exactValue({ aggregate: { kind } }: MetricDefinition, value: number | null): number | null {
  return ['quantile', 'distinct', 'top'].includes(kind) || value === null ? null : Math.round(value * 1e6) / 1e6;
}

const DEFINITIONS: ReadonlyArray<Record<string, unknown>> = [
  {
    id: 'views',
    aggregate: { kind: 'count' },
    filter: [{ field: 'name', op: 'is', values: ['pageview'] }],
    dimensions: ['path'],
    window: { kind: 'tumbling', size_s: 10 },
  },
  { id: 'all', bots: true, aggregate: { kind: 'count' }, window: { kind: 'tumbling', size_s: 1 }, lateness_s: 60 },
  { id: 'visitors', aggregate: { kind: 'unique', of: 'visitors' }, window: { kind: 'hopping', size_s: 30, hop_s: 10 } },
  {
    id: 'visits',
    aggregate: { kind: 'unique', of: 'sessions' },
    dimensions: ['country'],
    window: { kind: 'tumbling', size_s: 30 },
  },
  {
    id: 'revenue',
    aggregate: { kind: 'sum', of: 'props.value' },
    filter: [{ field: 'name', op: 'is', values: ['buy'] }],
    window: { kind: 'hopping', size_s: 30, hop_s: 15 },
  },
  {
    id: 'engaged',
    aggregate: { kind: 'average', of: 'engaged_ms' },
    dimensions: ['country', 'path'],
    limit: 500,
    window: { kind: 'tumbling', size_s: 30 },
  },
  {
    id: 'p95',
    aggregate: { kind: 'quantile', of: 'props.value', quantiles: [0.5, 0.95] },
    window: { kind: 'tumbling', size_s: 30 },
  },
  { id: 'pages', aggregate: { kind: 'top', of: 'path', k: 5 }, window: { kind: 'tumbling', size_s: 30 } },
];

test('every window is exact through kill -9, rebalances, repeats and late events, defined before or after the events', async () => {
  const traffic = new Traffic(1);
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent += 250) await acknowledge(traffic.take(250));
  };
  const before = await Promise.all(DEFINITIONS.slice(0, 4).map(define));
  const first = await startPipeline('one');
  await send(3_000);
  await until('some of it', () => partitions().some(({ offset }) => offset > 100));
  await kill(first);
  await send(2_000);
  const again = await startPipeline('one');
  const second = await startPipeline();
  await send(2_000);
  await until('both have partitions', () => {
    const beats = watch
      .current()
      .filter(({ status }) => status.group === ROLLUPS_GROUP && status.partitions.length > 0);
    return beats.length === 2;
  });
  const after = await Promise.all(DEFINITIONS.slice(4).map(define));
  await send(2_000);
  await kill(second);
  await send(2_000);
  await kill(again);
  await startPipeline('one');
  await send(1_000);
  await closeWindows();
  await settled();
  for (const definition of [...before, ...after]) await expectExact(definition);
  expect(
    partitions().flatMap(({ metrics = [] }) => metrics.filter(({ missed, dropped }) => missed + dropped > 0)),
  ).toEqual([]);
}, 240_000);

/** One call of the API, as a program makes it. */
async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const init =
    body === undefined
      ? { method }
      : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${web.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

interface View {
  metric: MetricDefinition;
  status: { state: string; backfill: unknown; late: number };
  candidate: MetricDefinition | null;
  candidateStatus: { state: string } | null;
}

const view = async (id: string): Promise<View> =>
  (await call('GET', `/api/metrics/${id}?site=${SITE}`)).body as unknown as View;

test('the API defines a metric over the past, compares a changed one with it, promotes it, and deletes it', async () => {
  const window = { kind: 'tumbling', size_s: 30 };
  const filter = [{ field: 'name', op: 'is', values: ['buy'] }];
  const draft = { id: 'purchases', name: 'Purchases', aggregate: { kind: 'count' }, filter, window };
  expect(await call('POST', `/api/metrics?site=${SITE}`, { ...draft, window: { kind: 'tumbling' } })).toMatchObject({
    status: 400,
    body: { reason: 'invalid-metric', problems: [{ field: 'window.size_s' }] },
  });
  expect(await call('POST', `/api/metrics?site=${SITE}`, draft)).toMatchObject({
    status: 201,
    body: { metric: { revision: 1 } },
  });
  expect(await call('POST', `/api/metrics?site=${SITE}`, draft)).toMatchObject({
    status: 409,
    body: { reason: 'metric-exists' },
  });
  await until('its past to be counted in', async () => (await view('purchases')).status.state === 'running');
  await expectExact((await view('purchases')).metric);

  const renamed = await call('PUT', `/api/metrics/purchases?site=${SITE}`, { ...draft, name: 'Sales' });
  expect(renamed).toMatchObject({ status: 200, body: { metric: { name: 'Sales', revision: 1 }, candidate: null } });
  const changed = { ...draft, filter: [{ field: 'name', op: 'is', values: ['buy', 'page_leave'] }] };
  expect(await call('PUT', `/api/metrics/purchases?site=${SITE}`, changed)).toMatchObject({
    status: 200,
    body: { metric: { revision: 1 }, candidate: { revision: 2, state: 'candidate' } },
  });
  await until("the candidate's past", async () => (await view('purchases')).candidateStatus?.state === 'running');
  const candidate = (await view('purchases')).candidate!;
  await expectExact(candidate);
  const { body } = await call('GET', `/api/metrics/purchases/difference?site=${SITE}&from=0`);
  const events = await archived();
  const total = (definition: MetricDefinition) => modelRows(definition, events).reduce((sum, { n }) => sum + n, 0);
  const live = (await view('purchases')).metric;
  const more = total(candidate) - total(live);
  const { difference } = body as unknown as { difference: MetricDifference };
  expect(difference.candidateTotal).toBe(total(candidate));
  expect(difference.largest.reduce((sum, { by, candidate: only }) => sum + (by ?? only ?? 0), 0)).toBe(more);

  const promoted = await call('POST', `/api/metrics/purchases/promote?site=${SITE}`);
  expect(promoted).toMatchObject({ status: 200, body: { metric: { revision: 2, state: 'live' }, candidate: null } });
  const values = await call('GET', `/api/metrics/purchases/values?site=${SITE}&from=0`);
  const rows = values.body.rows as MetricRow[];
  expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(total(candidate));

  expect(await call('DELETE', `/api/metrics/purchases?site=${SITE}`)).toMatchObject({ status: 204 });
  expect(await call('GET', `/api/metrics/purchases?site=${SITE}`)).toMatchObject({ status: 404 });
  await until('its history to be gone', async () => {
    const query = "SELECT count() AS n FROM weir.metric_windows WHERE id = 'purchases'";
    return (await clickhouse.rows<{ n: number }>(query))[0]!.n === 0;
  });
  await until('its state to be gone', () =>
    partitions().every(({ metrics }) => !metrics?.some(({ id }) => id === 'purchases')),
  );
}, 120_000);

test('a formula is computed from its inputs, and keeps them from being deleted', async () => {
  const window = { kind: 'tumbling', size_s: 10 };
  const inputs = { a: 'all-10', v: 'views-10' };
  for (const [id, filter] of [
    ['all-10', []],
    ['views-10', [{ field: 'name', op: 'is', values: ['pageview'] }]],
  ] as const) {
    const answer = await call('POST', `/api/metrics?site=${SITE}`, {
      id,
      name: id,
      aggregate: { kind: 'count' },
      filter,
      window,
    });
    expect(answer.status).toBe(201);
  }
  const formula = {
    id: 'share',
    name: 'Share of views',
    unit: '%',
    aggregate: { kind: 'formula', expression: 'v / a * 100', inputs },
    window,
  };
  expect(await call('POST', `/api/metrics?site=${SITE}`, formula)).toMatchObject({ status: 201 });
  expect(await call('DELETE', `/api/metrics/all-10?site=${SITE}`)).toMatchObject({
    status: 409,
    body: { reason: 'metric-in-use' },
  });
  await until('the past of the inputs', async () => (await view('all-10')).status.state === 'running');
  await until('the past of the inputs', async () => (await view('views-10')).status.state === 'running');
  const events = await archived();
  const [all, views] = await Promise.all([view('all-10'), view('views-10')]);
  const viewsBy = new Map(modelRows(views.metric, events).map((row) => [row.start, row.n]));
  const expected = modelRows(all.metric, events).map(
    ({ start, n }) => [start, ((viewsBy.get(start) ?? 0) / n) * 100] as const,
  );
  const shares = async () => {
    const { body } = await call('GET', `/api/metrics/share/values?site=${SITE}&from=0`);
    return new Map((body.rows as MetricRow[]).map(({ start, value }) => [start, value]));
  };
  await until('its windows', async () => isDeepStrictEqual(await shares(), new Map(expected)), 20_000).catch(() => {});
  expect(await shares()).toEqual(new Map(expected));
}, 120_000);

test('a preview says what the metric will say, without defining it', async () => {
  const window = { kind: 'tumbling', size_s: 10 };
  for (const aggregate of [
    { kind: 'count' },
    { kind: 'average', of: 'engaged_ms' },
    { kind: 'distinct', of: 'path' },
  ]) {
    const draft = { id: 'preview-only', name: 'Preview', aggregate, dimensions: ['country'], window };
    const { status, body } = await call('POST', `/api/metrics/preview?site=${SITE}`, draft);
    expect(status).toBe(200);
    const { from, rows, metric } = body as unknown as { from: number; rows: MetricRow[]; metric: MetricDefinition };
    const model = modelRows(metric, await archived()).filter(({ start }) => start >= from);
    const key = ({ start, dims }: { start: number; dims: string[] }) => `${start} ${dims.join()}`;
    expect(new Map(rows.map((row) => [key(row), row.n]))).toEqual(new Map(model.map((row) => [key(row), row.n])));
  }
  expect((await call('POST', `/api/metrics/preview?site=${SITE}`, { id: 'x' })).status).toBe(400);
  expect((await call('GET', `/api/metrics/preview-only?site=${SITE}`)).status).toBe(404);
}, 120_000);

test('the way of one event: received, in the log, counted, archived', async () => {
  const now = Date.now();
  const event = weirEvent({
    id: 'traced',
    site: SITE,
    name: 'buy',
    visitor_id: 'v1',
    ts: now,
    received_at: now,
    props: { value: 3 },
  });
  const record = { key: `${SITE}/v1`, value: JSON.stringify(event) };
  await producer.send(EVENTS_TOPIC.name, [record]);
  await producer.send(EVENTS_TOPIC.name, [record]);
  const traced = async () => (await call('GET', `/api/trace/traced?site=${SITE}`)).body as unknown as Trace;
  await until('it to be everywhere', async () => {
    const trace = await traced();
    const counted = trace.metrics.filter(({ outcome }) => outcome === 'counted');
    return trace.found === 'archived' && counted.length > 0 && counted.every(({ emission }) => emission !== null);
  });
  const trace = await traced();
  expect(trace.event).toMatchObject({ placed: { name: 'buy', received_at: now }, insertedAt: expect.any(Number) });
  expect(trace.event!.insertedAt!).toBeGreaterThanOrEqual(now);
  expect(trace.records).toHaveLength(2);
  const outcomes = Object.fromEntries(trace.metrics.map(({ id, outcome }) => [id, outcome]));
  expect(outcomes).toMatchObject({ revenue: 'counted', views: 'not-counted', visitors: 'counted' });
  const visitors = trace.metrics.find(({ id }) => id === 'visitors')!;
  expect(visitors.windows).toHaveLength(3);
  for (const { start, end } of visitors.windows) expect([start <= now, now < end]).toEqual([true, true]);
  expect(trace.steps.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['received by the collector', 'in ClickHouse', 'in metric revenue']),
  );
  expect(await call('GET', `/api/trace/nowhere?site=${SITE}`)).toMatchObject({
    status: 200,
    body: { found: 'unknown' },
  });
}, 120_000);

/** `weir reconcile --json` as a process of its own. */
async function reconcileNow(...args: string[]): Promise<{ code: number; found: Reconciliation }> {
  const main = join(import.meta.dirname, '..', '..', 'engine', 'main.ts');
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [main, 'reconcile', '--json', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, found: JSON.parse(output) };
}

test('weir reconcile agrees with a running system, and says where one lost a row', async () => {
  const events = Array.from({ length: 20 }, (_, index) => ({
    id: `collected-${index}`,
    name: 'pageview',
    url: 'https://shop.test/',
  }));
  const collect = (site: string, sent: unknown[]) => call('POST', '/api/collect', { site, events: sent });
  expect((await collect('collected', events)).status).toBe(202);
  expect((await collect('collected', [...events.slice(0, 3), { name: '' }])).status).toBe(202);
  await until('the collector to have told of it', async () => {
    const { found } = await reconcileNow('--site', 'collected');
    return found.sites[0]?.accepted === 23;
  });
  const whole = await reconcileNow('--all');
  expect(whole.found.differences).toEqual([]);
  expect(whole.code).toBe(0);
  expect(whole.found.sites.find(({ site }) => site === 'collected')).toMatchObject({
    accepted: 23,
    logged: 23,
    refused: { 'invalid-name': 1 },
  });
  const total = (of: (part: ReconciledPartition) => number) =>
    whole.found.partitions.reduce((sum, part) => sum + of(part), 0);
  expect(total(({ events: placed }) => placed)).toBe((await clickhouse.rows('SELECT 1 FROM weir.events')).length);
  expect(total(({ duplicates }) => duplicates)).toBeGreaterThan(100);
  expect(total(({ counted }) => counted)).toBeGreaterThan(1_000);
  const compared = whole.found.metrics.filter(({ rows }) => rows > 0).map(({ id }) => id);
  expect(compared).toEqual(expect.arrayContaining(DEFINITIONS.map(({ id }) => id)));

  await clickhouse.command("DELETE FROM weir.events WHERE site = 'metrics' AND kafka_offset = 5");
  const broken = await reconcileNow('--site', SITE, '--all');
  expect(broken.code).toBe(1);
  expect(broken.found.differences.some((line) => line.includes('archived'))).toBe(true);
}, 180_000);
