import type { Condition } from './condition.ts';
import type { Field } from './fields.ts';

/** What a condition reads. */
interface Readers {
  text(field: Field): () => string;
  number(field: Field): () => number;
  has(field: Field): () => boolean;
}

/** A condition as a test of the event in view. The same rules as SQL are in sql.ts. */
export function holds({ field, op, values }: Condition, readers: Readers): () => boolean {
  switch (op) {
    case 'is':
      return isOneOf(values, readers.text(field));
    case 'is_not':
      return not(isOneOf(values, readers.text(field)));
    case 'contains':
      return anyInside(values, readers.text(field));
    case 'not_contains':
      return not(anyInside(values, readers.text(field)));
    case 'starts_with':
      return startsWithAny(values, readers.text(field));
    case 'exists':
      return readers.has(field);
    case 'not_exists':
      return not(readers.has(field));
    default:
      return compares(op, Number(values[0]), readers.number(field));
  }
}

/** NaN, which stands for no number, makes each of them false. */
function compares(op: 'greater' | 'at_least' | 'less' | 'at_most', limit: number, number: () => number): () => boolean {
  if (op === 'greater') return () => number() > limit;
  if (op === 'at_least') return () => number() >= limit;
  if (op === 'less') return () => number() < limit;
  return () => number() <= limit;
}

function isOneOf(values: readonly string[], text: () => string): () => boolean {
  const [first] = values;
  if (values.length === 1) return () => text() === first;
  const set = new Set(values);
  return () => set.has(text());
}

function anyInside(values: readonly string[], text: () => string): () => boolean {
  const wanted = values.map(lowerAscii);
  return () => {
    const lower = lowerAscii(text());
    for (const value of wanted) if (lower.includes(value)) return true;
    return false;
  };
}

function startsWithAny(values: readonly string[], text: () => string): () => boolean {
  const wanted = values.map(lowerAscii);
  return () => {
    const lower = lowerAscii(text());
    for (const value of wanted) if (lower.startsWith(value)) return true;
    return false;
  };
}

function not(test: () => boolean): () => boolean {
  return () => !test();
}

const CAPITALS = /[A-Z]+/g;

/** A to Z in lower case and nothing else, as ClickHouse's `lower` does it. */
function lowerAscii(text: string): string {
  return text.replace(CAPITALS, (capitals) => capitals.toLowerCase());
}
