import { describe, expect, it, onTestFinished } from 'vitest';
import { logConfigOf } from '../../../../engine/kafka/cluster/topic-config.ts';
import { CoordinatorLog } from '../../../../engine/kafka/log/coordinator-log.ts';
import { LogDir } from '../../../../engine/kafka/log/log-dir.ts';
import type { PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import {
  type TransactionClaim,
  TransactionCoordinator,
  type TransactionCoordinatorOptions,
} from '../../../../engine/kafka/transactions/coordinator.ts';
import { Markers } from '../../../../engine/kafka/transactions/markers.ts';
import { TRANSACTIONS_TOPIC } from '../../../../engine/kafka/transactions/transactions-topic.ts';
import { until } from '../../../until.ts';
import { recordsOf, silent, TOPIC_ID } from '../log/partitions.ts';
import { IN_TRANSACTION, transactionalBatch } from '../log/transactional.ts';
import { temporaryFolder } from '../temporary-folder.ts';

interface Running {
  readonly transactions: TransactionCoordinator;
  readonly logDir: LogDir;
  readonly data: PartitionLog;
  /** While set, markers are refused as a full disk refuses them. */
  readonly disk: { isFull: boolean };
  readonly markersSeen: string[];
}

async function start(
  dir: string,
  options: Partial<TransactionCoordinatorOptions> = {},
  isFull = false,
): Promise<Running> {
  const logDir = await LogDir.open({ dir, log: silent, configOf: () => logConfigOf({}) });
  const data = await logDir.create('events', 0, TOPIC_ID);
  const exists = logDir.partition(TRANSACTIONS_TOPIC.name, 0) !== undefined;
  const disk = { isFull };
  const markersSeen: string[] = [];
  const markers = new Markers({
    // What a partition does that is closed is what it does on a full disk: it answers KAFKA_STORAGE_ERROR.
    partition: (topic, index) => {
      const log = topic === 'events' ? logDir.partition(topic, index) : undefined;
      return log && { log: disk.isFull ? closed : log, leaderEpoch: 0 };
    },
    onWritten: (topic, index, { committed }) => markersSeen.push(`${topic}-${index} ${committed}`),
    log: silent,
    now: Date.now,
  });
  let nextProducerId = 1;
  const transactions = new TransactionCoordinator({
    openLog: async () => new CoordinatorLog([await logDir.create(TRANSACTIONS_TOPIC.name, 0, TOPIC_ID)], 0),
    allocateProducerId: async () => nextProducerId++,
    markers,
    transactionVersion: () => 2,
    maxTimeoutMs: 900_000,
    expirationMs: 60_000,
    log: silent,
    now: Date.now,
    ...options,
  });
  onTestFinished(() => transactions.close());
  const closed = await closedPartition();
  await transactions.load({ exists });
  return { transactions, logDir, data, disk, markersSeen };
}

async function closedPartition(): Promise<PartitionLog> {
  const elsewhere = await LogDir.open({ dir: temporaryFolder(), log: silent, configOf: () => logConfigOf({}) });
  const log = await elsewhere.create('events', 0, TOPIC_ID);
  await log.close();
  return log;
}

/** Ends without a word, as kill -9 does: nothing is closed in order. */
async function crash({ transactions, logDir }: Running): Promise<void> {
  await transactions.close();
  for (const log of logDir.partitions.values()) await log.abandon();
}

/** A producer with an open transaction of one record, at that epoch where one is given. */
async function begun({ transactions, data }: Running, epoch?: number): Promise<TransactionClaim> {
  const request = { transactionalId: 'pay', timeoutMs: 60_000 };
  let { producerId, producerEpoch } = await transactions.initProducerId({ ...request, expected: undefined });
  while (producerEpoch < (epoch ?? 0)) {
    const expected = { producerId, producerEpoch };
    ({ producerId, producerEpoch } = await transactions.initProducerId({ ...request, expected }));
  }
  const claim = { transactionalId: 'pay', producerId, producerEpoch };
  expect(await transactions.addPartitions(claim, new Map([['events', new Set([0])]]))).toBe('NONE');
  data.append(transactionalBatch(producerId, producerEpoch, 0, [['k', 'v']]), IN_TRANSACTION);
  await data.written();
  return claim;
}

describe('a transaction whose end is decided', () => {
  it('gets its markers when the disk takes them again, and lets no other begin before', async () => {
    const running = await start(temporaryFolder());
    const { transactions, data, disk } = running;
    const claim = await begun(running);
    disk.isFull = true;
    expect(await transactions.endTransaction({ ...claim, committed: true, bumpsEpoch: false })).toMatchObject({
      errorCode: 'NONE',
    });
    expect(transactions.describe('pay')).toMatchObject({ transactionState: 'PrepareCommit' });
    expect(data.lastStableOffset).toBe(0);
    expect(await transactions.addPartitions(claim, new Map([['events', new Set([0])]]))).toBe(
      'CONCURRENT_TRANSACTIONS',
    );
    expect(await transactions.endTransaction({ ...claim, committed: false, bumpsEpoch: false })).toMatchObject({
      errorCode: 'INVALID_TXN_STATE',
    });
    disk.isFull = false;
    await until('the markers', () => transactions.describe('pay').transactionState === 'CompleteCommit');
    expect(data.lastStableOffset).toBe(2);
    expect(await transactions.endTransaction({ ...claim, committed: true, bumpsEpoch: false })).toMatchObject({
      errorCode: 'NONE',
    });
  });

  it.each([true, false])('ends that way (commit: %s) after a crash before the first marker', async (committed) => {
    const dir = temporaryFolder();
    const before = await start(dir);
    const claim = await begun(before);
    before.disk.isFull = true;
    await before.transactions.endTransaction({ ...claim, committed: committed, bumpsEpoch: false });
    await crash(before);

    const after = await start(dir);
    await until('the markers', () => after.data.lastStableOffset === 2);
    expect(after.markersSeen).toEqual([`events-0 ${committed}`]);
    expect(after.data.abortedTransactions(0, 10)).toHaveLength(committed ? 0 : 1);
    await until('its end', () => after.transactions.describe('pay').transactionState.startsWith('Complete'));
    await crash(after);

    const later = await start(dir);
    expect(later.transactions.describe('pay').transactionState).toBe(committed ? 'CompleteCommit' : 'CompleteAbort');
    expect(later.markersSeen).toEqual([]);
  });
});

const partitions = new Map([['events', new Set([0])]]);

/** What leads to each state; markers are refused on the way to those that wait for them. */
const WAYS = {
  Empty: async () => undefined,
  Ongoing: async (running: Running, claim) => {
    await running.transactions.addPartitions(claim, partitions);
  },
  CompleteCommit: async (running: Running, claim) => {
    await running.transactions.addPartitions(claim, partitions);
    await running.transactions.endTransaction({ ...claim, committed: true, bumpsEpoch: true });
  },
  CompleteAbort: async (running: Running, claim) => {
    await running.transactions.addPartitions(claim, partitions);
    await running.transactions.endTransaction({ ...claim, committed: false, bumpsEpoch: false });
  },
} satisfies Record<string, (running: Running, claim: TransactionClaim) => Promise<unknown>>;

describe('a crash', () => {
  it.each(Object.keys(WAYS) as (keyof typeof WAYS)[])('leaves an id in %s as it was', async (state) => {
    const dir = temporaryFolder();
    const before = await start(dir);
    const request = { transactionalId: 'pay', timeoutMs: 60_000, expected: undefined };
    const claim = { transactionalId: 'pay', ...(await before.transactions.initProducerId(request)) };
    await WAYS[state](before, claim);
    const described = before.transactions.describe('pay');
    expect(described.transactionState).toBe(state);
    await crash(before);
    const after = await start(dir);
    expect(after.transactions.describe('pay')).toEqual(described);
    expect(after.markersSeen).toEqual([]);
  });

  it.each([true, false])(
    'before the markers leaves the end decided (commit: %s), for who asks again too',
    async (committed) => {
      const dir = temporaryFolder();
      const before = await start(dir);
      const claim = await begun(before);
      before.disk.isFull = true;
      const end = { ...claim, committed, bumpsEpoch: true };
      const answer = await before.transactions.endTransaction(end);
      expect(answer).toEqual({
        errorCode: 'NONE',
        producerId: claim.producerId,
        producerEpoch: claim.producerEpoch + 1,
      });
      await crash(before);

      const after = await start(dir);
      await until('its end', () => after.transactions.describe('pay').transactionState.startsWith('Complete'));
      expect(after.markersSeen).toEqual([`events-0 ${committed}`]);
      expect(await after.transactions.endTransaction(end)).toEqual(answer);
      expect(await after.transactions.endTransaction({ ...end, committed: !committed })).toMatchObject({
        errorCode: 'INVALID_TXN_STATE',
      });
      const next = { ...claim, producerEpoch: answer.producerEpoch };
      expect(await after.transactions.addPartitions(next, partitions)).toBe('NONE');
      expect(await after.transactions.endTransaction(end)).toMatchObject({ errorCode: 'PRODUCER_FENCED' });
      await crash(after);
    },
  );

  it('before the markers of a last epoch goes on with the next producer id', async () => {
    const dir = temporaryFolder();
    const first = await start(dir);
    const claim = await begun(first, 32_766);
    first.disk.isFull = true;
    const end = { ...claim, committed: true, bumpsEpoch: true };
    const answer = await first.transactions.endTransaction(end);
    expect(answer).toMatchObject({ errorCode: 'NONE', producerEpoch: 0 });
    expect(answer.producerId).not.toBe(claim.producerId);
    await crash(first);
    const after = await start(dir);
    await until('its end', () => after.transactions.describe('pay').transactionState === 'CompleteCommit');
    expect(after.transactions.describe('pay')).toMatchObject({ producerId: answer.producerId, producerEpoch: 0 });
    await crash(after);
    const later = await start(dir);
    expect(await later.transactions.endTransaction(end)).toEqual(answer);
  });
});

it.each([
  [0, 0],
  [1, 1],
  [2, 1],
])('at transaction.version %s records have version %s, and are read back at any', async (level, version) => {
  const dir = temporaryFolder();
  const before = await start(dir, { transactionVersion: () => level });
  const claim = await begun(before);
  expect((await before.transactions.endTransaction({ ...claim, committed: true, bumpsEpoch: false })).errorCode).toBe(
    'NONE',
  );
  const stateLog = before.logDir.partition(TRANSACTIONS_TOPIC.name, 0)!;
  const block = await stateLog.read(0, 100_000, { minOneBatch: true });
  expect(new Set(recordsOf(block).map(({ value }) => value!.readInt16BE(0)))).toEqual(new Set([version]));
  const described = before.transactions.describe('pay');
  await crash(before);
  expect((await start(dir)).transactions.describe('pay')).toEqual(described);
});

describe('partitions that join unannounced', () => {
  const claimed = async ({ transactions }: Running) => {
    const request = { transactionalId: 'pay', timeoutMs: 60_000, expected: undefined };
    return { transactionalId: 'pay', ...(await transactions.initProducerId(request)) };
  };
  const named = (...indexes: number[]) => new Map([['events', new Set(indexes)]]);

  it('have their turn in the order of the calls, and cost nothing once they are in', async () => {
    const running = await start(temporaryFolder());
    const claim = await claimed(running);
    const order: number[] = [];
    const joins = [0, 1, 0, 2].map((index) =>
      Promise.resolve(running.transactions.join(claim, named(index))).then((code) => {
        // Whoever has joined writes at once: those behind must not be there before.
        order.push(index);
        return code;
      }),
    );
    expect(await Promise.all(joins)).toEqual(['NONE', 'NONE', 'NONE', 'NONE']);
    expect(order).toEqual([0, 1, 0, 2]);
    expect(running.transactions.join(claim, named(0, 1, 2))).toBe('NONE');
  });

  it('are refused to who is fenced, and while an end waits for its markers', async () => {
    const running = await start(temporaryFolder());
    const claim = await claimed(running);
    await running.transactions.join(claim, named(0));
    running.disk.isFull = true;
    await running.transactions.endTransaction({ ...claim, committed: true, bumpsEpoch: true });
    expect(await running.transactions.join(claim, named(0))).toBe('PRODUCER_FENCED');
    const next = { ...claim, producerEpoch: claim.producerEpoch + 1 };
    expect(await running.transactions.join(next, named(0))).toBe('CONCURRENT_TRANSACTIONS');
  });
});

it('an open transaction is open after a crash, and overdue ones are aborted by their own clock', async () => {
  const dir = temporaryFolder();
  const before = await start(dir);
  const claim = await begun(before);
  await crash(before);
  const after = await start(dir, { now: () => Date.now() + 120_000 });
  expect(after.transactions.describe('pay')).toMatchObject({ transactionState: 'Ongoing' });
  await until('the abort', () => after.transactions.describe('pay').transactionState === 'CompleteAbort');
  expect(await after.transactions.endTransaction({ ...claim, committed: true, bumpsEpoch: false })).toMatchObject({
    errorCode: 'PRODUCER_FENCED',
  });
  expect(after.markersSeen).toEqual(['events-0 false']);
});

it('answers before it is loaded and after it is closed with what makes a client come again', async () => {
  const { transactions } = await start(temporaryFolder());
  await transactions.close();
  const request = { transactionalId: 'pay', timeoutMs: 1_000, expected: undefined };
  expect(await transactions.initProducerId(request)).toMatchObject({ errorCode: 'COORDINATOR_NOT_AVAILABLE' });
  const claim = { transactionalId: 'pay', producerId: 1, producerEpoch: 0 };
  expect(transactions.verify(claim, 'events', 0)).toBe('COORDINATOR_NOT_AVAILABLE');
  expect(
    transactions.list({ stateFilters: [], producerIdFilters: [], durationFilterMs: -1, transactionalIdPattern: null })
      .errorCode,
  ).toBe('COORDINATOR_NOT_AVAILABLE');
});

it('makes its topic with the first transactional producer, and tries again where that fails', async () => {
  let failures = 1;
  const dir = temporaryFolder();
  const logDir = await LogDir.open({ dir: temporaryFolder(), log: silent, configOf: () => logConfigOf({}) });
  const { transactions } = await start(dir, {
    openLog: async () => {
      if (failures-- > 0) throw new Error('no room');
      return new CoordinatorLog([await logDir.create(TRANSACTIONS_TOPIC.name, 0, TOPIC_ID)], 0);
    },
  });
  const request = { transactionalId: 'pay', timeoutMs: 1_000, expected: undefined };
  expect(await transactions.initProducerId(request)).toMatchObject({ errorCode: 'COORDINATOR_NOT_AVAILABLE' });
  expect(await transactions.initProducerId(request)).toMatchObject({ errorCode: 'NONE', producerEpoch: 0 });
});

it('of two successors at once one is told to come again', async () => {
  const { transactions } = await start(temporaryFolder());
  const request = { transactionalId: 'pay', timeoutMs: 1_000, expected: undefined };
  const answers = await Promise.all([transactions.initProducerId(request), transactions.initProducerId(request)]);
  expect(answers.map(({ errorCode }) => errorCode).sort()).toEqual(['CONCURRENT_TRANSACTIONS', 'NONE']);
});

it('forgets ids that nothing is heard of, for good, but none with an open transaction', async () => {
  const dir = temporaryFolder();
  let nowMs = Date.now();
  const running = await start(dir, { now: () => nowMs, expireEveryMs: 10 });
  const { transactions } = running;
  await transactions.initProducerId({ transactionalId: 'idle', timeoutMs: 900_000, expected: undefined });
  const claim = { transactionalId: 'busy', producerId: 2, producerEpoch: 0 };
  await transactions.initProducerId({ transactionalId: 'busy', timeoutMs: 900_000, expected: undefined });
  await transactions.addPartitions(claim, new Map([['events', new Set([0])]]));
  nowMs += 60_001;
  await until('the idle one to go', () => transactions.describe('idle').errorCode === 'TRANSACTIONAL_ID_NOT_FOUND');
  expect(transactions.describe('busy').transactionState).toBe('Ongoing');
  await crash(running);
  const after = await start(dir);
  expect(after.transactions.describe('idle').errorCode).toBe('TRANSACTIONAL_ID_NOT_FOUND');
  expect(after.transactions.describe('busy').transactionState).toBe('Ongoing');
});
