import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_SESSIONS } from '../../engine/clickhouse/http/sessions.ts';
import { startTestStore } from '../engine/clickhouse/store-fixture.ts';
import { until } from '../until.ts';

/** ClickHouse's HTTP interface as two of its users know it: curl, and the official client. */
let store: Awaited<ReturnType<typeof startTestStore>>;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.dispose());

const run = promisify(execFile);
const QUIET = { level: ClickHouseLogLevel.OFF };

/** Status, headers (lower case) and body of a curl call. */
async function curl(
  ...args: string[]
): Promise<{ status: number; headers: Record<string, string>; body: string; exit: number }> {
  const done = await run('curl', ['-s', '-i', ...args], { maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => ({ stdout, exit: 0 }),
    (error: { stdout: string; code: number }) => ({ stdout: error.stdout, exit: error.code }),
  );
  const end = done.stdout.indexOf('\r\n\r\n');
  const [first = '', ...lines] = done.stdout.slice(0, end).split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(
      lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    ),
    body: done.stdout.slice(end + 4),
    exit: done.exit,
  };
}
const at = (parameters: Record<string, string>) => `${store.url}/?${new URLSearchParams(parameters)}`;

describe('curl', () => {
  test('health checks', async () => {
    expect(await curl(`${store.url}/ping`)).toMatchObject({ status: 200, body: 'Ok.\n' });
    expect(await curl(`${store.url}/`)).toMatchObject({ status: 200, body: 'Ok.\n' });
    expect(await curl(`${store.url}/replicas_status`)).toMatchObject({ status: 200, body: 'Ok.\n' });
    expect(await curl('-I', `${store.url}/ping`)).toMatchObject({ status: 200, body: '' });
    expect((await curl(`${store.url}/nothing`)).status).toBe(404);
    expect((await curl('-X', 'DELETE', store.url)).status).toBe(501);
  });

  test('a query in the URL, in the body, in both, and in a form', async () => {
    expect((await curl(at({ query: 'SELECT 1 AS x' }))).body).toBe('1\n');
    expect((await curl(store.url, '-d', 'SELECT 1 AS x FORMAT JSONEachRow')).body).toBe('{"x":1}\n');
    expect((await curl(at({ query: 'SELECT' }), '-d', '2')).body).toBe('2\n');
    expect((await curl(store.url, '-F', 'query=SELECT {a:String}', '-F', 'param_a=x y')).body).toBe('x y\n');
    expect((await curl('-I', at({ query: 'SELECT 1' }))).status).toBe(200);
  });

  test('parameters, settings, database, format', async () => {
    const bound = await curl(
      at({ query: 'SELECT {n:UInt8} + 1, {l:Array(String)}', param_n: '41', param_l: "['a','b']" }),
    );
    expect(bound.body).toBe("42\t['a','b']\n");
    expect((await curl(at({ query: "SELECT getSetting('max_threads')", max_threads: '1' }))).body).toBe('1\n');
    expect((await curl(at({ query: 'SELECT currentDatabase()', database: 'system' }))).body).toBe('system\n');
    expect((await curl('-H', 'X-ClickHouse-Database: system', at({ query: 'SELECT currentDatabase()' }))).body).toBe(
      'system\n',
    );
    const json = await curl(at({ query: 'SELECT 1 AS x', default_format: 'JSON' }));
    expect(json.headers).toMatchObject({
      'x-clickhouse-format': 'JSON',
      'content-type': 'application/json; charset=UTF-8',
    });
    expect(JSON.parse(json.body)).toMatchObject({ data: [{ x: 1 }], rows: 1 });
    expect((await curl('-H', 'X-ClickHouse-Format: CSV', at({ query: "SELECT 'a', 1" }))).body).toBe('"a",1\n');
    expect(
      (await curl(at({ query: 'SELECT 1 FORMAT CSV', default_format: 'JSON' }))).headers['x-clickhouse-format'],
    ).toBe('CSV');
  });

  test('a format that counts its rows counts them all', async () => {
    const { body } = await curl(at({ query: 'SELECT number FROM numbers(300000) FORMAT JSON' }));
    const document = JSON.parse(body) as { rows: number; data: unknown[] };
    expect([document.rows, document.data.length]).toEqual([300_000, 300_000]);
  });

  test('headers of an answer', async () => {
    const { headers } = await curl(at({ query: 'SELECT 1', query_id: 'my-id' }));
    expect(headers).toMatchObject({
      'x-clickhouse-query-id': 'my-id',
      'x-clickhouse-timezone': expect.stringMatching(/./),
      'x-clickhouse-server-display-name': expect.stringMatching(/./),
      'x-clickhouse-format': 'TabSeparated',
      'content-type': 'text/tab-separated-values; charset=UTF-8',
    });
    const summary = JSON.parse(headers['x-clickhouse-summary']!);
    expect(Object.keys(summary)).toEqual(
      expect.arrayContaining(['read_rows', 'written_rows', 'result_rows', 'elapsed_ns']),
    );
  });

  test.each([
    ['SELECT', 400, 62, 'SYNTAX_ERROR'],
    ['SELECT * FROM nothing', 404, 60, 'UNKNOWN_TABLE'],
    ['SELECT nothing', 404, 47, 'UNKNOWN_IDENTIFIER'],
    ['SELECT noSuchFunction()', 404, 46, 'UNKNOWN_FUNCTION'],
    ["SELECT toUInt8('x')", 400, 6, 'CANNOT_PARSE_TEXT'],
    ['SELECT 1; SELECT 2', 400, 62, 'SYNTAX_ERROR'],
    ['INSERT INTO system.one VALUES (1); SELECT 2', 500, 33, 'CANNOT_READ_ALL_DATA'],
    ['SELECT {x:UInt8}', 500, 456, 'UNKNOWN_QUERY_PARAMETER'],
    ['SELECT 1 FORMAT Nothing', 404, 73, 'UNKNOWN_FORMAT'],
    ['SELECT throwIf(1)', 500, 395, 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
    ["SELECT * FROM file('/etc/passwd')", 500, 291, 'DATABASE_ACCESS_DENIED'],
  ])('refuses %s as a ClickHouse server does', async (sql, status, code, name) => {
    const answer = await curl(store.url, '-d', sql);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-clickhouse-exception-code']).toBe(String(code));
    expect(answer.body).toMatch(
      new RegExp(`^Code: ${code}\\. DB::Exception: [\\s\\S]*\\(${name}\\) \\(version [\\d.]+\\)\\n$`),
    );
  });

  test('unknown settings and databases, and an empty query', async () => {
    expect(await curl(at({ query: 'SELECT 1', no_such: '1' }))).toMatchObject({
      status: 404,
      body: expect.stringMatching(/^Code: 115\./),
    });
    expect(await curl(at({ query: 'SELECT 1', 'no such': '1' }))).toMatchObject({ status: 404 });
    expect(await curl(at({ query: 'SELECT 1', database: 'no`such' }))).toMatchObject({
      status: 404,
      body: expect.stringMatching(/^Code: 81\./),
    });
    expect((await curl('-X', 'POST', store.url)).body).toMatch(/^Code: 62\./);
    expect((await curl(at({ query: 'SELECT 1', compress: '1' }))).status).toBe(501);
  });

  test('GET changes nothing', async () => {
    const answer = await curl(at({ query: 'CREATE TABLE got (a Int8) ENGINE = Memory' }));
    expect(answer.headers['x-clickhouse-exception-code']).toBe('164');
    expect((await curl(at({ query: 'EXISTS TABLE got' }))).body).toBe('0\n');
  });

  test('a page of another site is refused', async () => {
    expect((await curl('-H', 'Sec-Fetch-Site: cross-site', at({ query: 'SELECT 1' }))).status).toBe(403);
  });

  test('inserts: statement in the URL, in the body, with gzip, of binary rows', async () => {
    await curl(store.url, '-d', 'CREATE TABLE inserts (a Int32, s String) ENGINE = MergeTree ORDER BY a');
    const inUrl = await curl(at({ query: 'INSERT INTO inserts FORMAT TSV' }), '--data-binary', '1\tone\n2\ttwo\n');
    expect(JSON.parse(inUrl.headers['x-clickhouse-summary']!)).toMatchObject({ written_rows: '2' });
    await curl(store.url, '--data-binary', "INSERT INTO inserts VALUES (3, 'a;b'), (4, 'c')");
    const request = async (sql: string, body: Buffer<ArrayBuffer>, headers: Record<string, string> = {}) => {
      const response = await fetch(at({ query: sql }), { method: 'POST', body, headers });
      expect([response.status, await response.text()]).toEqual([200, '']);
    };
    const zipped = Buffer.from(gzipSync('{"a":5,"s":"zipped"}\n'));
    await request('INSERT INTO inserts FORMAT JSONEachRow', zipped, { 'Content-Encoding': 'gzip' });
    await request('INSERT INTO inserts FORMAT RowBinary', Buffer.from([6, 0, 0, 0, 3, 0xff, 0x0a, 0x00]));
    await request('INSERT INTO inserts SELECT a + 10, s FROM inserts', Buffer.alloc(0));
    const { body } = await curl(at({ query: 'SELECT a, hex(s) FROM inserts WHERE a < 10 ORDER BY a FORMAT CSV' }));
    expect(body.split('\n').slice(4)).toEqual(['5,"7A6970706564"', '6,"FF0A00"', '']);
    expect((await curl(at({ query: 'SELECT count() FROM inserts' }))).body).toBe('12\n');
  });

  test('a body that is not what it says, and one over the bound', async () => {
    const wrong = await fetch(at({ query: 'INSERT INTO inserts FORMAT TSV' }), {
      method: 'POST',
      body: 'not gzip',
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect([wrong.status, wrong.headers.get('x-clickhouse-exception-code')]).toEqual([500, '354']);
    // 129 MB of line feeds, small on the wire.
    const bomb = Buffer.from(gzipSync(Buffer.alloc(129 * 1024 * 1024, 10)));
    const large = await fetch(at({ query: 'INSERT INTO inserts FORMAT TSV' }), {
      method: 'POST',
      body: bomb,
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect([large.status, large.headers.get('x-clickhouse-exception-code')]).toEqual([413, '229']);
  });

  test('compresses the answer where it is asked to', async () => {
    const url = at({ query: 'SELECT number FROM numbers(100000)', enable_http_compression: '1' });
    const plain = await curl(at({ query: 'SELECT number FROM numbers(100000)' }), '-H', 'Accept-Encoding: gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const encoding of ['gzip', 'br', 'zstd', 'deflate']) {
      const { stdout } = await run('curl', ['-s', '-i', '-H', `Accept-Encoding: ${encoding}`, url], {
        encoding: 'buffer',
      });
      expect(stdout.toString('latin1')).toContain(`Content-Encoding: ${encoding}`);
      const body = stdout.subarray(stdout.indexOf('\r\n\r\n') + 4);
      expect(body.length).toBeLessThan(400_000);
      if (encoding === 'gzip') expect(gunzipSync(body).toString()).toBe(plain.body);
    }
  });

  test('an exception in the middle of a stream breaks it off, marked', async () => {
    const sql = 'SELECT throwIf(number = 600000) FROM numbers(1000000)';
    const answer = await curl(at({ query: sql }));
    // 18: curl saw the body end without its last chunk.
    expect([answer.status, answer.exit]).toEqual([200, 18]);
    const tag = answer.headers['x-clickhouse-exception-tag']!;
    const message = answer.body.slice(answer.body.indexOf('Code: 395'), answer.body.lastIndexOf(`${tag}\r\n`));
    expect(answer.body).toContain(`\r\n__exception__\r\n${tag}\r\nCode: 395.`);
    expect(answer.body.endsWith(` ${tag}\r\n__exception__\r\n`)).toBe(true);
    expect(message).toMatch(/\n\d+ $/);
    const whole = await curl(at({ query: sql, wait_end_of_query: '1' }));
    expect([whole.status, whole.exit, whole.headers['x-clickhouse-exception-code']]).toEqual([500, 0, '395']);
  });

  test('a session keeps its temporary tables and settings, and nothing of a request', async () => {
    const session = { session_id: randomUUID() };
    await curl(at(session), '-d', 'CREATE TEMPORARY TABLE kept (x UInt8)');
    await curl(at(session), '-d', 'INSERT INTO kept VALUES (7)');
    await curl(at(session), '-d', 'SET max_threads = 1');
    const query = { query: "SELECT x, getSetting('max_threads') FROM kept" };
    expect((await curl(at({ ...session, ...query, max_threads: '2' }))).body).toMatch(/^7\t2\n$/);
    expect((await curl(at({ ...session, ...query }))).body).toMatch(/^7\t1\n$/);
    expect((await curl(at({ ...session, query: 'DROP TABLE kept' }))).body).toMatch(/^Code: 164\./);
    expect((await curl(at(query))).status).toBe(404);
    expect((await curl(at({ session_id: randomUUID(), session_check: '1' }), '-d', 'SELECT 1')).body).toMatch(
      /^Code: 372\./,
    );
  });

  test('a session takes one query at a time and expires', async () => {
    const session = { session_id: randomUUID(), session_timeout: '0' };
    const slow = curl(at(session), '-d', 'SELECT sleep(1)');
    await until('the session to be busy', async () =>
      (await curl(at(session), '-d', 'SELECT 1')).body.startsWith('Code: 373.'),
    );
    expect((await slow).status).toBe(200);
    const known = { ...session, session_check: '1' };
    await until('the session to expire', async () =>
      (await curl(at(known), '-d', 'SELECT 1')).body.startsWith('Code: 372.'),
    );
  });
});

test('keeps so many sessions and no more', async () => {
  const open = (session_id: string) =>
    fetch(at({ session_id, session_timeout: '2' }), { method: 'POST', body: 'SELECT 1' }).then((answer) =>
      answer.text(),
    );
  const answers = await Promise.all(Array.from({ length: MAX_SESSIONS + 1 }, (_, i) => open(`bound-${i}`)));
  const refused = answers.filter((answer) => answer !== '1\n');
  // Sessions of the tests before may still be there.
  expect(answers.length - refused.length).toBeLessThanOrEqual(MAX_SESSIONS);
  expect(refused.every((answer) => answer.startsWith('Code: 202.'))).toBe(true);
  await until('a session to time out', async () => (await open('bound-late')) === '1\n');
});

describe('@clickhouse/client', () => {
  const open = (options: Parameters<typeof createClient>[0] = {}) =>
    createClient({ url: store.url, log: QUIET, ...options });

  test('queries in its formats, with parameters, plain and compressed', async () => {
    for (const compression of [{}, { response: true, request: true }]) {
      const client = open({ compression });
      const query = 'SELECT number AS n, {s:String} AS s FROM numbers({c:UInt32})';
      const query_params = { s: `it's "x" \\ \n`, c: 3 };
      const rows = [0, 1, 2].map((n) => ({ n, s: query_params.s }));
      const each = await client.query({ query, query_params, format: 'JSONEachRow' });
      expect((await each.json<{ n: string; s: string }>()).map((row) => ({ ...row, n: Number(row.n) }))).toEqual(rows);
      const document = await client.query({ query, query_params, format: 'JSON' });
      expect((await document.json<{ n: string; s: string }>()).rows).toBe(3);
      await client.close();
    }
  });

  test('inserts arrays and streams, with the request compressed', async () => {
    const client = open({ compression: { request: true } });
    await client.command({ query: 'CREATE TABLE streamed (a UInt32, s String) ENGINE = MergeTree ORDER BY a' });
    await client.insert({ table: 'streamed', values: [{ a: 1, s: 'x' }], format: 'JSONEachRow' });
    const rows = Readable.from(
      (function* () {
        for (let a = 2; a <= 50_000; a++) yield { a, s: 'y' };
      })(),
    );
    const { summary } = await client.insert({ table: 'streamed', values: rows, format: 'JSONEachRow' });
    expect(summary?.written_rows).toBe('49999');
    const csv = Readable.from(['50001,"z"\n'], { objectMode: false });
    await client.insert({ table: 'streamed', values: csv, format: 'CSV' });
    const count = await client.query({
      query: 'SELECT count() AS c, sum(a) AS s FROM streamed',
      format: 'JSONEachRow',
    });
    expect((await count.json<{ c: string; s: string }>()).map(({ c, s }) => [Number(c), Number(s)])).toEqual([
      [50_001, (50_001 * 50_002) / 2],
    ]);
    await client.close();
  });

  test('streams a large result in bounded memory', async () => {
    const client = open();
    const rows = 3_000_000;
    const result = await client.query({ query: `SELECT number AS n FROM numbers(${rows})`, format: 'JSONEachRow' });
    let count = 0;
    for await (const batch of result.stream()) count += batch.length;
    expect(count).toBe(rows);
    await client.close();
  });

  test('ping, exec, command, errors', async () => {
    const client = open({ username: 'somebody', password: 'secret' });
    expect(await client.ping()).toMatchObject({ success: true });
    expect(await client.ping({ select: true })).toMatchObject({ success: true });
    const { stream, query_id } = await client.exec({ query: 'SELECT 1 FORMAT TSV', query_id: 'mine' });
    expect([await new Response(Readable.toWeb(stream) as ReadableStream).text(), query_id]).toEqual(['1\n', 'mine']);
    await client.command({ query: 'CREATE DATABASE IF NOT EXISTS d' });
    const failure = await client.query({ query: 'SELECT * FROM nothing' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ClickHouseError);
    expect(failure).toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
    await client.close();
  });

  test('sees an exception in the middle of a stream', async () => {
    const client = open();
    const result = await client.query({
      query: 'SELECT throwIf(number = 600000) AS x FROM numbers(1000000)',
      format: 'JSONEachRow',
    });
    const read = async () => {
      for await (const batch of result.stream()) void batch;
    };
    await expect(read()).rejects.toMatchObject({ code: '395' });
    await client.close();
  });

  test('an abort cancels the query in the engine', async () => {
    const client = open();
    const running = async () => {
      const found = await client.query({
        query:
          "SELECT count() AS c FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%processes%'",
        format: 'JSONEachRow',
      });
      return Number((await found.json<{ c: string }>())[0]!.c);
    };
    for (const format of ['JSONEachRow', 'JSON'] as const) {
      const abort = new AbortController();
      const query = client.query({
        query: 'SELECT sum(sipHash64(number)) FROM numbers(100000000000)',
        format,
        abort_signal: abort.signal,
      });
      const settled = expect(query).rejects.toThrow();
      await until('the query to run', async () => (await running()) === 1);
      abort.abort();
      await settled;
      await until('the query to be gone', async () => (await running()) === 0);
    }
    await client.close();
  });
});

test('long reads hold up neither inserts nor pings', async () => {
  const client = createClient({ url: store.url, log: QUIET, max_open_connections: 30 });
  await client.command({ query: 'CREATE TABLE busy (a UInt32) ENGINE = MergeTree ORDER BY a' });
  const abort = new AbortController();
  const long = Array.from({ length: 6 }, (_, i) =>
    client
      .query({
        query: `SELECT (SELECT sum(sipHash64(number, ${i})) FROM numbers(100000000000)) SETTINGS max_threads = 1`,
        abort_signal: abort.signal,
      })
      .catch(() => null),
  );
  for (let a = 0; a < 20; a++) {
    const startedAt = performance.now();
    await client.insert({ table: 'busy', values: [{ a }], format: 'JSONEachRow' });
    expect((await fetch(`${store.url}/ping`)).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
  abort.abort();
  await Promise.all(long);
  await client.close();
});
