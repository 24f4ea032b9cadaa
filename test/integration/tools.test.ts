import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Consumer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../free-ports.ts';
import { until } from '../until.ts';
import { type LogBroker, startLogBroker } from './log-broker.ts';

// Each command is a process of its own: on a busy machine a test of ten takes its time.
const MAIN = join(import.meta.dirname, '..', '..', 'engine', 'main.ts');
const dataDir = mkdtempSync(join(tmpdir(), 'weir-tools-'));
let broker: LogBroker;
let brokers: string;

beforeAll(async () => {
  const [port] = await freePorts(1);
  brokers = `127.0.0.1:${port}`;
  broker = await startLogBroker(dataDir, port!);
});

afterAll(async () => {
  await broker.end('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = { KAFKA_BROKERS: brokers },
): ChildProcess {
  const env = { ...process.env, ...environment };
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], { env });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk) => (stdout += chunk));
  child.stderr!.on('data', (chunk) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Runs `weir ...` to its end. */
function weir(args: readonly string[], input = ''): Promise<Ended> {
  const child = start(args);
  child.stdin!.end(input);
  return ended(child);
}

/** Lines that it printed; fails with what it complained of where it failed. */
async function linesOf(args: readonly string[], input = ''): Promise<string[]> {
  const { code, stdout, stderr } = await weir(args, input);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
}

const valuesOf = (lines: readonly string[]): string[] => lines.map((line) => JSON.parse(line).value);

describe('weir topics', { timeout: 120_000 }, () => {
  it('creates, lists, describes, changes and deletes', async () => {
    expect(
      await linesOf(['topics', 'create', 'letters', '--partitions', '2', '--config', 'retention.ms=600000']),
    ).toEqual(['Created letters with 2 partitions.']);
    expect((await linesOf(['topics'])).find((line) => line.startsWith('letters'))).toMatch(/^letters +2 +0 +0 B$/);
    expect((await linesOf(['topics', 'describe', 'letters'])).at(-1)).toMatch(/^retention\.ms +600000 +set$/);
    await linesOf(['topics', 'alter', 'letters', '--partitions', '3', '--default', 'retention.ms']);
    const described = await linesOf(['topics', 'describe', 'letters']);
    expect(described.filter((line) => /^ +\d/.test(line))).toHaveLength(3);
    expect(described.join()).not.toContain('retention.ms');
    const unsure = await weir(['topics', 'delete', 'letters']);
    expect(unsure).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
    expect(await linesOf(['topics', 'delete', 'letters', '--yes'])).toEqual(['Deleted letters.']);
    expect((await linesOf(['topics'])).some((line) => line.startsWith('letters'))).toBe(false);
  });

  it('says what is wrong with a wish, in the words of the broker', async () => {
    const { code, stderr } = await weir(['topics', 'create', 'odd', '--config', 'no.such.config=1']);
    expect(code).toBe(1);
    expect(stderr).toContain('no.such.config');
    expect(stderr).toContain('INVALID_CONFIG');
  });
});

describe('weir send and weir tail', { timeout: 120_000 }, () => {
  it('carry lines with their keys, from any place in the topic', async () => {
    await linesOf(['topics', 'create', 'lines']);
    await linesOf(['send', 'lines', '--separator', ':'], 'a:one\nb:two\nc:thrée: 3\n');
    await linesOf(['send', 'lines', '--key', 'k'], 'four\n');
    await linesOf(['send', 'lines'], 'five\n');
    const tail = ['tail', 'lines', '--json', '--no-follow', '--from'];
    const records = (await linesOf([...tail, 'beginning'])).map((line) => JSON.parse(line));
    expect(records.map(({ key, value, offset }) => [key, value, offset])).toEqual([
      ['a', 'one', 0],
      ['b', 'two', 1],
      ['c', 'thrée: 3', 2],
      ['k', 'four', 3],
      [null, 'five', 4],
    ]);
    expect(valuesOf(await linesOf([...tail, '3']))).toEqual(['four', 'five']);
    expect(await linesOf([...tail, 'end'])).toEqual([]);
    expect(valuesOf(await linesOf([...tail, '1h', '--count', '2']))).toEqual(['one', 'two']);
    expect(valuesOf(await linesOf([...tail, 'beginning', '--filter', 'thrée']))).toEqual(['thrée: 3']);
    const plain = await linesOf(['tail', 'lines', '--no-follow', '--from', '4']);
    expect(plain).toEqual([expect.stringMatching(/^\d{4}-\S+Z 0:4 - five$/)]);
  });

  it('follows what comes, and ends without a word at Ctrl-C', async () => {
    await linesOf(['topics', 'create', 'followed']);
    const child = start(['tail', 'followed', '--from', 'beginning']);
    let seen = '';
    child.stdout!.on('data', (chunk) => (seen += chunk));
    const end = ended(child);
    await linesOf(['send', 'followed'], 'first\n');
    await until('the first record to be shown', () => seen.includes('first'));
    await linesOf(['send', 'followed'], 'second\n');
    await until('the second record to be shown', () => seen.includes('second'));
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 0, stderr: '' });
  });

  it('carries more than a pipe holds, in order, and stops where its reader does', async () => {
    await linesOf(['topics', 'create', 'many']);
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${'x'.repeat(50)}`);
    await linesOf(['send', 'many'], `${lines.join('\n')}\n`);
    const read = await linesOf(['tail', 'many', '--from', 'beginning', '--no-follow', '--json']);
    expect(valuesOf(read)).toEqual(lines);
    const child = start(['tail', 'many', '--from', 'beginning']);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });

  it('refuses a line without the separator, by its number', async () => {
    await linesOf(['topics', 'create', 'pairs']);
    const { code, stderr } = await weir(['send', 'pairs', '--separator', '='], 'a=1\nnothing\n');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('line 2') });
  });
});

describe('weir groups', { timeout: 120_000 }, () => {
  it('shows lag, plans a reset without doing it, does it, and forgets a group', async () => {
    await linesOf(['topics', 'create', 'read', '--partitions', '1']);
    await linesOf(['send', 'read'], '1\n2\n3\n4\n');
    const reset = ['groups', 'reset', 'readers', '--topic', 'read', '--to'];
    expect((await linesOf([...reset, '1'])).at(-1)).toMatch(/^read +0 +- +1$/);
    expect(await linesOf(['groups']).then((lines) => lines.some((line) => line.startsWith('readers')))).toBe(false);
    await linesOf([...reset, '1', '--execute']);
    expect((await linesOf(['groups'])).find((line) => line.startsWith('readers'))).toMatch(
      /^readers +\S+ +0 +3 +read$/,
    );
    expect((await linesOf(['groups', 'describe', 'readers'])).at(-1)).toMatch(/^read +0 +1 +4 +3 +- +-$/);
    await linesOf(['groups', 'reset', 'readers', '--to', '+2', '--execute']);
    expect((await linesOf(['groups', 'describe', 'readers'])).at(-1)).toMatch(/^read +0 +3 +4 +1 /);
    expect(await linesOf(['groups', 'delete', 'readers', '--yes'])).toEqual(['Deleted readers.']);
    const gone = await weir(['groups', 'describe', 'readers']);
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('no group "readers"') });
  });
});

describe('weir groups describe', { timeout: 120_000 }, () => {
  it.each(['classic', 'consumer'] as const)(
    'tells who reads what in a group of the %s protocol',
    async (groupProtocol) => {
      const [topic, groupId] = [`read-by-${groupProtocol}`, `${groupProtocol}-readers`];
      await linesOf(['topics', 'create', topic, '--partitions', '2']);
      const consumer = new Consumer({ clientId: 'reader', groupId, bootstrapBrokers: [brokers], groupProtocol });
      const stream = await consumer.consume({ topics: [topic], mode: 'earliest' });
      try {
        let described: string[] = [];
        await until(
          'both partitions to be assigned',
          async () => {
            described = (await weir(['groups', 'describe', groupId])).stdout.split('\n');
            return described.filter((line) => line.startsWith(topic)).length === 2;
          },
          60_000,
        );
        expect(described[0]).toMatch(new RegExp(`^${groupId}  Stable`, 'i'));
        for (const line of described.filter((each) => each.startsWith(topic)))
          expect(line).toMatch(/ reader +\/?127\.0\.0\.1$/);
        const refused = await weir(['groups', 'reset', groupId, '--topic', topic, '--to', 'latest', '--execute']);
        expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('member') });
      } finally {
        await stream.close();
        await consumer.close();
      }
    },
  );
});

describe('what goes wrong', { timeout: 120_000 }, () => {
  it('names the topics that may have been meant', async () => {
    await linesOf(['topics', 'create', 'invoices']);
    const { code, stderr } = await weir(['tail', 'invoicse']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/no topic "invoicse".*invoices/) });
  });

  it('says how to get a broker where none answers', async () => {
    const [port] = await freePorts(1);
    const child = start(['topics', '--brokers', `127.0.0.1:${port}`]);
    const { code, stderr } = await ended(child);
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).toContain('weir broker');
  });

  it.each(['topics', 'groups', 'tail', 'send'])('weir %s --help tells its options', async (command) => {
    const lines = await linesOf([command, '--help']);
    expect(lines[0]).toBe('Usage:');
    expect(lines.some((line) => line.trim().startsWith('--brokers'))).toBe(true);
  });
});
