import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { logConfigOf } from '../../../../engine/kafka/cluster/topic-config.ts';
import { LogDir } from '../../../../engine/kafka/log/log-dir.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { readAll, silent } from './partitions.ts';

/** Starts the writer; `limitBlocks` bounds, in KB, how large a file it may write: then the OS refuses as it does when a disk is full. */
function startWriter(
  dir: string,
  valueBytes: number,
  limitKb?: number,
): { child: ChildProcess; lines: AsyncIterator<string> } {
  const writer = `exec "$0" "$1" "$2" "$3"`;
  const script = limitKb === undefined ? writer : `ulimit -S -f ${limitKb}; ${writer}`;
  const args = [
    '-c',
    script,
    process.execPath,
    join(import.meta.dirname, 'writer-process.ts'),
    dir,
    String(valueBytes),
  ];
  const child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { child, lines: createInterface(child.stdout!)[Symbol.asyncIterator]() };
}

async function until(lines: AsyncIterator<string>, wanted: (line: string) => boolean): Promise<string[]> {
  const seen: string[] = [];
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    seen.push(next.value);
    if (wanted(next.value)) return seen;
  }
  throw new Error(`the writer ended after ${seen.at(-1)}`);
}

const lastAcked = (lines: readonly string[]): number =>
  Math.max(...lines.filter((line) => line.startsWith('acked')).map((line) => Number(line.split(' ')[1])));

async function kill(child: ChildProcess, lines: AsyncIterator<string>): Promise<string[]> {
  child.kill('SIGKILL');
  await once(child, 'exit');
  const rest: string[] = [];
  for (let next = await lines.next(); !next.done; next = await lines.next()) rest.push(next.value);
  return rest;
}

async function contents(dir: string): Promise<number[]> {
  const logDir = await LogDir.open({ dir, log: silent, configOf: () => logConfigOf({}) });
  const seen = await readAll(logDir.partition('events', 0)!, 0, 100_000);
  for (const each of seen) expect(Number(each.value)).toBe(each.offset);
  await logDir.close();
  return seen.map((each) => each.offset);
}

it('keeps every acknowledged record through kill -9, time and again', async () => {
  const dir = temporaryFolder();
  let acked = -1;
  for (let round = 0; round < 4; round++) {
    const { child, lines } = startWriter(dir, 300);
    const target = acked + 2_000;
    const seen = await until(lines, (line) => Number(line.split(' ')[1]) > target);
    acked = lastAcked([...seen, ...(await kill(child, lines))]);
    const offsets = await contents(dir);
    expect(offsets.length).toBeGreaterThan(acked);
    expect(offsets).toEqual(offsets.map((_, i) => i));
  }
});

it('refuses with KAFKA_STORAGE_ERROR while the disk takes no more, and goes on once it does, with nothing acknowledged lost', async () => {
  const dir = temporaryFolder();
  const { child, lines } = startWriter(dir, 300, 40);
  const before = await until(lines, (line) => line.startsWith('refused'));
  expect(before.at(-1)).toBe('refused KAFKA_STORAGE_ERROR');
  expect(lastAcked(before)).toBeGreaterThan(50);
  execFileSync('prlimit', [`--pid=${child.pid}`, '--fsize=unlimited']);
  const full = lastAcked(before);
  const after = await until(lines, (line) => line.startsWith('acked') && Number(line.split(' ')[1]) > full + 1_000);
  const acked = lastAcked([...before, ...after, ...(await kill(child, lines))]);
  const offsets = await contents(dir);
  expect(offsets.length).toBeGreaterThan(acked);
  expect(offsets).toEqual(offsets.map((_, i) => i));
});
