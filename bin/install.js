// Set-up that a fresh clone needs before any TypeScript can run: plain JavaScript for the machine's own Node (20 or later).
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node 24, from the npm package `node`: runs TypeScript as it is. */
export const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** Whether node_modules holds every package of package-lock.json in its version; those of other platforms may be missing. */
function installed() {
  const present = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(node24) || !existsSync(present)) return false;
  const found = packagesOf(present);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || (found[path] === undefined ? wanted.optional === true : found[path].version === wanted.version),
  );
}

/** Installs the packages that package-lock.json names, if they are not there yet. Throws with npm's words on failure. */
export async function ensureInstalled() {
  if (installed()) return;
  const started = Date.now();
  await withProgress('Installing packages (the first start takes a minute or two)', () =>
    run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]),
  );
  if (!existsSync(node24)) {
    throw new Error(
      `The npm package "node" brought no binary for ${process.platform}-${process.arch}: run "npm install" and read what it says.`,
    );
  }
  console.log(`  Packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Runs a command in the checkout; resolves on exit code 0, else throws with the end of what it printed. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const keep = (chunk) => {
      tail = (tail + chunk).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`"${command} ${args.join(' ')}" failed (exit code ${code}):\n${tail}`)),
    );
  });
}

/** Shows that work goes on: a counter on a terminal, a line every 15 s elsewhere. */
async function withProgress(label, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const terminal = process.stdout.isTTY;
  if (!terminal) console.log(`  ${label} ...`);
  const timer = setInterval(
    () => (terminal ? process.stdout.write(`\r  ${label} ... ${seconds()} s`) : console.log(`  ... ${seconds()} s`)),
    terminal ? 500 : 15_000,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\x1b[2K');
  }
}
