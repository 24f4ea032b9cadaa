import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerConfig } from '../../../engine/kafka/server/broker-config.ts';
import { RawClient } from '../../engine/kafka/raw-client.ts';
import { freePorts } from '../../free-ports.ts';

/** Retention and compaction come round while a broker lives for a second or two. */
const CONFIG: Partial<BrokerConfig> = {
  properties: { 'log.retention.check.interval.ms': '300', 'log.cleaner.backoff.ms': '200' },
};

/** A broker in a process of its own, killed and started again at the same port and folder. */
export class BrokerUnderTest {
  readonly port: number;
  readonly dataDir: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, dataDir: string) {
    this.port = port;
    this.dataDir = dataDir;
    // Whoever stops the run half way leaves no broker behind.
    process.on('exit', () => this.#child?.kill('SIGKILL'));
  }

  static async start(dataDir: string): Promise<BrokerUnderTest> {
    const [port] = await freePorts(1);
    const broker = new BrokerUnderTest(port!, dataDir);
    await broker.start();
    return broker;
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const script = join(import.meta.dirname, '../../engine/kafka/broker-process.ts');
    const args = [script, this.dataDir, String(this.port), JSON.stringify(CONFIG)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`the broker ended before it served: ${code ?? signal}`);
    });
    await Promise.race([once(child.stdout!, 'data'), ended]);
    ended.catch(() => undefined);
  }

  /** Starts it and kills it that long after, wherever it is on its way. */
  async startAndKill(afterMs: number): Promise<void> {
    const started = this.start();
    await sleep(afterMs);
    await this.kill();
    await started.catch(() => undefined);
  }

  /** kill -9; resolves when the process is gone. Throws where it had ended by itself. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Lets it end in order. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the broker ended by itself: ${child.exitCode ?? child.signalCode}`);
    }
    child.kill(how);
    await once(child, 'exit');
  }

  /** A new connection; rejects while the broker is away. */
  async connect(): Promise<RawClient> {
    return RawClient.connect(this.port);
  }
}
