import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Flusher } from '../../../../engine/kafka/log/flusher.ts';
import { LogError } from '../../../../engine/kafka/log/log-error.ts';
import { batchSizeBytes, isControl } from '../../../../engine/kafka/records/batch.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { batchOf, CLIENT, NOW_MS, openPartition, producerBatch, record } from './partitions.ts';
import { COORDINATOR, IN_TRANSACTION, marker, readCommitted, transactionalBatch } from './transactional.ts';

function codeOf(step: () => unknown): string {
  try {
    step();
    return 'NONE';
  } catch (error) {
    if (error instanceof LogError) return error.code;
    throw error;
  }
}

const values = async (log: ReturnType<typeof openPartition>, from = 0): Promise<(string | null)[]> =>
  (await readCommitted(log, from)).map(({ value }) => value);

describe('the last stable offset', () => {
  it('stays at the first open transaction and passes markers once they are written', async () => {
    const log = openPartition(temporaryFolder());
    log.append(batchOf(record('k', 'plain')), CLIENT);
    log.append(transactionalBatch(1, 0, 0, [['a', '1']]), IN_TRANSACTION);
    log.append(transactionalBatch(2, 0, 0, [['b', '2']]), IN_TRANSACTION);
    log.append(batchOf(record('k', 'late')), CLIENT);
    await log.written();
    expect([log.lastStableOffset, log.highWatermark]).toEqual([1, 4]);
    expect(await values(log)).toEqual(['plain']);

    log.append(marker(1, 0, true), COORDINATOR);
    expect(log.lastStableOffset).toBe(1);
    await log.written();
    expect(log.lastStableOffset).toBe(2);
    expect(await values(log)).toEqual(['plain', '1']);

    log.append(marker(2, 0, false), COORDINATOR);
    await log.written();
    expect([log.lastStableOffset, log.highWatermark]).toEqual([6, 6]);
    expect(await values(log)).toEqual(['plain', '1', 'late']);
    await log.close();
  });

  it('is not below the log start offset, and a marker without a transaction changes nothing', async () => {
    const log = openPartition(temporaryFolder());
    log.append(transactionalBatch(1, 0, 0, [['a', '1']]), IN_TRANSACTION);
    log.append(batchOf(record('k', 'x')), CLIENT);
    log.append(marker(9, 0, false), COORDINATOR);
    await log.written();
    expect(log.lastStableOffset).toBe(0);
    await log.deleteRecordsTo(2);
    expect(log.lastStableOffset).toBe(2);
    expect(log.abortedTransactions(0, 100)).toEqual([]);
    await log.close();
  });
});

describe('an append', () => {
  it('of a transactional batch is taken only in a transaction, and of another batch never within one', async () => {
    const log = openPartition(temporaryFolder());
    expect(codeOf(() => log.append(transactionalBatch(1, 0, 0, [['a', '1']]), CLIENT))).toBe('INVALID_TXN_STATE');
    expect(codeOf(() => log.append(transactionalBatch(1, 0, 0, [['a', '1']]), IN_TRANSACTION))).toBe('NONE');
    expect(codeOf(() => log.append(producerBatch(1, 0, 1), CLIENT))).toBe('INVALID_TXN_STATE');
    log.append(marker(1, 0, true), COORDINATOR);
    expect(codeOf(() => log.append(producerBatch(1, 0, 1), CLIENT))).toBe('NONE');
    await log.close();
  });

  it('is refused to a producer that a marker fenced, and a marker to a coordinator of old', async () => {
    const log = openPartition(temporaryFolder());
    log.append(transactionalBatch(1, 4, 0, [['a', '1']]), IN_TRANSACTION);
    log.append(marker(1, 5, false, 3), COORDINATOR);
    expect(codeOf(() => log.append(transactionalBatch(1, 4, 1, [['a', '2']]), IN_TRANSACTION))).toBe(
      'INVALID_PRODUCER_EPOCH',
    );
    expect(codeOf(() => log.append(marker(1, 4, true, 3), COORDINATOR))).toBe('INVALID_PRODUCER_EPOCH');
    expect(codeOf(() => log.append(marker(1, 5, true, 2), COORDINATOR))).toBe('TRANSACTION_COORDINATOR_FENCED');
    expect(codeOf(() => log.append(transactionalBatch(1, 5, 1, [['a', '2']]), IN_TRANSACTION))).toBe(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    );
    expect(codeOf(() => log.append(transactionalBatch(1, 5, 0, [['a', '2']]), IN_TRANSACTION))).toBe('NONE');
    await log.close();
  });

  it('of a marker fits a topic that takes next to nothing', async () => {
    const log = openPartition(temporaryFolder(), { configs: { 'max.message.bytes': '80' } });
    log.append(transactionalBatch(1, 0, 0, [['a', '1']]), IN_TRANSACTION);
    log.updateConfig({ ...log.config, maxMessageBytes: 10 });
    expect(codeOf(() => log.append(marker(1, 0, true), COORDINATOR))).toBe('NONE');
    await log.close();
  });
});

describe('the index of aborted transactions', () => {
  it("has Kafka's bytes, and exists only where something was aborted", async () => {
    const dir = temporaryFolder();
    const log = openPartition(dir);
    const path = join(dir, '00000000000000000000.txnindex');
    log.append(transactionalBatch(7, 0, 0, [['a', '1']]), IN_TRANSACTION);
    log.append(transactionalBatch(8, 0, 0, [['b', '2']]), IN_TRANSACTION);
    log.append(marker(7, 0, true), COORDINATOR);
    await log.flush();
    expect(existsSync(path)).toBe(false);
    log.append(transactionalBatch(7, 0, 1, [['a', '3']]), IN_TRANSACTION);
    log.append(marker(7, 0, false), COORDINATOR);
    await log.written();
    await log.flush();
    expect(readFileSync(path).toString('hex')).toBe(
      ['0000', '0000000000000007', '0000000000000003', '0000000000000004', '0000000000000001'].join(''),
    );
    await log.close();
  });

  it('tells exactly those that overlap', async () => {
    const log = openPartition(temporaryFolder(), { configs: { 'segment.bytes': '1024' } });
    // Aborted transactions at 0..1, 2..3, and so on, over many segments.
    for (let i = 0; i < 40; i++) {
      log.append(transactionalBatch(1, 0, i, [['a', 'x'.repeat(100)]]), IN_TRANSACTION);
      log.append(marker(1, 0, false), COORDINATOR);
    }
    await log.written();
    expect(log.segments.all().length).toBeGreaterThan(5);
    for (const [from, to] of [
      [0, 80],
      [0, 1],
      [1, 2],
      [13, 31],
      [40, 41],
      [79, 80],
    ] as const) {
      const expected = Array.from({ length: 40 }, (_, i) => i * 2).filter((first) => first + 1 >= from && first < to);
      expect(log.abortedTransactions(from, to).map(({ firstOffset }) => firstOffset)).toEqual(expected);
    }
    await log.close();
  });
});

describe.each([true, false])('a restart (orderly: %s)', (orderly) => {
  it('keeps open transactions open, and aborted ones hidden', async () => {
    const dir = temporaryFolder();
    const configs = { 'segment.bytes': '1024' };
    const log = openPartition(dir, { configs });
    log.append(transactionalBatch(2, 0, 0, [['open', '0']]), IN_TRANSACTION);
    for (let i = 0; i < 30; i++) {
      log.append(transactionalBatch(1, 0, i, [['a', `${i}`.padEnd(100)]]), IN_TRANSACTION);
      log.append(marker(1, 0, i % 2 === 0), COORDINATOR);
    }
    await log.written();
    if (orderly) await log.close();
    else await log.abandon();
    const again = openPartition(dir, { configs, cleanShutdown: orderly });
    expect(again.lastStableOffset).toBe(0);
    expect(again.producers.get(2)).toMatchObject({ currentTxnFirstOffset: 0 });
    expect(again.abortedTransactions(0, 100)).toHaveLength(15);
    again.append(marker(2, 0, true), COORDINATOR);
    await again.written();
    const evens = Array.from({ length: 15 }, (_, i) => `${i * 2}`.padEnd(100));
    expect(await values(again)).toEqual(['0', ...evens]);
    await again.close();
  });
});

it('a write that fails leaves no transaction begun or ended', async () => {
  const dir = temporaryFolder();
  const log = openPartition(dir);
  log.append(transactionalBatch(1, 0, 0, [['a', '1']]), IN_TRANSACTION);
  await log.written();
  const { file } = log.segments.active;
  const write = file.write;
  file.write = () => {
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  };
  log.append(transactionalBatch(2, 0, 0, [['b', '1']]), IN_TRANSACTION);
  log.append(marker(1, 0, false), COORDINATOR);
  await expect(log.written()).rejects.toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
  file.write = write;
  expect(log.producers.get(2)).toBeUndefined();
  expect(log.abortedTransactions(0, 100)).toEqual([]);
  log.append(marker(1, 0, true), COORDINATOR);
  await log.written();
  expect(log.lastStableOffset).toBe(2);
  expect(await values(log)).toEqual(['1']);
  await log.close();
});

describe('compaction', () => {
  const configs = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0', 'delete.retention.ms': '1000' };

  it('lets aborted records supersede nothing, takes them away, and with the next passes their markers', async () => {
    let nowMs = NOW_MS;
    const log = openPartition(temporaryFolder(), { configs, now: () => nowMs });
    log.append(transactionalBatch(1, 0, 0, [['k', 'good']]), IN_TRANSACTION);
    log.append(marker(1, 0, true), COORDINATOR);
    log.append(transactionalBatch(1, 0, 1, [['k', 'bad']]), IN_TRANSACTION);
    log.append(marker(1, 0, false), COORDINATOR);
    log.append(transactionalBatch(1, 0, 2, [['other', 'last of its producer']]), IN_TRANSACTION);
    log.append(marker(1, 0, true), COORDINATOR);
    await log.written();
    const clean = async (): Promise<void> => {
      log.append(batchOf(record('turn', String(nowMs))), CLIENT);
      await log.written();
      log.roll();
      expect(await log.clean(() => false)).toBeDefined();
    };
    const abortMarkers = (): number => log.abortedTransactions(0, 6).length;
    await clean();
    const committed = async () => (await values(log)).filter((value) => !value?.startsWith('17'));
    expect(await committed()).toEqual(['good', 'last of its producer']);
    expect(abortMarkers()).toBe(1);
    await clean();
    expect(abortMarkers()).toBe(0);
    nowMs += 2_000;
    await clean();
    const bytes = await log.read(0, 100_000, { minOneBatch: true });
    const controls: number[] = [];
    for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) if (isControl(bytes, at)) controls.push(at);
    expect(controls).toHaveLength(2);
    expect(await committed()).toEqual(['good', 'last of its producer']);
    await log.close();
  });

  it('knows what was aborted by a marker behind what it cleans', async () => {
    const log = openPartition(temporaryFolder(), { configs });
    log.append(batchOf(record('k', 'good')), CLIENT);
    log.append(transactionalBatch(1, 0, 0, [['k', 'bad']]), IN_TRANSACTION);
    await log.written();
    log.roll();
    log.append(transactionalBatch(2, 0, 0, [['k', 'open']]), IN_TRANSACTION);
    log.append(marker(1, 0, false), COORDINATOR);
    await log.written();
    log.roll();
    expect(await log.clean(() => false)).toMatchObject({ firstDirtyOffset: 2 });
    expect(await values(log)).toEqual(['good']);
    log.append(marker(2, 0, false), COORDINATOR);
    await log.written();
    expect(await values(log)).toEqual(['good']);
    await log.close();
  });

  it('stays below the last stable offset', async () => {
    const log = openPartition(temporaryFolder(), { configs });
    log.append(batchOf(record('k', '1')), CLIENT);
    await log.written();
    log.roll();
    log.append(transactionalBatch(1, 0, 0, [['k', '2']]), IN_TRANSACTION);
    await log.written();
    log.roll();
    log.append(batchOf(record('k', '3')), CLIENT);
    await log.written();
    log.roll();
    await log.clean(() => false);
    expect(log.firstDirtyOffset).toBeLessThanOrEqual(1);
    expect(await values(log)).toEqual(['1']);
    log.append(marker(1, 0, false), COORDINATOR);
    await log.written();
    expect(await values(log)).toEqual(['1', '3']);
    await log.close();
  });
});

it('no snapshot of the producers is ahead of the index: nothing would bring its entries back', async () => {
  const dir = temporaryFolder();
  const log = openPartition(dir);
  log.append(transactionalBatch(1, 0, 0, [['a', '1']]), IN_TRANSACTION);
  log.append(marker(1, 0, false), COORDINATOR);
  await log.written();
  const path = join(dir, '00000000000000000000.txnindex');
  expect(existsSync(path)).toBe(false);
  const { segments, producers } = log;
  new Flusher({
    dir,
    segments,
    producers,
    recoveryPoint: 0,
    snapshotOffset: undefined,
    now: () => NOW_MS,
  }).saveProducers(log.highWatermark);
  expect(readFileSync(path)).toHaveLength(34);
  await log.abandon();
  const again = openPartition(dir);
  expect(again.abortedTransactions(0, 100)).toHaveLength(1);
  await again.close();
});

it('an index that a crash left longer than the log is cut to it', async () => {
  const dir = temporaryFolder();
  const log = openPartition(dir);
  log.append(transactionalBatch(1, 0, 0, [['a', '1']]), IN_TRANSACTION);
  log.append(marker(1, 0, false), COORDINATOR);
  await log.written();
  await log.flush();
  await log.abandon();
  const path = join(dir, '00000000000000000000.txnindex');
  const entry = readFileSync(path);
  const beyond = Buffer.from(entry);
  beyond.writeBigInt64BE(50n, 18);
  writeFileSync(path, Buffer.concat([entry, beyond]));
  const again = openPartition(dir);
  expect(again.abortedTransactions(0, 100)).toHaveLength(1);
  await again.close();
});
