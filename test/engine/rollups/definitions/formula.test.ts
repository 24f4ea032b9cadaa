import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateFormula,
  type Formula,
  FormulaError,
  inputsOf,
  parseFormula,
} from '../../../../engine/rollups/definitions/formula.ts';

function value(expression: string, inputs: Record<string, number | null> = {}): number | null {
  return evaluateFormula(parseFormula(expression), new Map(Object.entries(inputs)));
}

/** Where an expression is refused; -1 where it is not. */
function refusedAt(expression: string): number {
  try {
    parseFormula(expression);
    return -1;
  } catch (error) {
    if (error instanceof FormulaError) return error.position;
    throw error;
  }
}

/** A tree as text with no more parentheses than it needs to be read back as it is. */
function written(formula: Formula): string {
  switch (formula.kind) {
    case 'number':
      return String(formula.value);
    case 'input':
      return formula.name;
    case 'negated':
      return `-(${written(formula.of)})`;
    case 'call':
      return `${formula.function}(${formula.args.map(written).join(', ')})`;
    case 'binary':
      return `(${written(formula.left)}) ${formula.operator} (${written(formula.right)})`;
  }
}

const tree: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.nat(1000).map((n): Formula => ({ kind: 'number', value: n / 8 })),
    fc.constantFrom('a', 'b', 'min').map((name): Formula => ({ kind: 'input', name, position: 0 })),
    tie('formula').map((of): Formula => ({ kind: 'negated', of })),
    fc
      .tuple(fc.constantFrom<Array<'+' | '-' | '*' | '/'>>('+', '-', '*', '/'), tie('formula'), tie('formula'))
      .map(([operator, left, right]): Formula => ({ kind: 'binary', operator, left, right })),
    fc
      .array(tie('formula'), { minLength: 1, maxLength: 3 })
      .map((args): Formula => ({ kind: 'call', function: 'max', args })),
  ),
})).formula;

describe('a formula', () => {
  it.each<[string, number | null]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 - 4 - 2', 2],
    ['8 / 4 / 2', 1],
    ['-2 * -3', 6],
    ['--2', 2],
    ['1.5e2', 150],
    ['min(3, 1, 2) + max(4)', 5],
    ['abs(2 - 5)', 3],
    ['1 / 0', null],
    ['0 / 0', null],
    ['1 / (2 - 2) + 1', null],
    ['1e308 * 10', null],
  ])('%s is %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  it('has no value where an input has none', () => {
    expect(value('a / b * 100', { a: 3, b: 4 })).toBe(75);
    expect(value('a / b * 100', { a: 3, b: null })).toBeNull();
    expect(value('max(a, 0)', { a: null })).toBeNull();
    expect(value('a + c', { a: 3 })).toBeNull();
  });

  it.each<[string, number]>([
    ['', 0],
    ['a +', 3],
    ['a b', 2],
    ['(a + b', 6],
    ['a + b)', 5],
    ['a ** b', 3],
    ['a + $', 4],
    ['A', 0],
    ['avg(a)', 0],
    ['1 + abs(a, b)', 4],
    ['max()', 4],
    ['1.2.3', 3],
    ['('.repeat(60), 50],
    ['-'.repeat(60), 50],
  ])('%s is refused at %i', (expression, position) => {
    expect(refusedAt(expression)).toBe(position);
  });

  it('shows the place in its message', () => {
    expect(() => parseFormula('orders / (visits')).toThrow(
      'expected an operator or ")" at the end\n  orders / (visits\n                  ^',
    );
  });

  it('names its inputs', () => {
    expect([...inputsOf(parseFormula('a / (b + a) * max(c, 1)'))]).toEqual([
      ['a', 0],
      ['b', 5],
      ['c', 18],
    ]);
  });

  it('is read as the tree that it writes, and computes what JavaScript does', () => {
    fc.assert(
      fc.property(
        tree,
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.integer({ min: -3, max: 3 }),
        (formula, a, b) => {
          const expression = written(formula);
          const inputs = new Map([
            ['a', a],
            ['b', b],
            ['min', 1],
          ]);
          expect(evaluateFormula(parseFormula(expression), inputs)).toEqual(evaluateFormula(formula, inputs));
          // The language is a part of JavaScript's, but for a division by 0.
          const own = evaluateFormula(formula, inputs);
          const run = new Function('a', 'b', 'min', 'max', `return ${expression.replaceAll('-(', ' -(')}`);
          const theirs: number = run(a, b, 1, Math.max);
          if (own !== null) expect(own).toBe(theirs);
        },
      ),
    );
  });

  it('is either read or refused with a place, whatever the text', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '1', '.5', '+', '-', '*', '/', '(', ')', ',', 'max', ' ', 'é'), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const expression = parts.join('');
        expect(refusedAt(expression)).toBeLessThanOrEqual(expression.length);
      }),
    );
  });
});
