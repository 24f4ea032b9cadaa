import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { api, int32, list, string, struct } from '../../../../engine/kafka/protocol/declaration.ts';
import { generate } from '../../../../engine/kafka/protocol/generate.ts';

const generatedDir = join(import.meta.dirname, '../../../../engine/kafka/protocol/generated');

describe('generated codecs', () => {
  it('are what the declarations generate (run `npm run generate` after a change)', async () => {
    const fresh = await generate();
    expect(readdirSync(generatedDir).sort()).toEqual([...fresh.keys()]);
    for (const [file, text] of fresh) expect(readFileSync(join(generatedDir, file), 'utf8'), file).toBe(text);
  });
});

describe('declarations', () => {
  const base = { name: 'Sample', key: 1, versions: [0, 4], flexibleFrom: 2, response: {} } as const;

  it.each([
    ['a tagged field of an inflexible version', { a: int32.tagged(0) }],
    ['a tag used twice', { a: int32.since(2).tagged(0), b: int32.since(2).tagged(0) }],
    ['a field that ends before it starts', { a: int32.since(3).until(2) }],
    ['a struct of an inflexible version', { a: struct('Inner', { b: string }) }],
    ['a slip inside a list', { a: list('Inner', { b: int32.tagged(0) }) }],
  ])('refuse %s', (_, request) => {
    expect(() => api({ ...base, request })).toThrow(RangeError);
  });
});
