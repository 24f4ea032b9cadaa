import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineIds } from '../../../engine/import/line-ids.ts';
import { type LogLine, LogLines, MAX_LINE_LENGTH } from '../../../engine/import/log-lines.ts';
import { findOwnOrigin } from '../../../engine/import/own-origin.ts';
import { temporaryFolder } from '../collect/temporary-folder.ts';

async function read(content: Buffer | string): Promise<LogLine[]> {
  const file = join(temporaryFolder(), 'access.log');
  writeFileSync(file, content);
  return Array.fromAsync(new LogLines(file));
}

describe('LogLines', () => {
  it('reads plain and gzipped files alike, several members in one included', async () => {
    const expected = [
      { number: 1, text: 'a' },
      { number: 3, text: 'ü' },
    ];
    expect(await read('a\r\n\nü')).toEqual(expected);
    expect(await read(gzipSync('a\n\nü\n'))).toEqual(expected);
    expect(await read(Buffer.concat([gzipSync('a\n\n'), gzipSync('ü\n')]))).toEqual(expected);
    expect(await read('')).toEqual([]);
  });

  it('cuts as String.split does, wherever the pieces of the file end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 2_000 }),
        async (lines) => {
          const text = lines.map((line) => line.replace(/[\r\n]/g, '')).join('\n');
          const expected = text
            .split('\n')
            .flatMap((line, index) => (line === '' ? [] : [{ number: index + 1, text: line }]));
          expect(await read(Buffer.from(text))).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('skips a line that is too long, and goes on', async () => {
    const long = 'x'.repeat(MAX_LINE_LENGTH * 5);
    expect(await read(`a\n${long}\nb\n${long}`)).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: null },
      { number: 3, text: 'b' },
      { number: 4, text: null },
    ]);
  });

  it('throws where a gzipped file ends early, after what could be read', async () => {
    const file = join(temporaryFolder(), 'access.log.gz');
    writeFileSync(
      file,
      gzipSync(Array.from({ length: 100_000 }, (_, number) => `line ${number * 7_919}\n`).join('')).subarray(0, -1_000),
    );
    const lines: LogLine[] = [];
    const reading = (async () => {
      for await (const line of new LogLines(file)) lines.push(line);
    })();
    await expect(reading).rejects.toThrow();
    expect(lines.length).toBeGreaterThan(1_000);
  });
});

describe('LineIds', () => {
  it('are the same for the same lines, and tell equal lines apart', () => {
    const ids = (): string[] => {
      const source = new LineIds();
      return ['a', 'b', 'a', 'a'].map((line) => source.next(line));
    };
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(4);
    expect(ids().every((id) => id.length <= 64)).toBe(true);
  });

  it('remember no more than they may', () => {
    const source = new LineIds(2);
    const first = source.next('a');
    source.next('b');
    source.next('c');
    expect(source.next('a')).toBe(first);
  });
});

describe('findOwnOrigin', () => {
  const line = (target: string, referrer: string) => ({
    ip: '',
    ts: 0,
    method: 'GET',
    status: 200,
    userAgent: '',
    target,
    referrer,
  });

  it('is the referrer named most often with style sheets and scripts', () => {
    const own = line('/style.css', 'https://www.example.org/page');
    const lines = [
      own,
      own,
      line('/app.js?v=1', 'https://other.org/'),
      ...Array(9).fill(line('/', 'https://www.google.com/')),
    ];
    expect(findOwnOrigin(lines)).toBe('https://www.example.org');
  });
  it('is null where nothing tells', () => {
    expect(findOwnOrigin([line('/', 'https://a.org/'), line('/a.css', '')])).toBeNull();
  });
});
