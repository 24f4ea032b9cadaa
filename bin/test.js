#!/usr/bin/env node
// npm test: installs what is missing (Chromium and kcat included where the user is root), checks, builds, runs every test.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, node24, root } from './install.js';

const debianPackages = [
  { command: 'chromium', package: 'chromium', why: 'the browser tests' },
  { command: 'kcat', package: 'kcat', why: 'the Kafka client tests' },
  { command: 'curl', package: 'curl', why: 'the store tests' },
  {
    check: '/usr/bin/python3 -c "import confluent_kafka"',
    package: 'python3-confluent-kafka',
    why: 'the transaction tests',
  },
];

function found(command) {
  return succeeds(`command -v ${command}`);
}

function succeeds(shellCommand) {
  return spawnSync('sh', ['-c', shellCommand], { stdio: 'ignore' }).status === 0;
}

/** Runs one step with its output shown and answers whether it went well; unless it may fail, a failure ends the process. */
function step(title, command, args, { mayFail = false } = {}) {
  console.log(`\n> ${title}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` },
  });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0 && !mayFail) process.exit(status || 1);
  return status === 0;
}

function ensureDebianPackages() {
  const missing = debianPackages.filter(({ command, check }) => !succeeds(check ?? `command -v ${command}`));
  if (missing.length === 0) return;
  const names = missing.map((item) => item.package).join(' ');
  if (process.getuid?.() !== 0 || !found('apt-get')) {
    const whys = missing.map((item) => `${item.package} (${item.why})`).join(', ');
    console.error(`weir: npm test needs ${whys}. Install with: sudo apt-get install -y ${names}`);
    process.exit(1);
  }
  step('Refreshing the package lists', 'apt-get', ['-qq', 'update']);
  step(`Installing ${names}`, 'sh', [
    '-c',
    `DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${names} >/dev/null`,
  ]);
}

try {
  await ensureInstalled();
} catch (error) {
  console.error(`weir: ${error.message}`);
  process.exit(1);
}
const only = process.argv.slice(2);
ensureDebianPackages();
if (only.length === 0) {
  step('Lint, format, import cycles', 'biome', ['check', '.']);
  step('Types', 'tsc', ['--noEmit']);
  step('Unused files, exports and packages', 'knip', []);
}
step('Dashboard', node24, [join(root, 'engine', 'main.ts'), 'build']);
const results = join(root, '.weir', 'test-results.json');
rmSync(results, { force: true });
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const failed = !step(
  'Tests',
  node24,
  [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...only],
  { mayFail: true },
);
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8'));
console.log(`\n${numPassedTests} passed, ${numFailedTests} failed`);
process.exit(failed || numPassedTests === 0 ? 1 : 0);
