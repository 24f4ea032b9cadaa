import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_FLAGS } from '../../engine/supervisor/supervisor.ts';
import { freePorts } from '../../test/free-ports.ts';

/** Broker and store as the product runs them, on free ports and in a folder of their own, and processes beside them. */
export interface Roles {
  brokers: string;
  clickhouseUrl: string;
  /** Process id of the store. */
  storePid: number;
  /**
   * The rollups' group alone, the whole pipeline, or the web role; ends with `dispose` at the latest. `rollups` runs as `weir
   * pipeline` does by itself, `small-rollups` with the flags by which `weir start` trades speed for memory.
   */
  start(what: 'rollups' | 'small-rollups' | 'pipeline' | 'web', instance?: string): Promise<Worker>;
  /** Of the web role. */
  webUrl: string;
  dispose(): Promise<void>;
}

export interface Worker {
  pid: number;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const MAIN = join(import.meta.dirname, '..', '..', 'engine', 'main.ts');
const ROLLUPS = join(import.meta.dirname, 'rollups-process.ts');
const WARNINGS = '--disable-warning=ExperimentalWarning';

export async function startRoles(): Promise<Roles> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const [kafkaPort, clickhousePort, port] = await freePorts(3);
  const environment = {
    WEIR_DATA: dataDir,
    WEIR_KAFKA_PORT: String(kafkaPort),
    WEIR_CLICKHOUSE_PORT: String(clickhousePort),
    WEIR_PORT: String(port),
  };
  const [brokers, clickhouseUrl] = [`127.0.0.1:${kafkaPort}`, `http://127.0.0.1:${clickhousePort}`];
  const workers: Worker[] = [];
  const start = async (file: string, args: string[], flags: readonly string[], instance = ''): Promise<Worker> => {
    const worker = await startWorker(file, args, flags, { ...environment, WEIR_INSTANCE: instance });
    workers.push(worker);
    return worker;
  };
  await start(MAIN, ['broker'], NODE_FLAGS.broker);
  const store = await start(MAIN, ['store'], NODE_FLAGS.store);
  return {
    brokers,
    clickhouseUrl,
    storePid: store.pid,
    webUrl: `http://127.0.0.1:${port}`,
    start: (what, instance) =>
      what === 'rollups' || what === 'small-rollups'
        ? start(ROLLUPS, [brokers, clickhouseUrl], what === 'rollups' ? [] : NODE_FLAGS.pipeline)
        : start(MAIN, [what], NODE_FLAGS[what], instance),
    async dispose() {
      for (const worker of workers.toReversed()) await worker.kill('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startWorker(
  file: string,
  args: string[],
  flags: readonly string[],
  environment: Record<string, string>,
): Promise<Worker> {
  const child: ChildProcess = fork(file, args, {
    execArgv: [WARNINGS, ...flags],
    env: { ...process.env, ...environment, MALLOC_ARENA_MAX: '1' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { type: string }) => message.type === 'ready' && resolve());
    void ended.then(() => reject(new Error(`${args[0]} ended as it started`)));
  });
  return {
    pid: child.pid!,
    async kill(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}
