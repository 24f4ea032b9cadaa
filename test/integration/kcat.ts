import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** How long one run of kcat may take before it is ended. */
const LIMIT_MS = 30_000;

/** Runs kcat to its end; returns what it printed. Throws with what it complained of where it fails. */
export async function kcat(port: number, args: readonly string[], input = ''): Promise<string> {
  const child = started(port, args, 'pipe');
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const output = textOf(child);
  const complaints: string[] = [];
  child.stderr!.on('data', (chunk) => complaints.push(String(chunk)));
  child.stdin!.end(input);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  if (code !== 0) throw new Error(`kcat ${args.join(' ')} ended with ${code}: ${complaints.join('')}`);
  return output();
}

export interface GroupMember {
  /** Lines received so far. */
  lines(): string[];
  /** Leaves the group in order. */
  leave(): Promise<void>;
  /** Dies without a word. */
  die(): Promise<void>;
}

/** A member of a consumer group that runs until it is told to end, or the test ends. */
export function kcatMember(port: number, group: string, topic: string): GroupMember {
  const settings = ['auto.offset.reset=earliest', 'session.timeout.ms=6000', 'heartbeat.interval.ms=500'];
  const args = ['-q', '-u', ...settings.flatMap((setting) => ['-X', setting]), '-G', group, topic];
  const child = started(port, args, 'ignore');
  const output = textOf(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'close');
  };
  onTestFinished(() => end('SIGKILL'));
  return {
    lines: () => output().split('\n').filter(Boolean),
    leave: () => end('SIGINT'),
    die: () => end('SIGKILL'),
  };
}

function started(port: number, args: readonly string[], stdin: 'pipe' | 'ignore'): ChildProcess {
  return spawn('kcat', ['-b', `127.0.0.1:${port}`, ...args], { stdio: [stdin, 'pipe', 'pipe'] });
}

function textOf(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  child.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
