import { evaluateFormula, parseFormula } from '../definitions/formula.ts';
import type { WindowRow } from './row.ts';

/** A row of all partitions with its value. */
export type ValuedRow = Omit<WindowRow, 'partial'> & { value: number | null };

export interface FormulaInput {
  rows: readonly ValuedRow[];
  /** What the input's value is in a window in which it counted nothing: `emptyValue` of its definition. */
  empty: number | null;
}

/**
 * The rows of a formula from those of its inputs, by input name. A row that an input does not have is one in which it
 * counted nothing; but where it has an "other" row in the window the values may be in that, so then the formula has no
 * value. Throws `FormulaError` for an expression that cannot be read.
 */
export function formulaRows(expression: string, inputs: ReadonlyMap<string, FormulaInput>): ValuedRow[] {
  const formula = parseFormula(expression);
  const indexed = [...inputs].map(([name, input]) => ({ name, empty: input.empty, rows: byKey(input.rows) }));
  const all = new Map(indexed.flatMap(({ rows }) => [...rows]));
  return [...all].map(([key, row]) => {
    const values = new Map<string, number | null>();
    const found: ValuedRow[] = [];
    for (const { name, empty, rows } of indexed) {
      const own = rows.get(key);
      if (own) found.push(own);
      const hidden = !row.other && rows.has(rowKey({ ...row, other: true }));
      values.set(name, own ? own.value : hidden ? null : empty);
    }
    const { start, end, now, dims, other } = row;
    return {
      start,
      end,
      now,
      closed: found.every(({ closed }) => closed),
      dims,
      other,
      value: evaluateFormula(formula, values),
    };
  });
}

function byKey(rows: readonly ValuedRow[]): Map<string, ValuedRow> {
  return new Map(rows.map((row) => [rowKey(row), row]));
}

/** Rows of the sliding window that ends now are one window, whenever each was made. */
function rowKey({ now, start, end, dims, other }: ValuedRow): string {
  return `${now ? 'now' : `${start}/${end}`}/${other ? 'other' : JSON.stringify(dims)}`;
}
