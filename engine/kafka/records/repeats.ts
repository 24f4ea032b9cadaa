/** Shortest repeat that is worth naming: LZ4's and snappy's. */
const MIN_LENGTH = 4;
const HASH_BITS = 14;

export interface RepeatSearch {
  /** Where a repeat may begin at the latest, and end. */
  readonly lastStart: number;
  readonly limit: number;
  /** Earlier places that are tried for each position: more of them pack better and take longer. */
  readonly effort: number;
}

/**
 * Finds repeats in `input` from `start` on, greedily and from left to right: each is told as where its literals begin, where it begins, how far back the
 * same bytes lie, and its length. Returns where the literals behind the last one begin.
 */
export function eachRepeat(
  input: Buffer,
  start: number,
  { lastStart, limit, effort }: RepeatSearch,
  tell: (literalsAt: number, at: number, offset: number, length: number) => void,
): number {
  const newest = new Int32Array(1 << HASH_BITS).fill(-1);
  const older = new Int32Array(Math.max(0, lastStart - start + 1));
  const remember = (at: number): void => {
    const hash = hashAt(input, at);
    older[at - start] = newest[hash]!;
    newest[hash] = at;
  };
  let literalsAt = start;
  let at = start;
  while (at <= lastStart) {
    let [length, from] = [0, -1];
    let candidate = newest[hashAt(input, at)]!;
    for (let tries = effort; candidate >= 0 && tries > 0; tries--) {
      const found = commonLength(input, candidate, at, limit);
      if (found > length) [length, from] = [found, candidate];
      candidate = older[candidate - start]!;
    }
    remember(at);
    if (length < MIN_LENGTH) {
      at++;
      continue;
    }
    tell(literalsAt, at, at - from, length);
    for (let inside = at + 1; inside < at + length && inside <= lastStart; inside++) remember(inside);
    at += length;
    literalsAt = at;
  }
  return literalsAt;
}

function hashAt(input: Buffer, at: number): number {
  const four = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
  return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function commonLength(input: Buffer, from: number, at: number, limit: number): number {
  let length = 0;
  while (at + length < limit && input[from + length] === input[at + length]) length++;
  return length;
}
