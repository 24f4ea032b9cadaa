import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeTransaction,
  listTransactions,
  unknownStates,
} from '../../../../engine/kafka/transactions/describe.ts';
import { isExpired } from '../../../../engine/kafka/transactions/end-transaction.ts';
import {
  isPrepared,
  newTransaction,
  STATE_NUMBERS,
  type Transaction,
} from '../../../../engine/kafka/transactions/transaction.ts';
import {
  decodeTransaction,
  decodeTransactionKey,
  encodeTransaction,
  encodeTransactionKey,
} from '../../../../engine/kafka/transactions/transaction-records.ts';
import { Transcript } from './transcript.ts';

const who = fc.constantFrom('a', 'b', 'c');
const command = fc.oneof(
  fc.tuple(fc.constantFrom('init', 'commit', 'abort'), who).map((words) => words.join(' ')),
  fc
    .tuple(fc.constantFrom('init', 'commit', 'abort'), who, fc.constantFrom('bump', 'bump unheard'))
    .map((words) => words.join(' ')),
  fc.tuple(who, fc.constantFrom('t-0', 't-1', 'u-0')).map(([name, partition]) => `add ${name} ${partition}`),
  fc.constantFrom('marked', 'wait 40000', 'hold', 'written', 'lost'),
);

describe('whatever producers do', () => {
  it('an epoch never goes back, at most one producer may write, and a decided end stays decided', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40, size: 'max' }), (commands) => {
        const player = new Transcript();
        let before = player.slot.current;
        for (const line of commands) {
          // The coordinator completes what is prepared, once it is, and nothing else.
          if (line === 'marked' && !isPrepared(before)) continue;
          player.run(line);
          const { current } = player.slot;
          expect(current.producerId).toBeGreaterThanOrEqual(before.producerId);
          if (current.producerId === before.producerId)
            expect(current.producerEpoch).toBeGreaterThanOrEqual(before.producerEpoch);
          if (current.state === 'Ongoing') expect(current.partitions.size).toBeGreaterThan(0);
          else if (!isPrepared(current)) expect(current.partitions.size).toBe(0);
          expect(current.startMs >= 0).toBe(current.state !== 'Empty');
          if (isPrepared(before) && current !== before)
            expect(current.state).toBe(before.state.replace('Prepare', 'Complete'));
          if (current.producerEpoch === before.producerEpoch) {
            for (const topic of before.partitions.keys()) {
              if (current.state === 'Ongoing') expect(current.partitions.has(topic)).toBe(true);
            }
          }
          before = current;
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** What an end leaves behind of the producer before it, as far as that is possible in the state. */
function endOf(
  { state, producerEpoch }: Pick<Transaction, 'state' | 'producerEpoch'>,
  bumped: boolean,
  otherId: number | null,
): Partial<Transaction> {
  if (!bumped || state === 'Empty' || state === 'Ongoing') return {};
  const ended = { bumpedByEnd: true, lastProducerEpoch: producerEpoch - 1 };
  if (otherId === null) return ended;
  if (isPrepared({ state })) return { ...ended, nextProducerId: otherId };
  return { ...ended, producerEpoch: 0, lastProducerId: otherId, lastProducerEpoch: 32_766 };
}

const partitions = fc.dictionary(fc.string({ maxLength: 10 }), fc.uniqueArray(fc.nat(), { maxLength: 4 }));
const transaction: fc.Arbitrary<Transaction> = fc
  .record({
    transactionalId: fc.string(),
    producerId: fc.maxSafeNat(),
    producerEpoch: fc.integer({ min: 0, max: 32_767 }),
    timeoutMs: fc.nat(),
    state: fc.constantFrom(...(Object.keys(STATE_NUMBERS) as (keyof typeof STATE_NUMBERS)[])),
    named: partitions,
    startMs: fc.integer({ min: -1 }),
    updatedMs: fc.maxSafeNat(),
    bumped: fc.boolean(),
    rotated: fc.option(fc.maxSafeNat()),
  })
  .map(({ named, bumped, rotated, ...fields }) => ({
    ...newTransaction(fields.transactionalId, 0),
    ...fields,
    ...endOf(fields, bumped, rotated),
    partitions: new Map(
      fields.state === 'Empty' ? [] : Object.entries(named).map(([topic, indexes]) => [topic, new Set(indexes)]),
    ),
  }));

describe('a record of __transaction_state', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(transaction, (written) => {
        expect(decodeTransactionKey(encodeTransactionKey(written.transactionalId))).toBe(written.transactionalId);
        expect(decodeTransaction(written.transactionalId, encodeTransaction(written, 1))).toEqual(written);
        // The older format knows nothing of KIP-890.
        const older = { ...written, lastProducerId: -1, lastProducerEpoch: -1, nextProducerId: -1, bumpedByEnd: false };
        expect(decodeTransaction(written.transactionalId, encodeTransaction(written, 0))).toEqual(older);
      }),
    );
  });

  it("has Kafka's bytes", () => {
    const ongoing: Transaction = {
      ...newTransaction('pay', 5),
      producerId: 7,
      producerEpoch: 2,
      timeoutMs: 60_000,
      state: 'Ongoing',
      partitions: new Map([['t', new Set([3])]]),
      startMs: 4,
    };
    expect(encodeTransactionKey('pay').toString('hex')).toBe('00000003706179');
    expect(encodeTransaction(ongoing, 0).toString('hex')).toBe(
      ['0000', '0000000000000007', '0002', '0000ea60', '01', '00000001', '000174', '00000001', '00000003']
        .concat(['0000000000000005', '0000000000000004'])
        .join(''),
    );
    expect(encodeTransaction({ ...ongoing, state: 'Empty', partitions: new Map() }, 0).toString('hex')).toContain(
      '00ffffffff',
    );
    const last = { ...ongoing, state: 'PrepareCommit', nextProducerId: 9, bumpedByEnd: true } as const;
    expect(encodeTransaction(last, 1).toString('hex')).toBe(
      ['0001', '0000000000000007', '0002', '0000ea60', '02', '02', '0274', '02', '00000003', '00']
        .concat(['0000000000000005', '0000000000000004'])
        .concat(['02', '01', '08', '0000000000000009', '02', '02', '0002'])
        .join(''),
    );
  });

  it('of another version is left alone', () => {
    const value = encodeTransaction(newTransaction('pay', 0), 0);
    value.writeInt16BE(9, 0);
    expect(decodeTransaction('pay', value)).toBeUndefined();
    expect(decodeTransactionKey(Buffer.from([0, 9, 0, 0]))).toBeUndefined();
  });
});

describe('a list', () => {
  const NO_FILTER = { stateFilters: [], producerIdFilters: [], durationFilterMs: -1, transactionalIdPattern: null };
  const base = { ...newTransaction('one', 0), producerId: 1, producerEpoch: 0 };
  const all: Transaction[] = [
    base,
    { ...base, transactionalId: 'two', producerId: 2, state: 'Ongoing', startMs: 1_000 },
    { ...base, transactionalId: 'three', producerId: 3, state: 'CompleteAbort', startMs: 4_000 },
  ];
  const ids = (filter: Partial<Parameters<typeof listTransactions>[1]>) =>
    listTransactions(all, { ...NO_FILTER, ...filter }, 5_000)?.map(({ transactionalId }) => transactionalId);

  it('holds what every filter lets pass', () => {
    expect(ids({})).toEqual(['one', 'two', 'three']);
    expect(ids({ stateFilters: ['Ongoing', 'Empty'] })).toEqual(['one', 'two']);
    expect(ids({ producerIdFilters: [3] })).toEqual(['three']);
    expect(ids({ durationFilterMs: 2_000 })).toEqual(['two']);
    expect(ids({ stateFilters: ['Unheard'] })).toEqual([]);
    expect(unknownStates({ ...NO_FILTER, stateFilters: ['Ongoing', 'Dead', 'Unheard'] })).toEqual(['Unheard']);
  });

  it('is narrowed by a pattern that the whole id matches, in time linear in it', () => {
    expect(ids({ transactionalIdPattern: 't.*' })).toEqual(['two', 'three']);
    expect(ids({ transactionalIdPattern: 't' })).toEqual([]);
    expect(ids({ transactionalIdPattern: '' })).toEqual(['one', 'two', 'three']);
    expect(ids({ transactionalIdPattern: '(' })).toBeUndefined();
    expect(ids({ transactionalIdPattern: 'x'.repeat(4_001) })).toBeUndefined();
    const slow = { ...base, transactionalId: 'a'.repeat(10_000) };
    expect(listTransactions([slow], { ...NO_FILTER, transactionalIdPattern: '(a+)+b' }, 0)).toEqual([]);
  });

  it('tells partitions by topic', () => {
    const ongoing = { ...all[1]!, partitions: new Map([['t', new Set([1, 2])]]) };
    expect(describeTransaction(ongoing)).toMatchObject({
      transactionState: 'Ongoing',
      topics: [{ topic: 't', partitions: [1, 2] }],
    });
  });
});

it('an id expires when nothing was heard of it, but never in a transaction', () => {
  const idle = { ...newTransaction('pay', 1_000), producerId: 1, producerEpoch: 0 };
  expect(isExpired(idle, 500, 1_499)).toBe(false);
  expect(isExpired(idle, 500, 1_500)).toBe(true);
  for (const state of ['Ongoing', 'PrepareCommit', 'PrepareAbort'] as const) {
    expect(isExpired({ ...idle, state }, 500, 9_000)).toBe(false);
  }
});
