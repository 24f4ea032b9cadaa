import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE_DIR } from './cache.ts';
import type { CaseResult } from './suite.ts';

/** Whom a run judged: our broker, or the Apache Kafka that is the yardstick. */
export type Judged = 'weir' | 'apache-kafka';

export interface SuiteResults {
  /** Day of the run. */
  date: string;
  /** Commit of this repository at the run. */
  commit: string;
  /** Why the whole suite could not be had, or empty. */
  unavailable: string;
  /** In the order of their names. */
  cases: CaseResult[];
}

/** By the suite's name. */
export type Results = Record<string, SuiteResults>;

const FOLDER = join(import.meta.dirname, 'results');

function path(judged: Judged): string {
  return join(FOLDER, `${judged}.json`);
}

export function readResults(judged: Judged): Results {
  return existsSync(path(judged)) ? (JSON.parse(readFileSync(path(judged), 'utf8')) as Results) : {};
}

/**
 * Keeps the results of whole suites, or with `part` of some of their cases; the other suites' and cases' stay as they were.
 */
export function keepResults(judged: Judged, fresh: Results, { part }: { part: boolean }): Results {
  const kept = readResults(judged);
  const all = { ...kept };
  for (const [name, results] of Object.entries(fresh)) {
    const again = new Set(results.cases.map((item) => item.name));
    const others = part ? (kept[name]?.cases ?? []).filter((item) => !again.has(item.name)) : [];
    const cases = [...others, ...results.cases].sort((a, b) => a.name.localeCompare(b.name));
    all[name] = { ...results, cases: cases.map(fitToKeep) };
  }
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b)));
  writeFileSync(path(judged), `${JSON.stringify(sorted, null, 1)}\n`);
  return sorted;
}

const MOST_CHARACTERS = 240;

/** No path of the machine that ran it, no more text than a reader needs, and tenths of seconds. */
function fitToKeep(result: CaseResult): CaseResult {
  const told = result.reason.replaceAll(CACHE_DIR, '').replaceAll(tmpdir(), '').replace(/\s+/g, ' ').trim();
  const reason = told.length > MOST_CHARACTERS ? `${told.slice(0, MOST_CHARACTERS)} ...` : told;
  return { ...result, reason, seconds: Math.round(result.seconds * 10) / 10 };
}
