import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { until } from '../until.ts';
import type { FromBroker, Measured } from './process-weight.ts';

const BROKER = join(import.meta.dirname, 'broker-process.ts');
const FAULTY_BROKER = join(import.meta.dirname, 'faulty-broker-process.ts');
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
const MEASURE_LIMIT_MS = 30_000;
/** Of what the process wrote to stderr, the end is kept. */
const STDERR_CHARACTERS = 8_000;

/** A broker in a process of its own, watched from outside. */
export class BrokerUnderTest {
  readonly #child: ChildProcess;
  #port = 0;
  #stderr = '';
  #measured: Measured | undefined;
  /** What it logged as an error, oldest first. */
  readonly errors: string[] = [];
  /** Why it ended; null while it runs. */
  ended: string | null = null;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: FromBroker) => {
      if (message.type === 'ready') this.#port = message.port;
      else if (message.type === 'error') this.errors.push(`${message.message}\n${message.fields}`);
      else this.#measured = message;
    });
    child.stderr?.on('data', (chunk) => {
      this.#stderr = (this.#stderr + chunk).slice(-STDERR_CHARACTERS);
    });
    child.once('exit', (code, signal) => {
      this.ended = `exit code ${code}, signal ${signal}\n${this.#stderr}`;
    });
  }

  /** Resolves once it takes connections. `fault` is what it is to do wrong (`faulty-broker-process.ts`). */
  static async start(dataDir: string, fault?: string): Promise<BrokerUnderTest> {
    const [script, args] = fault === undefined ? [BROKER, [dataDir]] : [FAULTY_BROKER, [dataDir, fault]];
    const child = fork(script, args, {
      execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const broker = new BrokerUnderTest(child);
    await until('the broker to be ready', () => broker.#port > 0 || broker.ended !== null, START_LIMIT_MS);
    if (broker.ended !== null) throw new Error(`the broker did not start: ${broker.ended}`);
    return broker;
  }

  get port(): number {
    return this.#port;
  }

  /** Its weight after a collection of garbage. */
  async measure(): Promise<Measured> {
    this.#measured = undefined;
    this.#child.send({});
    await until(
      'the broker to measure itself',
      () => this.#measured !== undefined || this.ended !== null,
      MEASURE_LIMIT_MS,
    );
    if (this.#measured === undefined) throw new Error(`the broker ended: ${this.ended}`);
    return this.#measured;
  }

  /** Whether it ends by itself within the time. */
  async ends(limitMs: number): Promise<boolean> {
    await until('the broker to end', () => this.ended !== null, limitMs).catch(() => undefined);
    return this.ended !== null;
  }

  /** An orderly end; throws where it is none. */
  async stop(): Promise<void> {
    if (this.ended === null) this.#child.kill('SIGTERM');
    await until('the broker to stop', () => this.ended !== null, STOP_LIMIT_MS);
    if (this.#child.exitCode !== 0) throw new Error(`the broker did not stop cleanly: ${this.ended}`);
  }

  /** Ends it whatever state it is in. */
  async kill(): Promise<void> {
    if (this.ended === null) this.#child.kill('SIGKILL');
    await until('the broker to die', () => this.ended !== null);
  }
}
