#!/usr/bin/env node
// npm pack: writes the broker as one JavaScript file with its types to dist/, since Node strips no types below node_modules.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './install.js';

const dist = join(root, 'dist');
const entry = join(root, 'engine', 'kafka', 'embedded.ts');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
await build({
  entryPoints: [entry],
  outfile: join(dist, 'broker.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // Dependencies stay what they are: one of them is a native addon.
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
});

const types = mkdtempSync(join(tmpdir(), 'weir-types-'));
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    ...['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--allowImportingTsExtensions', '--skipLibCheck'],
    ...['--target', 'esnext', '--module', 'nodenext', '--types', 'node', '--strict', '--erasableSyntaxOnly'],
    ...['--rootDir', join(root, 'engine'), '--outDir', types, entry],
  ],
  { cwd: root, encoding: 'utf8' },
);
if (status !== 0) {
  console.error(`${stdout}${stderr}`);
  process.exit(1);
}
copyFileSync(join(types, 'kafka', 'embedded.d.ts'), join(dist, 'broker.d.ts'));
rmSync(types, { recursive: true, force: true });
