import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStoreClient, type StoreClient } from '../../../engine/clickhouse/client.ts';
import { MIGRATIONS, migrate } from '../../../engine/clickhouse/migrate.ts';
import { silentLog } from '../../../engine/log.ts';
import { startTestStore } from './store-fixture.ts';

let store: Awaited<ReturnType<typeof startTestStore>>;
let client: StoreClient;
beforeAll(async () => {
  store = await startTestStore();
  client = createStoreClient({ url: store.url, log: silentLog });
});
afterAll(async () => {
  await client.close();
  await store.dispose();
});

const latest = MIGRATIONS.at(-1)!.version;

test('several processes may migrate a fresh store at once; a repetition changes nothing', async () => {
  const versions = await Promise.all(Array.from({ length: 4 }, () => migrate(client, silentLog)));
  expect(versions).toEqual([latest, latest, latest, latest]);
  const steps = 'SELECT DISTINCT version, name FROM weir.migrations ORDER BY version';
  const expected = MIGRATIONS.map(({ version, name }) => ({ version, name }));
  expect(await client.rows(steps)).toEqual(expected);
  await migrate(client, silentLog);
  expect(await client.rows(steps)).toEqual(expected);
});

test('versions count up from 1 without gaps', () => {
  expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
});

test('a step that failed half way is applied again', async () => {
  const name = 'half';
  const create = 'CREATE TABLE IF NOT EXISTS weir.half (a Int8) ENGINE = MergeTree ORDER BY a';
  const version = latest + 1;
  const broken = [...MIGRATIONS, { version, name, statements: [create, 'SELCT 1'] }];
  await expect(migrate(client, silentLog, broken)).rejects.toMatchObject({ code: '62' });
  const mended = [...MIGRATIONS, { version, name, statements: [create, 'SELECT 1'] }];
  expect(await migrate(client, silentLog, mended)).toBe(version);
});

test('refuses a store that a later Weir has written', async () => {
  await expect(migrate(client, silentLog)).rejects.toMatchObject({ code: 'WEIR_STORE_TOO_NEW' });
});

test('an event row and a minute row go in as JSON and come out again', async () => {
  const ts = Date.UTC(2026, 2, 29, 1, 59, 59, 123);
  await client.insert('weir.events', [
    {
      site: 'demo',
      name: 'purchase',
      event_id: 'e1',
      ts,
      received_at: ts + 5,
      props: { plan: 'pro', price: 12.5, first: true },
      is_bot: false,
      kafka_topic_id: '0f0e0d0c-0b0a-0908-0706-050403020100',
      kafka_partition: 3,
      kafka_offset: 2 ** 40,
    },
  ]);
  const [event] = await client.rows(
    `SELECT toUnixTimestamp64Milli(ts) AS ts, props['price'] AS price, props['first'] AS first, props['none'] AS none,
       is_bot, kafka_topic_id, kafka_partition, kafka_offset, country FROM weir.events`,
  );
  expect(event).toEqual({
    ts,
    price: '12.5',
    first: 'true',
    none: '',
    is_bot: false,
    kafka_topic_id: '0f0e0d0c-0b0a-0908-0706-050403020100',
    kafka_partition: 3,
    kafka_offset: 2 ** 40,
    country: '',
  });

  const minute = { site: 'demo', start: ts - (ts % 60_000), partition: 2, watermark: ts, emitted_at: ts, late: 0 };
  const tops = { page: { values: { '/': 2 }, other: 1 } };
  const counts = { events: 3, pageviews: 2, visitors: 1, bots: 0, tops };
  await client.insert('weir.rollup_minutes', [{ ...minute, ...counts, offset: 7 }]);
  await client.insert('weir.rollup_minutes', [{ ...minute, ...counts, events: 2, offset: 5 }]);
  const [stored] = await client.rows<{ tops: string }>(
    'SELECT events, offset, toUnixTimestamp64Milli(start) AS start, tops FROM weir.rollup_minutes FINAL',
  );
  expect({ ...stored, tops: JSON.parse(stored!.tops) }).toEqual({ events: 3, offset: 7, start: minute.start, tops });
});

test('a question about a partition reads few of its rows', async () => {
  await client.command(
    `INSERT INTO weir.events (site, name, ts, kafka_partition, kafka_offset)
     SELECT 'many', 'pageview', fromUnixTimestamp64Milli(toInt64(1700000000000 + number * 100)), number % 6, intDiv(number, 6)
     FROM numbers(300000)`,
  );
  await client.command('OPTIMIZE TABLE weir.events FINAL');
  const plan = await client.rows<{ explain: string }>(
    'EXPLAIN indexes = 1 SELECT max(kafka_offset) FROM weir.events WHERE kafka_partition = 3 AND kafka_offset >= 49000',
  );
  const granules = plan
    .map((row) => /Granules: (\d+)\/(\d+)/.exec(row.explain))
    .filter((match) => match !== null)
    .at(-1)!;
  expect(Number(granules[1])).toBeLessThan(Number(granules[2]) / 3 + 2);
});
