import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../engine/kafka/protocol/regular-expression.ts';

describe('a pattern', () => {
  it.each([
    ['orders-.*', 'orders-eu', true],
    ['orders-.*', 'my-orders-eu', false],
    ['orders', 'orders-eu', false],
    ['^a|b$', 'b', true],
    ['(?i)Orders', 'oRDERS', true],
    ['[[:alpha:]]+\\d{2,3}', 'shard042', true],
    ['\\pL+', 'Größe', true],
    ['', '', true],
  ])('%s holds for the whole of %s: %s', (pattern, text, holds) => {
    expect(compilePattern(pattern)?.(text)).toBe(holds);
  });

  it.each([
    ['that is not closed', '(orders'],
    ['with what RE2 leaves out: a look ahead', 'a(?=b)'],
    ['with what RE2 leaves out: a back reference', '(a)\\1'],
    ['that is too long', 'a|'.repeat(2_001)],
    ['that repeats too often', 'a{1001}'],
    ['whose repetitions multiply', '((a{30}){30}){30}'],
    ['whose repetitions add up', 'a{1000}'.repeat(50)],
    ['that becomes too large a program', '(?:a?b?c?d?){1000}'],
  ])('%s is refused', (_, pattern) => {
    expect(compilePattern(pattern)).toBeUndefined();
  });

  it('cannot take time that grows beyond the length of the text', () => {
    const evil = compilePattern('(a|a)*(a|a)*(a|a)*(a|a)*b')!;
    expect(evil('a'.repeat(10_000))).toBe(false);
    expect(evil(`${'a'.repeat(10_000)}b`)).toBe(true);
  });
});
