import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApacheKafka } from './conformance/apache-kafka/server.ts';
import { freePorts } from './free-ports.ts';
import { until } from './until.ts';

/** The whole product as a user starts it, on free ports and a folder of its own: for integration, browser, crash tests and benches. */
export interface Product {
  webUrl: string;
  brokers: string;
  clickhouseUrl: string;
  dataDir: string;
  environment: Environment;
  /** Everything printed so far. */
  output(): string;
  /** Process id of a role's current process, or null while there is none. */
  rolePid(role: string): number | null;
  /** Resolves once what is printed from now on, or was before, matches. */
  printed(pattern: RegExp, limitMs?: number): Promise<void>;
  /** Ctrl-C; resolves with the exit code and how long it took, ms. */
  interrupt(): Promise<{ code: number | null; tookMs: number }>;
  /** Ends it if it still runs and removes its folder. */
  dispose(): Promise<void>;
}

export type Environment = Record<string, string | undefined>;

const ROOT = join(import.meta.dirname, '..');

/** Whether the log below the tests is Apache Kafka's (`npm run test:apache-kafka`) and not the bundled broker's. */
export const onApacheKafka = process.env.WEIR_TEST_BROKER === 'apache-kafka';

/** The roles that the product starts: not the broker where the log is another's. */
export const ROLES: readonly string[] = [...(onApacheKafka ? [] : ['broker']), 'store', 'pipeline', 'web'];

/** Starts `weir start` and waits for its first screen. `dataDir` keeps a folder over several starts: it is then not removed. */
export async function startProduct(
  options: { environment?: Environment; dataDir?: string; waitReady?: boolean } = {},
): Promise<Product> {
  const [port, kafkaPort, clickhousePort] = await freePorts(3);
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'weir-product-'));
  const kafka = onApacheKafka && !options.environment?.KAFKA_BROKERS ? await startApacheKafka({}, ['-Xmx512m']) : null;
  const environment: Environment = {
    ...process.env,
    ...(kafka && { KAFKA_BROKERS: kafka.address }),
    WEIR_PORT: String(port),
    WEIR_KAFKA_PORT: String(kafkaPort),
    WEIR_CLICKHOUSE_PORT: String(clickhousePort),
    WEIR_DATA: dataDir,
    ...options.environment,
  };
  // A process group of its own, so that a signal to the test runner does not reach it, nor one to it the test runner.
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'weir.js'), 'start'], {
    cwd: ROOT,
    env: environment as NodeJS.ProcessEnv,
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

  const product: Product = {
    webUrl: `http://127.0.0.1:${environment.WEIR_PORT}`,
    brokers: environment.KAFKA_BROKERS ?? `127.0.0.1:${environment.WEIR_KAFKA_PORT}`,
    clickhouseUrl: environment.CLICKHOUSE_URL ?? `http://127.0.0.1:${environment.WEIR_CLICKHOUSE_PORT}`,
    dataDir,
    environment,
    output: () => output,
    rolePid: (role) => findRole(child, role),
    printed: (pattern, limitMs) => untilPrinted(child, () => output, pattern, limitMs),
    async interrupt() {
      const startedAt = Date.now();
      // As a terminal does it: to the whole foreground group.
      process.kill(-child.pid!, 'SIGINT');
      const code = await ended;
      return { code, tookMs: Date.now() - startedAt };
    },
    async dispose() {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid!, 'SIGTERM');
        await ended;
      }
      await kafka?.close();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  if (options.waitReady === false) return product;
  try {
    await product.printed(/Weir is running/, 60_000);
  } catch (error) {
    await product.dispose();
    throw error;
  }
  return product;
}

async function untilPrinted(
  child: ChildProcess,
  output: () => string,
  pattern: RegExp,
  limitMs = 20_000,
): Promise<void> {
  await until(`${pattern} to be printed`, () => pattern.test(output()) || child.exitCode !== null, limitMs).catch(
    (error) => {
      throw new Error(`${(error as Error).message}; printed so far:\n${output()}`);
    },
  );
  if (!pattern.test(output()))
    throw new Error(`ended with exit code ${child.exitCode} before ${pattern} was printed:\n${output()}`);
}

/** The launcher's child is the supervisor, whose children are the roles: found by their command lines. */
function findRole(launcher: ChildProcess, role: string): number | null {
  const supervisor = childrenOf(launcher.pid!)[0];
  if (supervisor === undefined) return null;
  return childrenOf(supervisor).find((pid) => commandOf(pid).at(-1) === role) ?? null;
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? null : Number(parent);
  } catch {
    // It ended between the listing and the look.
    return null;
  }
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

/** Resident memory of a process, bytes. */
export function residentBytes(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m);
  return line ? Number(line[1]) * 1024 : 0;
}
