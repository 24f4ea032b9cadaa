import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { logConfigOf, type TopicConfigs } from '../../../../engine/kafka/cluster/topic-config.ts';
import { LogDir } from '../../../../engine/kafka/log/log-dir.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { batchOf, CLIENT, readAll, record, silent, TOPIC_ID } from './partitions.ts';

const open = (dir: string, configs: TopicConfigs = {}): Promise<LogDir> =>
  LogDir.open({ dir, log: silent, configOf: () => logConfigOf(configs) });

async function fill(logDir: LogDir, topic: string, partition: number, count: number): Promise<void> {
  const log = await logDir.create(topic, partition, TOPIC_ID);
  for (let i = 0; i < count; i++) log.append(batchOf(record('k', 'x'.repeat(50))), CLIENT);
  await log.written();
}

it('opens again what it closed, with topic ids, and checks nothing after an orderly end', async () => {
  const dir = temporaryFolder();
  const first = await open(dir);
  await fill(first, 'a-topic.with-dashes', 0, 5);
  await fill(first, 'a-topic.with-dashes', 11, 7);
  await first.close();
  expect(readdirSync(dir).sort()).toEqual([
    '.kafka_cleanshutdown',
    'a-topic.with-dashes-0',
    'a-topic.with-dashes-11',
    'cleaner-offset-checkpoint',
    'log-start-offset-checkpoint',
    'recovery-point-offset-checkpoint',
  ]);
  expect(readFileSync(join(dir, 'recovery-point-offset-checkpoint'), 'utf8')).toBe(
    '0\n2\na-topic.with-dashes 0 5\na-topic.with-dashes 11 7\n',
  );
  const again = await open(dir);
  expect(existsSync(join(dir, '.kafka_cleanshutdown'))).toBe(false);
  expect(again.partition('a-topic.with-dashes', 11)?.logEndOffset).toBe(7);
  expect(again.partition('a-topic.with-dashes', 0)?.topicId).toEqual(TOPIC_ID);
  expect(again.partition('a-topic.with-dashes', 1)).toBeUndefined();
  await again.close();
});

/** When each partition's files were last written, by path. */
function writeTimes(dir: string): Record<string, bigint> {
  const partitions = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = partitions.flatMap(({ name }) => readdirSync(join(dir, name)).map((file) => join(name, file)));
  return Object.fromEntries(files.map((file) => [file, statSync(join(dir, file), { bigint: true }).mtimeNs]));
}

it('writes no file of any partition in a start, nor in an end that has nothing new', async () => {
  const dir = temporaryFolder();
  const first = await open(dir);
  for (let topic = 0; topic < 20; topic++) {
    for (const partition of [0, 1, 2, 3, 4]) await fill(first, `t${topic}`, partition, topic % 2);
  }
  for (const log of first.partitions.values()) await log.abandon();
  const left = writeTimes(dir);
  const afterKill = await open(dir);
  for (const log of afterKill.partitions.values()) log.startEpoch(7);
  expect(writeTimes(dir)).toEqual(left);
  await afterKill.close();
  const closed = writeTimes(dir);
  const afterOrderlyEnd = await open(dir);
  for (const log of afterOrderlyEnd.partitions.values()) log.startEpoch(8);
  expect(afterOrderlyEnd.partitions.size).toBe(100);
  expect([...afterOrderlyEnd.partitions.values()].filter(({ logEndOffset }) => logEndOffset === 1)).toHaveLength(50);
  await afterOrderlyEnd.close();
  expect(writeTimes(dir)).toEqual(closed);
});

it('remembers deleted records through a crash', async () => {
  const dir = temporaryFolder();
  const first = await open(dir);
  await fill(first, 't', 0, 10);
  await first.partition('t', 0)!.deleteRecordsTo(4);
  await first.partition('t', 0)!.abandon();
  const again = await open(dir);
  expect(again.partition('t', 0)!.logStartOffset).toBe(4);
  expect(await readAll(again.partition('t', 0)!)).toHaveLength(6);
  await again.close();
});

it('frees the name of a deleted topic at once, and removes its files', async () => {
  const dir = temporaryFolder();
  const logDir = await open(dir);
  await fill(logDir, 't', 0, 5);
  await fill(logDir, 't', 1, 5);
  await fill(logDir, 't-1', 0, 5);
  await logDir.delete('t');
  expect(logDir.partition('t', 0)).toBeUndefined();
  expect(logDir.partition('t-1', 0)?.logEndOffset).toBe(5);
  const again = await logDir.create('t', 0, Buffer.alloc(16, 9));
  expect(again.logEndOffset).toBe(0);
  await vi.waitFor(() => expect(readdirSync(dir).filter((name) => name.endsWith('-delete'))).toEqual([]));
  await logDir.close();
});

it('finishes on start what a crash left of deletions and creations', async () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 't-0.0123-delete'));
  writeFileSync(join(dir, 't-0.0123-delete', 'x'), '');
  mkdirSync(join(dir, 'half-0'));
  mkdirSync(join(dir, 'lost+found'));
  const logDir = await open(dir);
  expect([...logDir.partitions.keys()]).toEqual([]);
  await logDir.close();
  expect(readdirSync(dir).filter((name) => !name.includes('checkpoint') && !name.startsWith('.'))).toEqual([
    'lost+found',
  ]);
});

it('gives all partitions of a topic their new settings', async () => {
  const logDir = await open(temporaryFolder());
  await fill(logDir, 't', 0, 1);
  await fill(logDir, 'u', 0, 1);
  logDir.updateConfig('t', logConfigOf({ 'max.message.bytes': '10' }));
  expect(() => logDir.partition('t', 0)!.append(batchOf(record('k', 'v')), CLIENT)).toThrowError(
    expect.objectContaining({ code: 'MESSAGE_TOO_LARGE' }),
  );
  expect(logDir.partition('u', 0)!.append(batchOf(record('k', 'v')), CLIENT).baseOffset).toBe(1);
  await logDir.close();
});

it('syncs by itself when flush.ms is over', async () => {
  const logDir = await open(temporaryFolder(), { 'flush.ms': '1' });
  logDir.startHousekeeping();
  await fill(logDir, 't', 0, 3);
  await vi.waitFor(() => expect(logDir.partition('t', 0)!.recoveryPoint).toBe(3));
  await logDir.close();
});

it('opens hundreds of partitions within a few descriptors', async () => {
  const dir = temporaryFolder();
  const logDir = await open(dir);
  for (let partition = 0; partition < 300; partition++) await fill(logDir, 't', partition, 1);
  const descriptors = readdirSync('/proc/self/fd').length;
  expect(descriptors).toBeLessThan(600);
  await logDir.close();
  const again = await open(dir);
  expect(again.partitions.size).toBe(300);
  expect(again.partition('t', 299)!.logEndOffset).toBe(1);
  await again.close();
});
