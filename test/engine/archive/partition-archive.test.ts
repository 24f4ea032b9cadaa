import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PartitionArchive } from '../../../engine/archive/partition-archive.ts';
import { silentLog } from '../../../engine/log.ts';
import type { Checkpoint, Manifest } from '../../../engine/stream/checkpoint.ts';
import { Fold } from '../../../engine/stream/fold.ts';
import type { LogRecord } from '../../../engine/stream/kafka-wire.ts';
import type { TaskContext } from '../../../engine/stream/runtime.ts';
import { placedEvent } from '../event.ts';
import { type Outcome, UnreliableStore } from './unreliable-store.ts';

const NOW = 1_700_000_000_000;
const TOPIC_ID = '3486b69b-96de-41f6-817e-a7f203266426';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A partition with repeats and with records that are no events, each some seconds after the one before. */
function makeLog(count: number): LogRecord[] {
  return Array.from({ length: count }, (_, offset) => {
    const at = NOW + offset * 5_000;
    const repeated = offset % 7 === 6;
    const {
      session_id: _s,
      partition: _p,
      offset: _o,
      ...event
    } = placedEvent({
      id: `e${repeated ? offset - 3 : offset}`,
      visitor_id: `v${offset % 4}`,
      utm_campaign: offset % 31 === 0 ? `c${offset}` : '',
      ts: at,
    });
    const value = offset % 11 === 10 ? 'nonsense' : JSON.stringify(event);
    return { offset, timestamp: at, key: null, value: Buffer.from(value) };
  });
}

/** What ClickHouse must hold in the end. */
function expectedRows(log: LogRecord[]): string[] {
  const fold = new Fold(0, 0);
  return log.flatMap((record) => {
    const event = fold.apply(record);
    return event ? [`${event.offset} ${event.id} ${event.session_id}`] : [];
  });
}

/** The group's checkpoints, kept whole: what becomes of halves is checkpoint.test.ts's matter. */
class KeptCheckpoints {
  readonly #kept: Array<{ manifest: Manifest; state: Buffer }> = [];
  async save(_partition: number, { state, ...rest }: Checkpoint): Promise<void> {
    const manifest = { version: 1, id: '', slot: 0, chunks: 1, bytes: 0, crc32: 0, writtenAt: 0, ...rest } as const;
    this.#kept.push({ manifest, state });
  }
  async load(_partition: number, accept: (manifest: Manifest) => boolean) {
    return this.#kept.findLast(({ manifest }) => accept(manifest)) ?? null;
  }
}

/** A group member that may own the partition: its task, where it reads, and whether the group counts on it. */
class Member {
  #task: PartitionArchive | null = null;
  #position = 0;
  #lease = true;
  readonly #log: LogRecord[];
  readonly #context: TaskContext;
  readonly #store: UnreliableStore;

  constructor(log: LogRecord[], store: UnreliableStore, checkpoints: KeptCheckpoints) {
    this.#log = log;
    this.#store = store;
    this.#context = {
      partition: 0,
      topicId: TOPIC_ID,
      log: silentLog,
      checkpoints,
      producer: { send: () => Promise.resolve(), pendingBytes: () => 0, close: () => Promise.resolve() },
      end: async () => log.length,
      read: () => Promise.reject(new Error('the archive reads nothing beside')),
      recordAt: async (offset) => log[offset] ?? null,
      holdsLease: () => this.#lease,
      pause() {},
      resume() {},
      restart: () => void this.open(),
    };
  }

  async open(): Promise<void> {
    this.#task?.close();
    const task = new PartitionArchive(this.#context, this.#store);
    this.#task = task;
    this.#position = await task.open();
  }

  read(count: number): void {
    const records = this.#log.slice(this.#position, this.#position + count);
    this.#position += records.length;
    this.#task?.process({
      topic: 'weir.events',
      partition: 0,
      error: null,
      records,
      nextOffset: this.#position,
      highWatermark: this.#log.length,
      logStartOffset: 0,
    });
  }

  /** The group gave the partition to another: this one may not have noticed, or may have let go. */
  lose(noticed: boolean): void {
    this.#lease = false;
    if (noticed) this.#task?.close();
  }

  settle = async (): Promise<void> => this.#task?.settle();
  lag = (): number => this.#task?.status().lag ?? Number.POSITIVE_INFINITY;
}

type Step =
  /** By the owner, or by the one before, which may still believe to be it. */
  | { do: 'read'; count: number; stale: boolean }
  | { do: 'wait'; ms: number }
  | { do: 'decide'; outcome: Outcome }
  | { do: 'settle' }
  | { do: 'take over'; noticed: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      count: fc.integer({ min: 1, max: 12 }),
      stale: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(300, 1_100) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      outcome: fc.constantFrom<Outcome>('stored', 'stored', 'refused', 'answer lost', 'stored later'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'settle' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('take over' as const),
      noticed: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    }),
  },
);

test('whatever the store and the group do, every event is stored exactly once', async () => {
  const log = makeLog(120);
  const expected = expectedRows(log);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
      const store = new UnreliableStore();
      const checkpoints = new KeptCheckpoints();
      let owner = new Member(log, store, checkpoints);
      let previous = new Member(log, store, checkpoints);
      await owner.open();
      for (const one of steps) {
        if (one.do === 'read') (one.stale ? previous : owner).read(one.count);
        else if (one.do === 'wait') await vi.advanceTimersByTimeAsync(one.ms);
        else if (one.do === 'decide') store.decide(one.outcome);
        else if (one.do === 'settle') void owner.settle();
        else {
          // Who lost it before notices now; who loses it may read on for a while.
          previous.lose(true);
          owner.lose(one.noticed);
          previous = owner;
          owner = new Member(log, store, checkpoints);
          await owner.open();
        }
      }
      // At last the store works, one member stays, and time goes on.
      owner.lose(true);
      owner = new Member(log, store, checkpoints);
      await owner.open();
      for (let round = 0; round < 200 && (owner.lag() > 0 || store.hanging > 0); round++) {
        owner.read(50);
        store.decide('stored');
        await vi.advanceTimersByTimeAsync(1_500);
      }
      for (let late = 0; late < 20; late++) store.decide('stored');
      await vi.advanceTimersByTimeAsync(10_000);
      const rows = store.stored.map((row) => `${row.kafka_offset} ${row.event_id} ${row.session_id}`);
      rows.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
      expect(rows).toEqual(expected);
    }),
    { numRuns: 100 },
  );
}, 120_000);

test('a member that reads on after the group gave its partition away writes nothing', async () => {
  const log = makeLog(60);
  const store = new UnreliableStore();
  const checkpoints = new KeptCheckpoints();
  const [sleeper, successor] = [new Member(log, store, checkpoints), new Member(log, store, checkpoints)];
  const write = async (member: Member, count: number) => {
    member.read(count);
    await vi.advanceTimersByTimeAsync(1_100);
    while (store.hanging > 0) store.decide('stored');
    await vi.advanceTimersByTimeAsync(100);
  };
  await sleeper.open();
  await write(sleeper, 5);
  sleeper.lose(false);
  await successor.open();
  await write(successor, 8);
  // It believes that ClickHouse stands where it stood before, and would go on from there.
  for (let block = 0; block < 4; block++) await write(sleeper, 4);
  await write(successor, 60);
  const offsets = store.stored.map((row) => row.kafka_offset);
  expect(offsets.toSorted((a, b) => a - b)).toEqual(expectedRows(log).map((row) => Number.parseInt(row, 10)));
});

test('a log that is not the one the rows came from stops the partition instead of losing events', async () => {
  const store = new UnreliableStore();
  const checkpoints = new KeptCheckpoints();
  const first = new Member(makeLog(60), store, checkpoints);
  await first.open();
  first.read(60);
  await vi.advanceTimersByTimeAsync(1_100);
  store.decide('stored');
  await vi.advanceTimersByTimeAsync(100);
  const shorter = new Member(makeLog(40), store, checkpoints);
  await expect(shorter.open()).rejects.toMatchObject({ code: 'LOG_DIVERGED' });
  const other = makeLog(60).map((record) => ({
    ...record,
    value: Buffer.from(String(record.value).replace('"e', '"x')),
  }));
  await expect(new Member(other, store, checkpoints).open()).rejects.toMatchObject({ code: 'LOG_DIVERGED' });
});
