import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goesOnAfterValues } from '../../../engine/clickhouse/values-data.ts';

const goesOn = (text: string) => goesOnAfterValues(Buffer.from(text));

test('a closing semicolon ends the data, something after it does not belong there', () => {
  expect(goesOn("(1, 'a'), (2, 'b')")).toBe(false);
  expect(goesOn("(1, 'a');")).toBe(false);
  expect(goesOn("(1, 'a') ; \n;\t")).toBe(false);
  expect(goesOn('(1); DROP TABLE t')).toBe(true);
  expect(goesOn('; (1)')).toBe(true);
});

test('semicolons in quotes are data', () => {
  expect(goesOn("('a;b'), (';')")).toBe(false);
  expect(goesOn(String.raw`('a\';b')`)).toBe(false);
  expect(goesOn("('a'';b')")).toBe(false);
  expect(goesOn(String.raw`('a\\'); x`)).toBe(true);
  expect(goesOn("('a`'); x")).toBe(true);
});

test('of any strings, quoted as ClickHouse does, none hides a statement and none is taken for one', () => {
  const quoted = fc.string().map((text) => `'${text.replace(/[\\']/g, '\\$&')}'`);
  fc.assert(
    fc.property(fc.array(quoted, { maxLength: 5 }), (strings) => {
      const values = `(${strings.join(', ')})`;
      expect(goesOn(values)).toBe(false);
      expect(goesOn(`${values}; x`)).toBe(true);
    }),
  );
});
