import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { demand, runCommand } from './command.ts';
import { Unavailable } from './suite.ts';

/** Where the suites of others are kept between runs. Nothing of it is ever part of this repository. */
export const CACHE_DIR = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'weir', 'conformance');

const NPM_LIMIT_MS = 5 * 60_000;

/** npm as it is set up outside this project: its own Node, with that Node's headers for native add-ons. */
function outsideEnvironment(): Record<string, string | undefined> {
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('/node_modules/'));
  const npmOwn = Object.keys(process.env).filter((name) => /^npm_(lifecycle|package|config_local_prefix)/.test(name));
  return { ...Object.fromEntries(npmOwn.map((name) => [name, undefined])), PATH: path.join(':'), INIT_CWD: undefined };
}

/**
 * Makes a folder of the cache once: `fill` works in a folder beside it, which takes its name only when it is complete,
 * so that an interrupted run leaves nothing half done behind.
 */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE_DIR, name);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE_DIR, { recursive: true });
  const partial = mkdtempSync(join(CACHE_DIR, `.${name}-`));
  try {
    await fill(partial);
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** Unpacks the tarball of an npm package, without installing it, into a folder. */
export async function unpackNpmPackage(spec: string, folder: string): Promise<void> {
  const env = outsideEnvironment();
  const packed = await runCommand('npm', ['pack', spec, '--silent', '--pack-destination', folder], {
    limitMs: NPM_LIMIT_MS,
    cwd: folder,
    env,
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || !tarball) {
    throw new Unavailable(`npm has no ${spec} here: ${packed.stderr.trim().split('\n').at(-1) ?? ''}`);
  }
  await demand('tar', ['xzf', tarball, '--strip-components=1'], { limitMs: 60_000, cwd: folder });
  rmSync(join(folder, tarball));
}

/** Installs npm packages into a folder of the cache of their own and answers that folder. */
export function installNpmPackages(name: string, packages: Readonly<Record<string, string>>): Promise<string> {
  return cached(name, async (folder) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
    await npmInstall(folder);
  });
}

/** `npm install` in a folder; `env` is added to it. Throws `Unavailable` with npm's last word. */
export async function npmInstall(
  folder: string,
  options: { args?: string[]; env?: Record<string, string>; limitMs?: number } = {},
): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...(options.args ?? [])];
  const result = await runCommand('npm', args, {
    limitMs: options.limitMs ?? NPM_LIMIT_MS,
    cwd: folder,
    env: { ...outsideEnvironment(), ...options.env },
  });
  if (result.code === 0) return;
  const lastWords = result.stderr.trim().split('\n').slice(-3).join(' ');
  throw new Unavailable(`npm install failed (${result.timedOut ? 'time limit' : `exit ${result.code}`}): ${lastWords}`);
}

/** Runs a program with the Node that npm uses outside this project, the one that native add-ons are built for. */
export function outsideNode(): Record<string, string | undefined> {
  return outsideEnvironment();
}
