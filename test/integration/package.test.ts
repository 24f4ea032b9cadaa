import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
/** A project of somebody else's, with Weir installed from what `npm pack` makes. */
let project: string;

/** The packages that the project has besides Weir: those of this checkout, without asking a registry. */
const PACKAGES = ['@platformatic/kafka', '@node-rs/crc32', 're2js', 'vitest', 'typescript', '@types/node'];

beforeAll(async () => {
  project = mkdtempSync(join(realpathSync(tmpdir()), 'weir-package-'));
  cpSync(join(ROOT, 'examples', 'testing'), project, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: ROOT });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'weir'), { recursive: true });
  await run('tar', ['-xzf', join(project, filename), '-C', join(modules, 'weir'), '--strip-components=1']);
  for (const name of PACKAGES) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs a command in the project; fails with all that it printed. */
async function inProject(args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', CI: '', NO_COLOR: '1' };
  try {
    return (await run(process.execPath, [...args], { cwd: project, env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  }
}

describe('the package, installed in a project', { timeout: 120_000 }, () => {
  it('brings the broker as JavaScript, and needs of its dependencies only those that a broker needs', () => {
    const { exports } = JSON.parse(readFileSync(join(project, 'node_modules', 'weir', 'package.json'), 'utf8'));
    expect(exports['./broker'].default).toMatch(/\.js$/);
    const imported = [
      ...readFileSync(join(project, 'node_modules', 'weir', 'dist', 'broker.js'), 'utf8').matchAll(
        /^import .* from "(.+)";$/gm,
      ),
    ].map((match) => match[1]!);
    const packages = imported.filter((name) => !name.startsWith('node:'));
    expect([...new Set(packages)].sort()).toEqual(['@node-rs/crc32', 're2js']);
  });

  it("runs the example's tests under node:test", async () => {
    expect(await inProject(['--test', 'orders.test.js'])).toMatch(/pass 1\b/);
  });

  it("runs the example's tests under vitest", async () => {
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    expect(await inProject([vitest, 'run', 'orders.spec.ts'])).toMatch(/Tests +1 passed/);
  });

  it('has types that a strict project takes, and that refuse a wrong option', async () => {
    const check = (source: string): Promise<string> => {
      writeFileSync(join(project, 'check.ts'), source);
      const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext', '--types', 'node'];
      return inProject([
        join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
        '--ignoreConfig',
        ...flags,
        'check.ts',
      ]);
    };
    const using = (options: string): string =>
      `import { startBroker } from 'weir/broker';\nawait using broker = await startBroker(${options});\nconst at: string = broker.brokers;\nconsole.log(at);\n`;
    await check(using("{ topics: ['orders'], configs: { 'num.partitions': '3' } }"));
    await expect(check(using('{ topics: 3 }'))).rejects.toThrow('TopicOptions');
  });
});
