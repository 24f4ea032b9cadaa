import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStore } from '../../../engine/clickhouse/store.ts';
import { silentLog } from '../../../engine/log.ts';
import { freePorts } from '../../free-ports.ts';
import { until } from '../../until.ts';

const MAIN = join(import.meta.dirname, '../../../engine/main.ts');

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'weir-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A store in this process; the engine takes one folder a process, so one at a time. */
export async function startTestStore() {
  const folder = temporaryFolder();
  const store = await startStore({ dataDir: folder.path, host: '127.0.0.1', port: 0, log: silentLog });
  return {
    url: store.url,
    folder: folder.path,
    async dispose() {
      await store.close();
      folder.remove();
    },
  };
}

/** `weir store` in a process of its own, which may be killed. */
export async function spawnStore(dataDir: string, port?: number) {
  const chosen = port ?? (await freePorts(1))[0]!;
  const child = spawn(process.execPath, [MAIN, 'store'], {
    env: { ...process.env, WEIR_DATA: dataDir, WEIR_CLICKHOUSE_PORT: String(chosen) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    port: chosen,
    url: `http://127.0.0.1:${chosen}`,
    output: () => output,
    exitCode: () => child.exitCode,
    ready: () => until('the store to be ready', () => /store is ready/.test(output) || hasEnded(child)),
    ended,
    async end(signal: NodeJS.Signals) {
      if (!hasEnded(child)) child.kill(signal);
      await ended;
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
