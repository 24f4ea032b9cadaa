import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../engine/kafka/temporary-folder.ts';

/** A broker that a test may kill and start again at the same port and folder. */
export class KilledBroker {
  readonly port: number;
  readonly #dataDir = temporaryFolder();
  readonly #config: string;
  #child: ChildProcess | undefined;

  /** Kafka's settings by their names. */
  constructor(port: number, properties: Readonly<Record<string, string>> = {}) {
    this.port = port;
    this.#config = JSON.stringify({ properties });
  }

  async start(): Promise<void> {
    const script = join(import.meta.dirname, '../engine/kafka/broker-process.ts');
    const child = spawn(process.execPath, [script, this.#dataDir, String(this.port), this.#config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await once(child.stdout, 'data');
    this.#child = child;
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    if (this.#child) await once(this.#child, 'exit');
  }
}
