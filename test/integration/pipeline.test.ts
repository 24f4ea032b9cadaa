import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStoreClient, type StoreClient } from '../../engine/clickhouse/client.ts';
import { migrate } from '../../engine/clickhouse/migrate.ts';
import type { WeirEvent } from '../../engine/events/event.ts';
import { ARCHIVE_GROUP, EVENTS_TOPIC, ROLLUPS_GROUP, ROLLUPS_TOPIC } from '../../engine/events/topics.ts';
import { silentLog } from '../../engine/log.ts';
import type { RollupRecord } from '../../engine/rollups/figures/records.ts';
import { createAdmin, createProducer, ensureTopics, type Producer } from '../../engine/stream/kafka-client.ts';
import { openWire } from '../../engine/stream/kafka-wire.ts';
import { readRange } from '../../engine/stream/reader.ts';
import type { Heartbeat } from '../../engine/stream/status.ts';
import { type StatusWatch, watchStatus } from '../../engine/stream/status-watch.ts';
import { placedEvent } from '../engine/event.ts';
import { freePorts } from '../free-ports.ts';
import { until as untilWithin } from '../until.ts';
import { type LogBroker, startLogBroker } from './log-broker.ts';
import { type RoleProcess, startRole } from './role-process.ts';

/** Real roles: broker, store and pipelines as processes of their own, and the books that must balance between them. */
const dataDir = mkdtempSync(join(tmpdir(), 'weir-pipeline-'));
let environment: Record<string, string>;
let kafkaPort: number;
let broker: LogBroker;
let store: RoleProcess;
const pipelines = new Set<RoleProcess>();
let client: { brokers: string[]; clientId: string; log: typeof silentLog };
let producer: Producer;
let clickhouse: StoreClient;
let watch: StatusWatch;

beforeAll(async () => {
  const [freeKafkaPort, clickhousePort] = await freePorts(2);
  kafkaPort = freeKafkaPort!;
  environment = {
    WEIR_DATA: dataDir,
    KAFKA_BROKERS: `127.0.0.1:${kafkaPort}`,
    WEIR_CLICKHOUSE_PORT: String(clickhousePort),
    WEIR_LOG: 'info',
  };
  [broker, store] = await Promise.all([startLogBroker(dataDir, kafkaPort), startRole('store', environment)]);
  client = { brokers: [`127.0.0.1:${kafkaPort}`], clientId: 'test', log: silentLog };
  await ensureTopics(client, [EVENTS_TOPIC]);
  producer = createProducer({ ...client, deliveryTimeoutMs: 3_000 });
  clickhouse = createStoreClient({ url: `http://127.0.0.1:${clickhousePort}`, log: silentLog });
  await migrate(clickhouse, silentLog);
  watch = watchStatus(client);
});

afterAll(async () => {
  await Promise.all([...pipelines].map((pipeline) => pipeline.end('SIGTERM')));
  await Promise.all([watch?.close(), producer?.close(), clickhouse?.close()]);
  await Promise.all([broker?.end('SIGTERM'), store?.end('SIGTERM')]);
  rmSync(dataDir, { recursive: true, force: true });
});

/** Patient: these tests share two cores with whatever else runs. */
const until = (name: string, holds: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> =>
  untilWithin(name, holds, limitMs);

async function startPipeline(): Promise<RoleProcess> {
  const pipeline = await startRole('pipeline', environment);
  pipelines.add(pipeline);
  return pipeline;
}

async function endPipeline(pipeline: RoleProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  pipelines.delete(pipeline);
  await pipeline.end(signal);
}

function siteEvent(site: string, index: number, fields: Partial<WeirEvent> = {}): WeirEvent {
  const now = Date.now();
  const event = { site, id: `${site}-${index}`, visitor_id: `visitor-${index % 37}`, ts: now, received_at: now };
  const {
    session_id: _session,
    partition: _partition,
    offset: _offset,
    ...plain
  } = placedEvent({ ...event, ...fields });
  return plain;
}

/** Writes events until the log acknowledges each, as a collector's client does: an unanswered batch is sent again. */
async function acknowledge(events: WeirEvent[]): Promise<void> {
  const records = events.map((event) => ({ key: `${event.site}/${event.visitor_id}`, value: JSON.stringify(event) }));
  for (;;) {
    const acknowledged = await producer.send(EVENTS_TOPIC.name, records).then(
      () => true,
      () => false,
    );
    if (acknowledged) return;
  }
}

/** Sends `count` events of a site in batches of 50 while `meanwhile` happens. */
async function under<T>(
  load: { site: string; count: number; pauseMs: number },
  meanwhile: () => Promise<T>,
): Promise<T> {
  const sending = (async () => {
    for (let sent = 0; sent < load.count; sent += 50) {
      await acknowledge(Array.from({ length: 50 }, (_, index) => siteEvent(load.site, sent + index)));
      await new Promise((resolve) => setTimeout(resolve, load.pauseMs));
    }
  })();
  const [result] = await Promise.all([meanwhile(), sending]);
  return result;
}

async function stored(site: string): Promise<{ rows: number; ids: number; visitors: number; sessions: number }> {
  const [row] = await clickhouse.rows<{ rows: number; ids: number; visitors: number; sessions: number }>(
    `SELECT count() AS rows, uniqExact(event_id) AS ids, uniqExact(visitor_id) AS visitors,
       uniqExact(session_id) AS sessions
     FROM weir.events WHERE site = {site:String}`,
    { site },
  );
  return row!;
}

/** The site's minutes as a reader of the compacted topic sees them, summed up. */
async function rolledUp(site: string): Promise<{ events: number; records: number; visitors: Map<number, number> }> {
  const admin = createAdmin(client);
  const wire = openWire(client);
  const held = new Map<string, RollupRecord>();
  try {
    const ends = await admin.listOffsets(ROLLUPS_TOPIC.name, 'latest');
    const starts = await admin.listOffsets(ROLLUPS_TOPIC.name, 'earliest');
    for (const [partition, end] of ends.entries()) {
      await readRange(wire, ROLLUPS_TOPIC.name, partition, starts[partition] ?? 0, end, ({ key, value }) => {
        if (key && value && key.toString().startsWith(`${site}/`))
          held.set(key.toString(), JSON.parse(value.toString()));
      });
    }
  } finally {
    await Promise.all([admin.close(), wire.close()]);
  }
  const minutes = [...held.values()].filter((record) => record.kind === 'minute');
  const visitors = new Map<number, number>();
  for (const { start, visitors: count } of minutes) visitors.set(start, (visitors.get(start) ?? 0) + count);
  return { events: minutes.reduce((sum, record) => sum + record.events, 0), records: minutes.length, visitors };
}

/** Acknowledged = in ClickHouse = in the rollups; none lost, none twice. */
async function booksBalance(site: string, count: number): Promise<void> {
  await until(`${count} rows of ${site}`, async () => (await stored(site)).rows >= count);
  await until(`${count} events of ${site} in the rollups`, async () => (await rolledUp(site)).events >= count);
  expect(await stored(site)).toMatchObject({ rows: count, ids: count });
  const { events, visitors } = await rolledUp(site);
  expect(events).toBe(count);
  const byMinute = await clickhouse.rows<{ start: number; visitors: number }>(
    `SELECT toUnixTimestamp(toStartOfMinute(ts)) * 1000 AS start, uniqExact(visitor_id) AS visitors
     FROM weir.events WHERE site = {site:String} GROUP BY start`,
    { site },
  );
  expect(Object.fromEntries(visitors)).toEqual(Object.fromEntries(byMinute.map((row) => [row.start, row.visitors])));
}

const heartbeat = (group: string): Heartbeat | undefined =>
  watch.current().find(({ status }) => status.group === group && status.partitions.length > 0);

test('repeats count once, records that are no events are left out and counted, and heartbeats tell of it', async () => {
  await startPipeline();
  const events = Array.from({ length: 3_000 }, (_, index) => siteEvent('once', index));
  await acknowledge(events);
  await acknowledge(events.slice(0, 500));
  const malformed = ['nonsense', '{"id":"x"}', ''].map((value) => ({ key: 'once/visitor-1', value }));
  await producer.send(EVENTS_TOPIC.name, malformed);
  await acknowledge(events.slice(1_000, 1_200));
  await booksBalance('once', 3_000);
  expect(await stored('once')).toMatchObject({ visitors: 37, sessions: 37 });
  for (const group of [ARCHIVE_GROUP, ROLLUPS_GROUP]) {
    const total = (field: 'duplicates' | 'malformed' | 'lag') =>
      heartbeat(group)?.status.partitions.reduce((sum, partition) => sum + (partition[field] ?? 0), 0);
    await until(
      `${group} has counted`,
      () => total('duplicates') === 700 && total('malformed') === 3 && total('lag') === 0,
    );
    expect(heartbeat(group)?.status).toMatchObject({ working: true, lastError: null });
  }
}, 180_000);

test('closed minutes reach ClickHouse as snapshots', async () => {
  const ts = Date.now() - 150_000;
  await acknowledge(Array.from({ length: 400 }, (_, index) => siteEvent('minutes', index, { ts: ts + index })));
  const query = `SELECT sum(events) AS events, sum(visitors) AS visitors, min(JSONExtractInt(tops, 'page', 'values', '/')) AS pages
                 FROM weir.rollup_minutes FINAL WHERE site = 'minutes'`;
  await until('the snapshots', async () => {
    const [row] = await clickhouse.rows<{ events: number }>(query);
    return row?.events === 400;
  });
}, 180_000);

test('a restart under load goes on where the last process was', async () => {
  await under({ site: 'restart', count: 5_000, pauseMs: 20 }, async () => {
    const [first] = [...pipelines];
    await until('half of it', async () => (await stored('restart')).rows > 1_000);
    await endPipeline(first!, 'SIGTERM');
    await startPipeline();
  });
  await booksBalance('restart', 5_000);
}, 180_000);

test('two processes share the partitions; one is killed, the other takes over', async () => {
  await under({ site: 'two', count: 10_000, pauseMs: 40 }, async () => {
    const second = await startPipeline();
    await until('both have partitions', () => {
      const beats = watch.current().filter(({ status }) => status.group === ARCHIVE_GROUP);
      return beats.length === 2 && beats.every(({ status }) => status.partitions.length === 3);
    });
    await endPipeline(second, 'SIGKILL');
  });
  await booksBalance('two', 10_000);
}, 180_000);

test('a process that slept through its session writes nothing twice as it wakes', async () => {
  const sleeper = [...pipelines][0]!;
  const second = await startPipeline();
  await under({ site: 'sleeper', count: 10_000, pauseMs: 60 }, async () => {
    await until('some of it', async () => (await stored('sleeper')).rows > 1_000);
    sleeper.signal('SIGSTOP');
    await until('the other one has all partitions', () =>
      watch.current().some(({ status }) => status.group === ARCHIVE_GROUP && status.partitions.length === 6),
    );
    sleeper.signal('SIGCONT');
  });
  await booksBalance('sleeper', 10_000);
  await endPipeline(second, 'SIGTERM');
}, 180_000);

test('the store is killed for a while: live figures go on, and nothing is missing after', async () => {
  await under({ site: 'storeless', count: 6_000, pauseMs: 60 }, async () => {
    await until('some of it', async () => (await stored('storeless')).rows > 500);
    await store.end('SIGKILL');
    await until('the archive says so', () => watch.current().some((beat) => beat.status.lastError === 'ECONNREFUSED'));
    const before = (await rolledUp('storeless')).events;
    await until('live figures go on', async () => (await rolledUp('storeless')).events > before + 500);
    store = await startRole('store', environment);
  });
  await booksBalance('storeless', 6_000);
}, 180_000);

test('the broker is killed under load: what it acknowledged is kept and counted once', async () => {
  await under({ site: 'brokerless', count: 6_000, pauseMs: 30 }, async () => {
    await until('some of it', async () => (await stored('brokerless')).rows > 500);
    await broker.end('SIGKILL');
    broker = await startLogBroker(dataDir, kafkaPort);
  });
  await booksBalance('brokerless', 6_000);
}, 180_000);

test('ClickHouse loses the events: they are rebuilt from the log, the same as before', async () => {
  const before = await stored('two');
  for (const pipeline of [...pipelines]) await endPipeline(pipeline, 'SIGTERM');
  await clickhouse.command('TRUNCATE TABLE weir.events');
  await startPipeline();
  await until('the rows are back', async () => (await stored('brokerless')).rows >= 6_000);
  await until('all of them', async () => (await stored('two')).rows >= before.rows);
  expect(await stored('two')).toEqual(before);
}, 180_000);

test('a topic that is deleted and made anew is archived from its start, beside what the old one left', async () => {
  const before = await stored('two');
  const admin = createAdmin(client);
  await admin.deleteTopics([EVENTS_TOPIC.name]);
  await admin.ensureTopics([EVENTS_TOPIC]);
  await admin.close();
  await acknowledge(Array.from({ length: 500 }, (_, index) => siteEvent('anew', index)));
  await until('its rows', async () => (await stored('anew')).rows >= 500);
  expect(await stored('anew')).toMatchObject({ rows: 500, ids: 500 });
  expect(await stored('two')).toEqual(before);
}, 180_000);
