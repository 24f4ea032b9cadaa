import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RoleMessage, RoleName } from './roles.ts';

/** First pause before a dead role is started again; doubles up to the longest, and starts over after a steady minute. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const STEADY_MS = 60_000;

export interface RoleProcessOptions {
  role: RoleName;
  /** Path of engine/main.ts. */
  mainPath: string;
  environment: NodeJS.ProcessEnv;
  /** Flags for the role's Node. */
  nodeFlags: readonly string[];
  onLine(line: string, from: 'stdout' | 'stderr'): void;
  onReady(restarts: number): void;
  /** The role died and will be started again after the pause. */
  onDeath(cause: string, pauseMs: number): void;
  onUnusable(message: string): void;
}

/** One role in a process of its own, started again whenever it dies, until it is stopped. */
export class RoleProcess {
  readonly role: RoleName;
  readonly #options: RoleProcessOptions;
  #child: ChildProcess | null = null;
  #restartTimer: NodeJS.Timeout | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #restarts = 0;
  #stopping = false;

  constructor(options: RoleProcessOptions) {
    this.role = options.role;
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { mainPath, environment, nodeFlags, role } = this.#options;
    const startedAt = Date.now();
    // A process group of its own: Ctrl-C reaches the supervisor alone, which then stops the roles in order.
    const child = spawn(process.execPath, [...nodeFlags, mainPath, role], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    createInterface({ input: child.stdout! }).on('line', (line) => this.#options.onLine(line, 'stdout'));
    createInterface({ input: child.stderr! }).on('line', (line) => this.#options.onLine(line, 'stderr'));
    let unusable = false;
    child.on('message', (message: RoleMessage) => {
      if (message.type === 'ready') this.#options.onReady(this.#restarts);
      if (message.type === 'unusable') {
        unusable = true;
        this.#options.onUnusable(message.message);
      }
    });
    child.on('error', (error) => this.#options.onUnusable(`${role} cannot be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      this.#child = null;
      if (this.#stopping || unusable) return;
      if (Date.now() - startedAt > STEADY_MS) this.#pauseMs = FIRST_PAUSE_MS;
      this.#options.onDeath(signal ? `killed by ${signal}` : `exit code ${code}`, this.#pauseMs);
      this.#restartTimer = setTimeout(() => {
        this.#restarts++;
        this.start();
      }, this.#pauseMs);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    });
  }

  /** Tells the role to end and waits for it; after `limitMs` it is killed. */
  async stop(limitMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}
