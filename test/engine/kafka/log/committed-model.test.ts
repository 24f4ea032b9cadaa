import { cpSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { batchOf, CLIENT, openPartition, record, type SeenRecord } from './partitions.ts';
import { COORDINATOR, IN_TRANSACTION, marker, readCommitted, transactionalBatch } from './transactional.ts';

/** One record in the naive model; `transaction` is shared by the records of one, and decided or not. */
interface Written extends SeenRecord {
  readonly transaction: { state: 'open' | 'committed' | 'aborted' } | undefined;
}

interface Producer {
  sequence: number;
  open: Written['transaction'] | undefined;
}

/** The obvious log: an array. What a reader sees ends before the first record of an open transaction. */
class Model {
  readonly records: Written[] = [];
  readonly producers = new Map<number, Producer>();
  endOffset = 0;
  compacted = false;

  producer(id: number): Producer {
    const producer = this.producers.get(id) ?? { sequence: 0, open: undefined };
    this.producers.set(id, producer);
    return producer;
  }

  write(keys: readonly string[], transaction: Written['transaction']): (readonly [string, string])[] {
    return keys.map((key) => {
      const value = `${key}@${this.endOffset}`.padEnd(60, '.');
      this.records.push({ offset: this.endOffset++, key, value, transaction });
      return [key, value] as const;
    });
  }

  get lastStableOffset(): number {
    return this.records.find(({ transaction }) => transaction?.state === 'open')?.offset ?? this.endOffset;
  }

  committed(from: number): SeenRecord[] {
    return this.records
      .filter(({ offset }) => offset >= from && offset < this.lastStableOffset)
      .filter(({ transaction }) => transaction === undefined || transaction.state === 'committed')
      .map(({ offset, key, value }) => ({ offset, key, value }));
  }
}

const producerId = fc.integer({ min: 1, max: 4 });
const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 5 });
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), producerId, keys }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('plain' as const), keys }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), producerId, committed: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('read' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('roll' as const, 'flush' as const, 'checkpoint' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('clean' as const, 'close' as const, 'kill' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

class Subject {
  readonly #root = temporaryFolder();
  readonly #configs: Readonly<Record<string, string>>;
  #incarnation = 0;
  log: PartitionLog;
  checkpoint = { recoveryPoint: 0, logStartOffset: 0, firstDirtyOffset: 0 };

  constructor(compacts: boolean) {
    const compaction = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0', 'delete.retention.ms': '0' };
    this.#configs = { 'segment.bytes': '1024', ...(compacts ? compaction : {}) };
    this.log = this.#open(false);
  }

  get #dir(): string {
    return join(this.#root, String(this.#incarnation));
  }

  #open(cleanShutdown: boolean): PartitionLog {
    return openPartition(this.#dir, { ...this.checkpoint, configs: this.#configs, cleanShutdown });
  }

  note(): void {
    const { recoveryPoint, logStartOffset, firstDirtyOffset } = this.log;
    this.checkpoint = { recoveryPoint, logStartOffset, firstDirtyOffset };
  }

  async closeAndOpen(): Promise<void> {
    await this.log.close();
    this.note();
    this.log = this.#open(true);
  }

  /** As the OS would show the folder to the next process. */
  async kill(): Promise<void> {
    const old = this.log;
    const from = this.#dir;
    this.#incarnation++;
    cpSync(from, this.#dir, { recursive: true });
    await old.abandon();
    this.log = this.#open(false);
  }
}

async function run(subject: Subject, model: Model, step: Command): Promise<void> {
  switch (step.kind) {
    case 'send': {
      const producer = model.producer(step.producerId);
      producer.open ??= { state: 'open' };
      const records = model.write(step.keys, producer.open);
      subject.log.append(transactionalBatch(step.producerId, 0, producer.sequence, records), IN_TRANSACTION);
      producer.sequence += records.length;
      return subject.log.written();
    }
    case 'plain': {
      const records = model.write(step.keys, undefined);
      subject.log.append(batchOf(...records.map(([key, value]) => record(key, value))), CLIENT);
      return subject.log.written();
    }
    case 'end': {
      const producer = model.producer(step.producerId);
      if (producer.open) producer.open.state = step.committed ? 'committed' : 'aborted';
      producer.open = undefined;
      model.endOffset++;
      subject.log.append(marker(step.producerId, 0, step.committed), COORDINATOR);
      return subject.log.written();
    }
    case 'read':
      return agree(subject, model, Math.floor(step.at * model.endOffset));
    case 'roll':
      return subject.log.roll();
    case 'flush':
      return subject.log.flush();
    case 'checkpoint':
      return subject.note();
    case 'clean':
      subject.log.roll();
      if (await subject.log.clean(() => false)) model.compacted = true;
      return;
    case 'close':
      return subject.closeAndOpen();
    case 'kill':
      return subject.kill();
  }
}

/** Exactly what is committed is seen; after compaction what is left of that has the latest of each key. */
async function agree({ log }: Subject, model: Model, from: number): Promise<void> {
  for (const maxBytes of [200, 5_000]) {
    const seen = await readCommitted(log, from, maxBytes);
    const expected = model.committed(from);
    if (!model.compacted) {
      expect(seen).toEqual(expected);
      continue;
    }
    const byOffset = new Map(expected.map((each) => [each.offset, each]));
    for (const each of seen) expect(each).toEqual(byOffset.get(each.offset));
    const offsets = new Set(seen.map(({ offset }) => offset));
    const latest = new Map(expected.map((each) => [each.key, each]));
    for (const { offset } of latest.values()) expect(offsets).toContain(offset);
  }
}

it.each([
  ['kept', false],
  ['compacted', true],
] as const)(
  'read_committed agrees with an array through interleaved transactions, restarts and kills, in a log that is %s',
  async (_, compacts) => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 50 }), async (commands) => {
        const subject = new Subject(compacts);
        const model = new Model();
        for (const step of commands) {
          await run(subject, model, step);
          expect(subject.log.logEndOffset).toBe(model.endOffset);
          expect(subject.log.lastStableOffset).toBe(model.lastStableOffset);
        }
        await agree(subject, model, 0);
        await subject.log.close();
      }),
      { numRuns: 150 },
    );
  },
  120_000,
);
