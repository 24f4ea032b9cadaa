import { describe, expect, it } from 'vitest';
import { emptyValue } from '../../../../engine/rollups/aggregates/value.ts';
import { formulaRows, type ValuedRow } from '../../../../engine/rollups/windows/formula-rows.ts';
import { draftOf } from './arbitrary.ts';

function row(start: number, dims: string[], value: number | null, more: Partial<ValuedRow> = {}): ValuedRow {
  return { start, end: start + 60, now: false, closed: true, dims, other: false, value, ...more };
}

const COUNT = emptyValue(draftOf({})).value;
const AVERAGE = emptyValue(draftOf({ aggregate: { kind: 'average', of: 'engaged_ms' } })).value;

function valued(rows: readonly ValuedRow[]) {
  return rows.map(({ start, dims, other, value }) => [start, other ? 'other' : dims.join('/'), value]);
}

describe('the rows of a formula', () => {
  it('are of the same window and dimension values', () => {
    const a = { rows: [row(0, ['x'], 6), row(0, ['y'], 4), row(60, ['x'], 1)], empty: COUNT };
    const b = { rows: [row(0, ['y'], 8), row(0, ['x'], 3), row(60, ['x'], 0)], empty: COUNT };
    expect(
      valued(
        formulaRows(
          'a / b',
          new Map([
            ['a', a],
            ['b', b],
          ]),
        ),
      ),
    ).toEqual([
      [0, 'x', 2],
      [0, 'y', 0.5],
      [60, 'x', null],
    ]);
  });

  it('take nothing counted as 0 where the input counts, as no value where it does not', () => {
    const inputs = new Map([
      ['a', { rows: [row(0, [], 5)], empty: COUNT }],
      ['b', { rows: [row(60, [], 7)], empty: COUNT }],
      ['c', { rows: [row(60, [], 1)], empty: AVERAGE }],
    ]);
    expect(valued(formulaRows('a + b', inputs))).toEqual([
      [0, '', 5],
      [60, '', 7],
    ]);
    expect(valued(formulaRows('a + b + c', inputs))).toEqual([
      [0, '', null],
      [60, '', 8],
    ]);
  });

  it('have no value where an input may have counted it as "other"', () => {
    const inputs = new Map([
      ['a', { rows: [row(0, ['x'], 5), row(0, [], 2, { other: true })], empty: COUNT }],
      ['b', { rows: [row(0, ['y'], 7), row(0, [], 1, { other: true })], empty: COUNT }],
    ]);
    expect(valued(formulaRows('a - b', inputs))).toEqual([
      [0, 'x', null],
      [0, 'other', 1],
      [0, 'y', null],
    ]);
  });

  it('join what slides now, whenever it was made, and are closed once all inputs are', () => {
    const inputs = new Map([
      ['a', { rows: [row(100, [], 5, { now: true, closed: false }), row(0, [], 1)], empty: COUNT }],
      ['b', { rows: [row(101, [], 7, { now: true, closed: false }), row(0, [], 1, { closed: false })], empty: COUNT }],
    ]);
    const rows = formulaRows('a + b', inputs);
    expect(rows.map(({ now, closed, value }) => [now, closed, value])).toEqual([
      [true, false, 12],
      [false, false, 2],
    ]);
  });
});
