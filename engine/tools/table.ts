import type { Style } from './output.ts';

export interface Column {
  readonly title: string;
  /** Numbers line up at their ends. */
  readonly isNumber?: boolean;
}

/** A table as lines: a heading, then a row each; columns as wide as their widest cell, two spaces apart, the last one ragged. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly (string | number | null)[])[],
  style: Style,
): string[] {
  const texts = rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...texts.map((row) => displayWidth(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ isNumber }, index) => {
        const cell = cells[index] ?? '';
        const gap = ' '.repeat(Math.max(0, widths[index]! - displayWidth(cell)));
        if (isNumber) return gap + cell;
        return index === columns.length - 1 ? cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [style.bold(line(columns.map(({ title }) => title))), ...texts.map(line)];
}

/** Characters, not code units: names and messages may hold anything. */
const displayWidth = (text: string): number => [...text].length;
