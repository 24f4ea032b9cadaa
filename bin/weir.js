#!/usr/bin/env node
// The weir command: installs what is missing, then hands over to engine/main.ts under Node 24.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node24, root } from './install.js';

try {
  await ensureInstalled();
} catch (error) {
  console.error(`weir: ${error.message}`);
  process.exit(1);
}

const child = spawn(
  node24,
  ['--disable-warning=ExperimentalWarning', join(root, 'engine', 'main.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
// A terminal sends Ctrl-C to both processes; the child decides when it is done, this one only waits.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`weir: cannot run ${node24}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
