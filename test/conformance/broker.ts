import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-ports.ts';
import { until } from '../until.ts';
import { Tail } from './command.ts';
import type { RunningBroker } from './suite.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const START_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 10_000;
const KEEP_OUTPUT_BYTES = 1024 * 1024;

/**
 * Starts our broker on a free port of loopback with its data in a temporary folder: as a user does, `weir broker`, or,
 * where Kafka's settings are given, through its own API. `environment` holds settings of Weir.
 */
export async function startWeirBroker(
  properties: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningBroker> {
  const port = Number(environment.WEIR_KAFKA_PORT ?? (await freePorts(1))[0]);
  const folder = mkdtempSync(join(tmpdir(), 'weir-broker-'));
  const logDir = join(folder, 'kafka');
  const program =
    Object.keys(properties).length === 0
      ? [join(ROOT, 'engine', 'main.ts'), 'broker']
      : [join(import.meta.dirname, 'configured-broker.ts'), JSON.stringify({ dataDir: logDir, port, properties })];
  const spawnedAt = performance.now();
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    env: { ...process.env, WEIR_DATA: folder, WEIR_KAFKA_PORT: String(port), ...environment },
    detached: true,
  });
  const output = new Tail(KEEP_OUTPUT_BYTES);
  child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.add(chunk));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // It runs in a process group of its own: whoever started it must not end without it.
  const endWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithParent);
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(timer);
    process.off('exit', endWithParent);
    rmSync(folder, { recursive: true, force: true });
  };
  const address = `127.0.0.1:${port}`;
  try {
    await until('the broker to listen', () => child.exitCode !== null || accepts(address), START_LIMIT_MS);
    if (child.exitCode !== null) throw new Error(`weir broker ended with ${child.exitCode}: ${output.text()}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { address, pid: child.pid!, spawnedAt, logDir, output: () => output.text(), close };
}

/** Whether something takes connections at `host:port`. */
export function accepts(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
