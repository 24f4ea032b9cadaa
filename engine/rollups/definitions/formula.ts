/**
 * Expressions over other metrics: numbers, names of inputs, + - * /, a minus before a term, parentheses, and min(a, b,
 * ...), max(a, b, ...), abs(a). Multiplication binds stronger than addition; equal ones go from left to right.
 */
export type Formula =
  | { kind: 'number'; value: number }
  | { kind: 'input'; name: string; position: number }
  | { kind: 'negated'; of: Formula }
  | { kind: 'binary'; operator: '+' | '-' | '*' | '/'; left: Formula; right: Formula }
  | { kind: 'call'; function: FunctionName; args: Formula[] };

const FUNCTIONS = {
  min: { most: 10, apply: (args: number[]) => Math.min(...args) },
  max: { most: 10, apply: (args: number[]) => Math.max(...args) },
  abs: { most: 1, apply: ([only = 0]: number[]) => Math.abs(only) },
};
type FunctionName = keyof typeof FUNCTIONS;
/** Parentheses, calls and minuses within each other. */
const MAX_DEPTH = 50;

/** What is wrong with an expression, and where. */
export class FormulaError extends Error {
  /** Characters before the place, from 0. */
  readonly position: number;
  constructor(reason: string, expression: string, position: number) {
    const place = position < expression.length ? `at position ${position + 1}` : 'at the end';
    super(`${reason} ${place}\n  ${expression}\n  ${' '.repeat(position)}^`);
    this.name = 'FormulaError';
    this.position = position;
  }
}

/** Reads an expression. Throws `FormulaError`. */
export function parseFormula(expression: string): Formula {
  return new Parser(expression).parse();
}

/** Names of the inputs that a formula takes, each with the place of its first use. */
export function inputsOf(formula: Formula, found = new Map<string, number>()): Map<string, number> {
  if (formula.kind === 'input') found.set(formula.name, found.get(formula.name) ?? formula.position);
  else if (formula.kind === 'negated') inputsOf(formula.of, found);
  else if (formula.kind === 'call') for (const arg of formula.args) inputsOf(arg, found);
  else if (formula.kind === 'binary') {
    inputsOf(formula.left, found);
    inputsOf(formula.right, found);
  }
  return found;
}

/**
 * The value of a formula; null where an input has none, and where something is divided by 0 or grows past all numbers.
 */
export function evaluateFormula(formula: Formula, inputs: ReadonlyMap<string, number | null>): number | null {
  const value = evaluate(formula, inputs);
  return value !== null && Number.isFinite(value) ? value : null;
}

function evaluate(formula: Formula, inputs: ReadonlyMap<string, number | null>): number | null {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'input':
      return inputs.get(formula.name) ?? null;
    case 'negated': {
      const value = evaluate(formula.of, inputs);
      return value === null ? null : -value;
    }
    case 'binary': {
      const left = evaluate(formula.left, inputs);
      const right = evaluate(formula.right, inputs);
      if (left === null || right === null) return null;
      if (formula.operator === '+') return left + right;
      if (formula.operator === '-') return left - right;
      if (formula.operator === '*') return left * right;
      return right === 0 ? null : left / right;
    }
    case 'call': {
      const args = formula.args.map((arg) => evaluate(arg, inputs));
      const known = args.filter((arg) => arg !== null);
      return known.length < args.length ? null : FUNCTIONS[formula.function].apply(known);
    }
  }
}

interface Token {
  kind: 'number' | 'name' | 'sign' | 'end';
  text: string;
  position: number;
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([a-z][a-z0-9_]*)|([-+*/(),]))/y;

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (expression.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(expression);
    if (!match) {
      const position = at + (expression.slice(at).length - expression.slice(at).trimStart().length);
      throw new FormulaError(
        `${JSON.stringify(expression[position])} has no meaning in a formula`,
        expression,
        position,
      );
    }
    const [, number, name, sign] = match;
    const text = number ?? name ?? sign ?? '';
    at = TOKEN.lastIndex;
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
    tokens.push({ kind, text, position: at - text.length });
  }
  return [...tokens, { kind: 'end', text: '', position: expression.length }];
}

class Parser {
  readonly #expression: string;
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression);
  }

  parse(): Formula {
    const formula = this.#sum();
    const rest = this.#next;
    if (rest.kind !== 'end')
      throw this.#unexpected(rest.text === ')' ? 'no "(" was open for this ")"' : 'expected an operator');
    return formula;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #unexpected(reason: string): FormulaError {
    return new FormulaError(reason, this.#expression, this.#next.position);
  }

  #takes(...signs: string[]): string | null {
    const { kind, text } = this.#next;
    if (kind !== 'sign' || !signs.includes(text)) return null;
    this.#at++;
    return text;
  }

  #sum(): Formula {
    let left = this.#product();
    for (let sign = this.#takes('+', '-'); sign; sign = this.#takes('+', '-')) {
      left = { kind: 'binary', operator: sign === '+' ? '+' : '-', left, right: this.#product() };
    }
    return left;
  }

  #product(): Formula {
    let left = this.#term();
    for (let sign = this.#takes('*', '/'); sign; sign = this.#takes('*', '/')) {
      left = { kind: 'binary', operator: sign === '*' ? '*' : '/', left, right: this.#term() };
    }
    return left;
  }

  #term(): Formula {
    if (++this.#depth > MAX_DEPTH) throw this.#unexpected(`more than ${MAX_DEPTH} levels`);
    try {
      if (this.#takes('-')) return { kind: 'negated', of: this.#term() };
      if (this.#takes('(')) return this.#closed(this.#sum());
      const { kind, text, position } = this.#next;
      if (kind === 'number') {
        this.#at++;
        return { kind: 'number', value: Number(text) };
      }
      if (kind !== 'name') throw this.#unexpected('expected a number, a name or "("');
      this.#at++;
      return this.#takes('(') ? this.#call(text, position) : { kind: 'input', name: text, position };
    } finally {
      this.#depth--;
    }
  }

  #closed(formula: Formula): Formula {
    if (!this.#takes(')')) throw this.#unexpected('expected an operator or ")"');
    return formula;
  }

  #call(name: string, position: number): Formula {
    if (!isFunction(name)) {
      const names = Object.keys(FUNCTIONS).join(', ');
      throw new FormulaError(`${JSON.stringify(name)} is no function, there are ${names}`, this.#expression, position);
    }
    const args = [this.#sum()];
    while (this.#takes(',')) args.push(this.#sum());
    if (!this.#takes(')')) throw this.#unexpected('expected an operator, "," or ")"');
    const { most } = FUNCTIONS[name];
    if (args.length > most) {
      throw new FormulaError(`${name} takes at most ${most} values, not ${args.length}`, this.#expression, position);
    }
    return { kind: 'call', function: name, args };
  }
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}
