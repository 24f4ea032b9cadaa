import type { CaseResult, Context } from '../suite.ts';

/** One thing that a client is made to do, checked by what it gets back. Fails by throwing. */
export interface Scenario {
  name: string;
  run(): Promise<void>;
}

const LIMIT_MS = 120_000;

/** Runs scenarios one after the other, each within a time limit, and reports them. */
export async function runScenarios(context: Context, scenarios: readonly Scenario[]): Promise<void> {
  for (const { name, run } of scenarios.filter((scenario) => context.only.test(scenario.name))) {
    const startedAt = performance.now();
    const failure = await withinLimit(run).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const result: CaseResult = {
      name,
      outcome: failure === null ? 'passed' : 'failed',
      reason: failure ?? '',
      seconds,
    };
    context.report(result);
  }
}

function withinLimit(run: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  return Promise.race([run(), limit]).finally(() => clearTimeout(timer));
}

/** A name that no other run has used. */
export function uniqueName(purpose: string): string {
  return `conformance-${purpose}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Throws with both values where they differ. */
export function same(what: string, got: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: expected ${clip(right)}, got ${clip(left)}`);
}

function clip(text: string | undefined): string {
  return text === undefined
    ? 'nothing'
    : text.length > 200
      ? `${text.slice(0, 200)}... (${text.length} characters)`
      : text;
}
