import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { RoleName } from '../../engine/supervisor/roles.ts';
import type { Environment } from '../product.ts';

/** One role in a process of its own, as `weir <role>` runs it. */
export interface RoleProcess {
  pid: number;
  /** Everything it printed. */
  output(): string;
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
}

const MAIN = join(import.meta.dirname, '..', '..', 'engine', 'main.ts');

/** Resolves once the role says that it is ready. */
export async function startRole(role: RoleName, environment: Environment): Promise<RoleProcess> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, role], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { type: string }) => message.type === 'ready' && resolve());
    void ended.then(() => reject(new Error(`${role} ended as it started:\n${output}`)));
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
    signal: (signal) => void child.kill(signal),
  };
}
