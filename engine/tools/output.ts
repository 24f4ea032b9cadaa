/** Where a tool writes, and how much it may adorn. */
export interface Output {
  /** A line for whoever reads the result; a pipe gets these alone. */
  print(line: string): void;
  /** A line for whoever watches: progress, hints. */
  tell(line: string): void;
  readonly style: Style;
}

type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly key: Paint;
  readonly good: Paint;
  readonly bad: Paint;
}

const paint =
  (code: number): Paint =>
  (text) =>
    text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = (text) => text;

export const PLAIN_STYLE: Style = { bold: plain, dim: plain, key: plain, good: plain, bad: plain };
export const COLOURS: Style = { bold: paint(1), dim: paint(2), key: paint(36), good: paint(32), bad: paint(33) };
