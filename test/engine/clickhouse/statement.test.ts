import { describe, expect, test } from 'vitest';
import { readStatement } from '../../../engine/clickhouse/statement.ts';

describe('kind and format', () => {
  test.each([
    ['SELECT 1', 'select', null],
    ['  /* a */ -- b\n select 1 format JSON', 'select', 'JSON'],
    ['WITH 1 AS x SELECT x FORMAT JSONEachRow SETTINGS max_threads = 1', 'select', 'JSONEachRow'],
    ['(SELECT 1) UNION ALL (SELECT 2) FORMAT CSV;', 'select', 'CSV'],
    ["SELECT 'FORMAT JSON'", 'select', null],
    ['SELECT format FROM t', 'select', null],
    ["SELECT $$ FORMAT JSON $$ AS x, $a$ ' $a$", 'select', null],
    ['SELECT 1 -- FORMAT JSON', 'select', null],
    ['SHOW TABLES FORMAT TSV', 'other', 'TSV'],
    ['CREATE TABLE t (a Int8) ENGINE = Memory', 'other', null],
    ['INSERT INTO t FORMAT CSV 1,2', 'insert', 'CSV'],
    ['INSERT INTO t (a, b) VALUES (1, 2)', 'insert', 'Values'],
    ['', 'other', null],
  ])('%s', (sql, kind, format) => {
    const statement = readStatement(sql);
    expect({ kind: statement.kind, format: statement.format }).toEqual({ kind, format });
  });
});

describe('data of an INSERT', () => {
  test.each([
    ['INSERT INTO t', true],
    ['INSERT INTO t (a) FORMAT JSONEachRow', true],
    ['INSERT INTO t SETTINGS async_insert = 0 FORMAT JSONEachRow {"a":";"}', true],
    ["INSERT INTO t VALUES ('SELECT')", true],
    ['INSERT INTO t SELECT * FROM u', false],
    ['INSERT INTO t WITH 1 AS x SELECT x', false],
    ["INSERT INTO t SELECT a FROM input('a Int8') FORMAT CSV", true],
    ['INSERT INTO t SELECT 1 FORMAT TSV', false],
  ])('%s', (sql, takesData) => {
    expect(readStatement(sql).takesData).toBe(takesData);
  });
});

test('a second statement is seen, a closing semicolon and semicolons in data, strings and comments are not', () => {
  expect(readStatement('SELECT 1; SELECT 2').multiple).toBe(true);
  expect(readStatement('SELECT 1;').multiple).toBe(false);
  expect(readStatement('SELECT 1; -- done; really').multiple).toBe(false);
  expect(readStatement("SELECT ';' AS `;`").multiple).toBe(false);
  expect(readStatement('INSERT INTO t FORMAT TSV x; y').multiple).toBe(false);
  expect(readStatement('INSERT INTO t SELECT 1 FORMAT TSV; DROP TABLE t').multiple).toBe(true);
});

describe('a SELECT is streamed only where planning it runs nothing', () => {
  test.each([
    ['SELECT a FROM t WHERE b IN (1, 2)', true],
    ['SELECT a FROM (SELECT a FROM t)', true],
    ['SELECT number FROM numbers(10)', true],
    ['SELECT a FROM t JOIN (SELECT b FROM u) ON a = b', true],
    ['SELECT (SELECT max(a) FROM t) AS m', false],
    ['SELECT a FROM t WHERE a IN (SELECT b FROM u)', false],
    ['WITH x AS (SELECT 1) SELECT * FROM t WHERE a IN x', false],
    ["SELECT * FROM url('http://127.0.0.1/')", false],
    ['SHOW TABLES', false],
  ])('%s', (sql, expected) => {
    expect(readStatement(sql).plansAtOnce).toBe(expected);
  });
});

describe('use of local files and programs', () => {
  test.each([
    ["SELECT * FROM file('/etc/passwd')", 'file'],
    ["SELECT file('a')", 'file'],
    ["INSERT INTO FUNCTION `file`('x.csv') VALUES (1)", '`file`'],
    ["CREATE TABLE t (a Int8) ENGINE = File('CSV')", 'File'],
    ["SELECT 1 INTO OUTFILE 'x'", 'OUTFILE'],
    ["INSERT INTO t FROM INFILE 'x' FORMAT CSV", 'INFILE'],
    ["CREATE DICTIONARY d (a Int8) PRIMARY KEY a SOURCE(EXECUTABLE(COMMAND 'ls'))", 'EXECUTABLE'],
    ['INSERT INTO file (a) VALUES (1)', null],
    ["SELECT file FROM t WHERE x = 'file('", null],
  ])('%s', (sql, expected) => {
    expect(readStatement(sql).localAccess).toBe(expected);
  });
});

test('reads hostile input in a time that grows with its length', () => {
  const startedAt = performance.now();
  for (const piece of ['(', "'", '`', '$$', '/*', 'SELECT(', 'a.', "\\'", '--']) readStatement(piece.repeat(50_000));
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
