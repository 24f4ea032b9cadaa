import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStoreClient, MAX_INSERT_ROWS, type StoreClient, StoreError } from '../../../engine/clickhouse/client.ts';
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
beforeEach(async () => {
  await client.command('DROP TABLE IF EXISTS t');
  await client.command(
    'CREATE TABLE t (a Int64, s String) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100',
  );
});

const counts = async () =>
  (
    await client.rows<{ rows: number; parts: number }>(
      `SELECT (SELECT count() FROM t) AS rows, count() AS parts FROM system.parts WHERE table = 't' AND active`,
    )
  )[0]!;

test('binds parameters of every shape, whatever they hold', async () => {
  const text = `a'b"c\\d\ne\tf\0 {x:String} \u{1F600}`;
  const [row] = await client.rows(
    'SELECT {s:String} AS s, {n:Int64} AS n, {l:Array(String)} AS l, {z:Nullable(String)} AS z',
    {
      s: text,
      n: 9_007_199_254_740_991,
      l: [text, ''],
      z: null,
    },
  );
  expect(row).toEqual({ s: text, n: 9_007_199_254_740_991, l: [text, ''], z: null });
});

test('parameters of simultaneous queries do not mix', async () => {
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, i) => client.rows<{ x: number }>('SELECT {x:UInt32} AS x', { x: i })),
  );
  expect(results.map(([row]) => row!.x)).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

test('errors carry the code and the name', async () => {
  await expect(client.rows('SELECT * FROM missing')).rejects.toMatchObject({
    code: '60',
    type: 'UNKNOWN_TABLE',
    inDoubt: false,
  });
  await expect(client.command('SELCT 1')).rejects.toMatchObject({ code: '62', type: 'SYNTAX_ERROR' });
  await expect(client.insert('t', [{ a: 'x' }])).rejects.toBeInstanceOf(StoreError);
  expect(await counts()).toEqual({ rows: 0, parts: 0 });
});

describe('insert', () => {
  test('10,000 rows make one part', async () => {
    const rows = Array.from({ length: 10_000 }, (_, a) => ({ a, s: 'x'.repeat(500) }));
    await client.insert('t', rows, { token: 'big' });
    expect(await counts()).toEqual({ rows: 10_000, parts: 1 });
  });

  test('the most rows it takes make one part', async () => {
    const rows = Array.from({ length: MAX_INSERT_ROWS }, (_, a) => ({ a, s: 'x'.repeat(200) }));
    await client.insert('t', rows);
    expect(await counts()).toEqual({ rows: MAX_INSERT_ROWS, parts: 1 });
    await expect(client.insert('t', [...rows, { a: 1 }])).rejects.toBeInstanceOf(RangeError);
  });

  test('a token that was seen changes nothing, even where the block differs', async () => {
    await client.insert('t', [{ a: 1, s: 'one' }], { token: 'x/0/1' });
    await client.insert('t', [{ a: 1, s: 'one' }], { token: 'x/0/1' });
    await client.insert(
      't',
      [
        { a: 2, s: 'two' },
        { a: 3, s: 'three' },
      ],
      { token: 'x/0/1' },
    );
    await client.insert('t', [{ a: 1, s: 'one' }], { token: 'x/0/2' });
    expect(await client.rows('SELECT a, s FROM t ORDER BY a')).toEqual([
      { a: 1, s: 'one' },
      { a: 1, s: 'one' },
    ]);
  });

  test('of two at once with one token one lands', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, a) => client.insert('t', [{ a }], { token: 'race' })));
    expect((await counts()).rows).toBe(1);
  });

  test('is all or nothing', async () => {
    const rows: object[] = Array.from({ length: 5_000 }, (_, a) => ({ a }));
    rows.push({ a: 'not a number' });
    await expect(client.insert('t', rows)).rejects.toMatchObject({ inDoubt: false });
    expect(await counts()).toEqual({ rows: 0, parts: 0 });
  });

  test('nothing is nothing', async () => {
    await client.insert('t', []);
    expect((await counts()).rows).toBe(0);
  });
});

describe('a server that breaks off', () => {
  /** Drops the connection of the first requests, then answers. */
  async function flakyServer(failures: number) {
    let requests = 0;
    const server = createServer((request, response) => {
      request.resume();
      requests++;
      if (requests <= failures) request.socket.destroy();
      else request.on('end', () => response.end('{"x":1}\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const flaky = createStoreClient({ url: `http://127.0.0.1:${port}`, log: silentLog });
    return {
      client: flaky,
      requests: () => requests,
      async close() {
        await flaky.close();
        server.closeAllConnections();
        server.close();
      },
    };
  }

  test('reads are repeated', async () => {
    const server = await flakyServer(2);
    expect(await server.client.rows('SELECT 1 AS x')).toEqual([{ x: 1 }]);
    expect(server.requests()).toBe(3);
    await server.close();
  });

  test('a command and an insert are not, a token or none: they may have arrived', async () => {
    const server = await flakyServer(1);
    await expect(server.client.insert('t', [{ a: 1 }], { token: 'y' })).rejects.toMatchObject({ inDoubt: true });
    expect(server.requests()).toBe(1);
    await server.close();
    const second = await flakyServer(1);
    await expect(second.client.command('OPTIMIZE TABLE t')).rejects.toMatchObject({ inDoubt: true });
    expect(second.requests()).toBe(1);
    await second.close();
  });

  test('gives up after three repetitions, with the place in the message', async () => {
    const server = await flakyServer(100);
    await expect(server.client.rows('SELECT 1')).rejects.toMatchObject({
      message: expect.stringContaining('127.0.0.1'),
    });
    expect(server.requests()).toBe(4);
    await server.close();
  });

  test('ping tells whether the server answers', async () => {
    expect(await client.ping()).toBe(true);
    const nobody = createStoreClient({ url: 'http://127.0.0.1:1', log: silentLog });
    expect(await nobody.ping()).toBe(false);
    await nobody.close();
  });
});
