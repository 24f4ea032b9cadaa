import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results, SuiteResults } from './results.ts';
import type { CaseResult, Outcome, Suite } from './suite.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'conformance.md');

interface Row extends CaseResult {
  reference: Outcome | null;
}

/** Writes docs/conformance.md from what was kept of the last runs. */
export function writePage(suites: readonly Suite[], weir: Results, reference: Results, referenceVersion: string): void {
  const run = suites.filter(({ name }) => weir[name] || reference[name]);
  const tables = run.map((suite) => ({ suite, rows: rowsOf(weir[suite.name], reference[suite.name]) }));
  const page = [
    '# Conformance',
    '',
    'Software of others judges the broker here, not our own tests. `npm run conformance` starts a broker, runs each suite',
    'against it and writes this page; `npm run conformance -- --reference` runs the same against Apache Kafka',
    `${referenceVersion} on the same machine, one broker as well, which is the yardstick. \`--suite NAME\` runs one suite,`,
    '`--only PATTERN` cases by name, `--broker HOST:PORT` judges a broker that runs elsewhere.',
    '',
    '*Left out* has a reason each time: the case needs something that one plaintext broker has not, or it fails on Apache',
    'Kafka in the same set-up too.',
    '',
    '| suite | passed | failed | left out | Apache Kafka: passed | failed | left out |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...tables.map(({ suite, rows }) => summaryLine(suite, rows, weir[suite.name], reference[suite.name])),
    '',
    ...tables.flatMap(({ suite, rows }) => section(suite, rows, weir[suite.name])),
  ];
  writeFileSync(PAGE, `${page.join('\n').trimEnd()}\n`);
}

/** A case that Apache Kafka fails in the same set-up, and we with it, says nothing: it is left out. */
function rowsOf(ours: SuiteResults | undefined, theirs: SuiteResults | undefined): Row[] {
  const reference = new Map((theirs?.cases ?? []).map((item) => [item.name, item]));
  return (ours?.cases ?? []).map((item) => {
    const other = reference.get(item.name);
    const row: Row = { ...item, reference: other?.outcome ?? null };
    if (item.outcome !== 'failed' || other?.outcome !== 'failed') return row;
    return { ...row, outcome: 'left out', reason: `fails on Apache Kafka too: ${other.reason}` };
  });
}

function count(rows: ReadonlyArray<{ outcome: Outcome }>, outcome: Outcome): number {
  return rows.filter((row) => row.outcome === outcome).length;
}

function summaryLine(suite: Suite, rows: Row[], ours?: SuiteResults, theirs?: SuiteResults): string {
  const outcomes = ['passed', 'failed', 'left out'] as const;
  const cells = (
    results: SuiteResults | undefined,
    cases: ReadonlyArray<{ outcome: Outcome }>,
  ): Array<string | number> =>
    !results || results.unavailable ? ['-', '-', '-'] : outcomes.map((outcome) => count(cases, outcome));
  const row = [`[${suite.name}](#${suite.name})`, ...cells(ours, rows), ...cells(theirs, theirs?.cases ?? [])];
  return `| ${row.join(' | ')} |`;
}

function section(suite: Suite, rows: Row[], ours: SuiteResults | undefined): string[] {
  const head = [`## ${suite.name}`, '', suite.about, ''];
  if (!ours) return [...head, 'Not run yet.', ''];
  if (ours.unavailable) return [...head, `Left out as a whole: ${ours.unavailable}.`, ''];
  return [
    ...head,
    `Run on ${ours.date} at commit ${ours.commit}.`,
    '',
    '| case | result | seconds | Apache Kafka | reason |',
    '| --- | --- | ---: | --- | --- |',
    ...rows.map(({ name, outcome, seconds, reference, reason }) => {
      const cells = [
        cell(name),
        outcome === 'failed' ? '**failed**' : outcome,
        seconds.toFixed(1),
        reference ?? '-',
        cell(reason),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim();
}
