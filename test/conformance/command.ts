import { spawn } from 'node:child_process';

export interface CommandOptions {
  /** The whole process group is killed after this. */
  limitMs: number;
  cwd?: string;
  env?: Readonly<Record<string, string | undefined>>;
  /** Written to its standard input, which is then closed. */
  input?: string | Uint8Array;
  /** Kept of standard output and of standard error each, bytes from the end. */
  keepBytes?: number;
}

export interface CommandResult {
  /** Null where a signal ended it. */
  code: number | null;
  timedOut: boolean;
  stdout: string;
  stderr: string;
  seconds: number;
}

const KEEP_BYTES = 4 * 1024 * 1024;

/** Runs a program to its end or to its time limit, in a process group of its own so that nothing of it stays behind. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const keep = options.keepBytes ?? KEEP_BYTES;
  const [stdout, stderr] = [new Tail(keep), new Tail(keep)];
  child.stdout.on('data', (chunk: Buffer) => stdout.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  // A program that ends without reading its input is no fault.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');

  let timedOut = false;
  const killGroup = (): void => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup();
  }, options.limitMs);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (!timedOut) killGroup();
      const seconds = (performance.now() - startedAt) / 1000;
      resolve({ code, timedOut, stdout: stdout.text(), stderr: stderr.text(), seconds });
    });
  });
}

/** Runs a program that has to succeed, and answers its standard output. */
export async function demand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const result = await runCommand(command, args, options);
  if (result.timedOut || result.code !== 0) {
    const how = result.timedOut ? `took over ${options.limitMs} ms` : `exit code ${result.code}`;
    const tail = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-20).join('\n');
    throw new Error(`${command} ${args.slice(0, 6).join(' ')}: ${how}\n${tail}`);
  }
  return result.stdout;
}

/** Path of a program, or null where PATH has none. */
export async function findProgram(name: string): Promise<string | null> {
  const { code, stdout } = await runCommand('sh', ['-c', `command -v ${name}`], { limitMs: 5_000 });
  return code === 0 ? stdout.trim() : null;
}

/** The last bytes of a stream. */
export class Tail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes - this.#chunks[0]!.length > this.#limit) this.#bytes -= this.#chunks.shift()!.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
