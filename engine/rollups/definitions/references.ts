import type { Aggregate, MetricDraft } from './definition.ts';
import { FormulaError, inputsOf, parseFormula } from './formula.ts';
import type { Problem } from './parse.ts';

/** Formulas of formulas of ...: at most so deep. */
const MAX_DEPTH = 8;

type FormulaAggregate = Extract<Aggregate, { kind: 'formula' }>;

/**
 * What is wrong with a formula, by itself and beside the metrics that it takes (`find` answers the site's by id).
 * Inputs have the formula's window and dimensions, so that a value is of the same events. Nothing for a metric that is
 * no formula.
 */
export function referenceProblems(draft: MetricDraft, find: (id: string) => MetricDraft | undefined): Problem[] {
  const { aggregate } = draft;
  if (aggregate.kind !== 'formula') return [];
  const problems = expressionProblems(aggregate);
  for (const [name, id] of Object.entries(aggregate.inputs)) {
    const reason = inputProblem(draft, id, find);
    if (reason) problems.push({ field: `aggregate.inputs.${name}`, reason });
  }
  return problems;
}

/** Ids of the metrics that a formula takes; none for other metrics. */
export function inputIds({ aggregate }: MetricDraft): string[] {
  return aggregate.kind === 'formula' ? [...new Set(Object.values(aggregate.inputs))] : [];
}

function expressionProblems({ expression, inputs }: FormulaAggregate): Problem[] {
  try {
    const used = inputsOf(parseFormula(expression));
    const unknown = [...used].filter(([name]) => !Object.hasOwn(inputs, name));
    const unused = Object.keys(inputs).filter((name) => !used.has(name));
    return [
      ...unknown.map(([name, position]) => {
        const { message } = new FormulaError(`"${name}" is none of the inputs`, expression, position);
        return { field: 'aggregate.expression', reason: message };
      }),
      ...unused.map((name) => ({ field: `aggregate.inputs.${name}`, reason: 'is not in the expression' })),
    ];
  } catch (error) {
    if (error instanceof FormulaError) return [{ field: 'aggregate.expression', reason: error.message }];
    throw error;
  }
}

function inputProblem(draft: MetricDraft, id: string, find: (id: string) => MetricDraft | undefined): string | null {
  const input = find(id);
  if (!input || input.site !== draft.site) return `there is no metric "${id}" on this site`;
  if (input.aggregate.kind === 'top') return `"${id}" is a list, not a number`;
  if (JSON.stringify(input.window) !== JSON.stringify(draft.window)) return `"${id}" has another window`;
  if (JSON.stringify(input.dimensions) !== JSON.stringify(draft.dimensions)) return `"${id}" has other dimensions`;
  return depthProblem(draft.id, id, find, 1);
}

function depthProblem(
  own: string,
  id: string,
  find: (id: string) => MetricDraft | undefined,
  depth: number,
): string | null {
  if (id === own) return 'is a circle: the formula would take itself';
  if (depth > MAX_DEPTH) return `is more than ${MAX_DEPTH} formulas deep`;
  const input = find(id);
  for (const next of input ? inputIds(input) : []) {
    const problem = depthProblem(own, next, find, depth + 1);
    if (problem) return problem;
  }
  return null;
}
