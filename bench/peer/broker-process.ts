import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../test/free-ports.ts';

export interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  /** From spawn to the first connection that was taken. */
  readonly readyMs: number;
}

/** Our broker, as `weir broker` starts it, on a folder. */
export async function startBroker(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const [port] = await freePorts(1);
  const program = join(import.meta.dirname, '..', '..', 'engine', 'main.ts');
  const startedMs = performance.now();
  const child = spawn(process.execPath, [program, 'broker'], {
    env: { ...process.env, ...environment, WEIR_DATA: dataDir, WEIR_KAFKA_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await accepts(port!))) {
    if (child.exitCode !== null) throw new Error(`the broker ended with ${child.exitCode}`);
    await sleep(2);
  }
  return { child, port: port!, readyMs: performance.now() - startedMs };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

export async function endBroker({ child }: Started, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await ended;
}
