import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../suite.ts';

export interface LibrdkafkaCase {
  /** As in the runner's summary: 0103_transactions. */
  name: string;
  /** What TESTS selects by: 0103. */
  number: string;
  /** Cluster set-up: default or noautocreate. */
  scenario: string;
  /** Runs against librdkafka's own mock broker, or none: it judges no broker. */
  local: boolean;
  /** Run by hand only, or failing by librdkafka's own word. */
  skipped: 'manual' | 'known issue' | null;
}

/** Every case that `tests/test.c` declares. */
export function librdkafkaCases(librdkafka: string): LibrdkafkaCase[] {
  const source = readFileSync(join(librdkafka, 'tests', 'test.c'), 'utf8');
  const table = source.slice(source.indexOf('struct test tests[]'), source.indexOf('{NULL}}'));
  const declarations = table.split(/\b_TEST\(/).slice(1);
  return declarations.map((declaration) => {
    const name = /^\s*(\w+)/.exec(declaration)![1]!;
    const flag = (flag: string): boolean => new RegExp(`\\b${flag}\\b`).test(declaration);
    return {
      name,
      number: name.slice(0, 4),
      scenario: (/\.scenario\s*=\s*"([^"]+)"/.exec(declaration)?.[1] ?? 'default').split(',')[0]!,
      // Some run on the mock broker without the flag that says so.
      local: flag('TEST_F_LOCAL') || name.endsWith('_mock'),
      skipped: flag('TEST_F_MANUAL') ? 'manual' : flag('TEST_F_KNOWN_ISSUE') ? 'known issue' : null,
    };
  });
}

/** One line of the runner's summary. */
export interface SummaryLine {
  name: string;
  outcome: Outcome;
  reason: string;
  seconds: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the runner colours its lines.
const COLOUR = /\x1b\[[0-9;]*m/g;
const SUMMARY = /^\|\s*(\d{4}_\w+)\s*\|\s*(PASSED|FAILED|SKIPPED|RUNNING|DNS)\s*\|\s*([\d.]+)s\s*\|(.*)$/;

/** The summary that the runner prints at its end; empty where it was cut short. */
export function parseSummary(output: string): SummaryLine[] {
  return output
    .replace(COLOUR, '')
    .split('\n')
    .flatMap((line) => {
      const [, name, state, seconds, said] = SUMMARY.exec(line) ?? [];
      if (!name) return [];
      const outcome = state === 'PASSED' ? 'passed' : state === 'SKIPPED' ? 'left out' : 'failed';
      return [{ name, outcome, reason: said!.trim(), seconds: Number(seconds) } as const];
    });
}

const FAILURE = /### Test "(\w+)(?: \(([^)]*)\))?" failed at (\S+?):\w*\(\) at [^#]*###\n(.*)/g;

/** Where each failed case failed (sub-test and line) and what it said, even where the runner died before its summary. */
export function failures(output: string): Map<string, string> {
  const found = [...output.replace(COLOUR, '').matchAll(FAILURE)];
  return new Map(
    found.map(([, name, subTest, where, said]) => [name!, `${subTest ? `${subTest}, ` : ''}${where}: ${said!.trim()}`]),
  );
}

/** What the runner said last before it was killed or died: the line to begin a diagnosis with. */
export function lastWords(output: string): string {
  const lines = output
    .replace(COLOUR, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('[<MAIN>') && !/^#+/.test(line));
  return (lines.at(-1) ?? 'no output').slice(0, 300);
}
