import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../engine/tools/moment.ts';
import { nearestNames } from '../../../engine/tools/nearest.ts';
import { COLOURS, PLAIN_STYLE } from '../../../engine/tools/output.ts';
import { holds, type PlacedRecord, printable, recordJson, recordLine } from '../../../engine/tools/record-text.ts';
import { sizeText } from '../../../engine/tools/sizes.ts';
import { table } from '../../../engine/tools/table.ts';

const record = (overrides: Partial<PlacedRecord> = {}): PlacedRecord => ({
  topic: 'clicks',
  partition: 2,
  offset: 17,
  timestamp: Date.UTC(2026, 0, 31, 12),
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  ...overrides,
});

describe('a table', () => {
  it('lines numbers up at their ends, and words at their beginnings', () => {
    const columns = [{ title: 'NAME' }, { title: 'COUNT', isNumber: true }, { title: 'NOTE' }];
    const rows = [
      ['a', 5, 'x'],
      ['längster', 12_345_678, null],
    ];
    expect(table(columns, rows, PLAIN_STYLE)).toEqual([
      'NAME         COUNT  NOTE',
      'a                5  x',
      'längster  12345678  -',
    ]);
  });
});

describe('names that may have been meant', () => {
  it('are near in letters, or hold the wanted one', () => {
    const names = ['weir.events', 'weir.rollups', 'orders', '__internal'];
    expect(nearestNames('order', names)).toEqual(['orders']);
    expect(nearestNames('wier.events', names)).toEqual(['weir.events']);
    expect(nearestNames('rollups', names)).toEqual(['weir.rollups']);
    expect(nearestNames('something else', names)).toEqual([]);
  });

  it('are never more than three', () => {
    const names = Array.from({ length: 10 }, (_, index) => `topic-${index}`);
    expect(nearestNames('topic-', names)).toHaveLength(3);
  });
});

describe('a moment', () => {
  const nowMs = Date.UTC(2026, 0, 31, 12);

  it.each([
    ['10m', nowMs - 600_000],
    ['1.5h', nowMs - 5_400_000],
    ['2d', nowMs - 172_800_000],
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-01-31T11:00:00Z', nowMs - 3_600_000],
  ])('%s', (text, at) => {
    expect(parseMoment(text, nowMs)).toBe(at);
  });

  it.each(['', 'soon', '10', '10y', '-5m', '2026-13-45'])('"%s" is none', (text) => {
    expect(parseMoment(text, nowMs)).toBeNull();
  });
});

describe('a record as text', () => {
  it('is one line with time, place, key, value and headers', () => {
    const headers = [[Buffer.from('trace'), Buffer.from('1')]] as const;
    expect(recordLine(record({ headers }), PLAIN_STYLE)).toBe('2026-01-31T12:00:00.000Z 2:17 k v trace=1');
    expect(recordLine(record({ key: null, value: null, timestamp: -1 }), PLAIN_STYLE)).toBe('no time 2:17 - null');
  });

  it('has colours only where they are asked for', () => {
    expect(recordLine(record(), COLOURS)).toContain('\u001b[36mk\u001b[0m');
    expect(recordLine(record(), PLAIN_STYLE)).not.toContain('\u001b');
  });

  it('lets nothing through that moves a cursor or ends a line, whatever the bytes', () => {
    expect(printable(Buffer.from('a\u001b[2Jb\nc\\'))).toBe('a\\x1b[2Jb\\nc\\\\');
    expect(printable(Buffer.from([0xff, 0xfe]))).toBe('0xfffe');
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = printable(Buffer.from(bytes));
        return [...text].every((character) => {
          const code = character.codePointAt(0)!;
          return code >= 0x20 && (code < 0x7f || code > 0x9f);
        });
      }),
    );
  });

  it('is JSON from which every byte can be had back', () => {
    fc.assert(
      fc.property(fc.option(fc.uint8Array()), fc.option(fc.uint8Array()), (key, value) => {
        const bytesOf = (each: Uint8Array | null): Buffer | null => each && Buffer.from(each);
        const parsed = JSON.parse(recordJson(record({ key: bytesOf(key), value: bytesOf(value) })));
        const back = (name: string): Buffer | null => {
          if (`${name}Base64` in parsed) return Buffer.from(parsed[`${name}Base64`], 'base64');
          return parsed[name] === null ? null : Buffer.from(parsed[name]);
        };
        expect(back('key')).toEqual(bytesOf(key));
        expect(back('value')).toEqual(bytesOf(value));
      }),
    );
  });

  it('is looked through by key, value and headers', () => {
    const headers = [[Buffer.from('name'), Buffer.from('content')]] as const;
    for (const wanted of ['k', 'v', 'name', 'tent']) expect(holds(record({ headers }), Buffer.from(wanted))).toBe(true);
    expect(holds(record({ headers, value: null }), Buffer.from('absent'))).toBe(false);
  });
});

it.each([
  [null, null],
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [20 * 1024 * 1024, '20 MB'],
])('%s bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
