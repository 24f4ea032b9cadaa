import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { EngineError, openEngine, quote } from '../../../engine/clickhouse/embedded.ts';
import { temporaryFolder } from './store-fixture.ts';

const folder = temporaryFolder();
const engine = openEngine(folder.path);
afterAll(() => {
  engine.close();
  folder.remove();
});

test('connections share data, and neither settings nor parameters nor temporary tables', async () => {
  const [one, two] = [engine.connect(), engine.connect()];
  one.runNow("SET max_threads = 1, param_x = '7'");
  one.runNow('CREATE TEMPORARY TABLE mine (a UInt8)');
  one.runNow('CREATE TABLE shared (a UInt8) ENGINE = MergeTree ORDER BY a');
  await one.insert('INSERT INTO shared FORMAT TSV', Buffer.from('1\n2\n'));
  expect((await two.query('SELECT sum(a) FROM shared', 'TSV')).bytes.toString()).toBe('3\n');
  expect((await one.query('SELECT {x:UInt8}', 'TSV')).bytes.toString()).toBe('7\n');
  await expect(two.query('SELECT {x:UInt8}', 'TSV')).rejects.toMatchObject({ code: 456 });
  await expect(two.query('SELECT * FROM mine', 'TSV')).rejects.toMatchObject({ code: 60, type: 'UNKNOWN_TABLE' });
  one.close();
  two.close();
});

test('a query that runs is cancelled by its tag, no other', async () => {
  const [one, two] = [engine.connect(), engine.connect()];
  one.runNow(`SET log_comment = ${quote("it's one")}`);
  const endless = one.query('SELECT sum(sipHash64(number)) FROM numbers(100000000000)', 'TSV');
  const settled = expect(endless).rejects.toMatchObject({ code: 394, type: 'QUERY_WAS_CANCELLED' });
  const short = two.query('SELECT sleep(0.3)', 'TSV');
  await new Promise((wake) => setTimeout(wake, 100));
  engine.cancel("it's one");
  await settled;
  expect((await short).bytes.toString()).toBe('0\n');
  one.close();
  two.close();
});

test('text of any kind survives quoting', async () => {
  const connection = engine.connect();
  const text = `'"\`\\ \n\t\0\u2028{x:String}\u{1F600}`;
  const result = await connection.query(`SELECT hex(${quote(text)})`, 'TSV');
  expect(result.bytes.toString().trim()).toBe(Buffer.from(text).toString('hex').toUpperCase());
  connection.close();
});

test('errors carry the outermost code and its name', () => {
  const error = new EngineError('Code: 27. DB::Exception: quoting (Code: 62. (SYNTAX_ERROR)): here. (CANNOT_PARSE)');
  expect([error.code, error.type]).toEqual([27, 'CANNOT_PARSE']);
  expect(new EngineError('something else').code).toBe(1002);
});

test('a platform without a library is named, with what to do', async () => {
  // A place from which chdb cannot be found stands for a platform that it was not installed for.
  const copy = join(folder.path, 'embedded.ts');
  copyFileSync(join(import.meta.dirname, '../../../engine/clickhouse/embedded.ts'), copy);
  const script = `import(${JSON.stringify(pathToFileURL(copy).href)}).then(({ openEngine }) => openEngine('/nowhere'))
    .catch((error) => console.log(JSON.stringify({ code: error.code, message: error.message })))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  const failure = JSON.parse(stdout) as { code: string; message: string };
  expect(failure.code).toBe('WEIR_STORE_PLATFORM');
  expect(failure.message).toContain(`${process.platform}-${process.arch}`);
  expect(failure.message).toContain('CLICKHOUSE_URL');
});
