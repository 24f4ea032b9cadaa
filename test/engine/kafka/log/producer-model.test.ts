import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogError } from '../../../../engine/kafka/log/log-error.ts';
import type { AppendResult, PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import { placeBatch } from '../../../../engine/kafka/records/batch.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { batchOf, CLIENT, openPartition, record } from './partitions.ts';
import { Model, type ModelProducer, type SentBatch } from './producer-model.ts';
import {
  COORDINATOR,
  IN_TRANSACTION,
  marker,
  readCommitted,
  readUncommitted,
  sequencedBatch,
} from './transactional.ts';

/** Producers up to here are transactional, those above only idempotent. */
const TRANSACTIONAL_IDS = 3;
const IDS = 5;

const producerId = fc.integer({ min: 1, max: IDS });
const transactionalId = fc.integer({ min: 1, max: TRANSACTIONAL_IDS });
const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 5 });
const portion = fc.double({ min: 0, max: 1, noNaN: true });
const command = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('send' as const), producerId, keys }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('repeat' as const), producerId, back: fc.nat({ max: 7 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('skip' as const), producerId, keys }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('plain' as const), keys }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ kind: fc.constant('end' as const), producerId: transactionalId },
      ...{ committed: fc.boolean(), bumps: fc.boolean() },
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), at: portion, committed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteRecords' as const), at: portion }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('roll' as const, 'flush' as const, 'checkpoint' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('clean' as const, 'close' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), tornBytes: fc.nat({ max: 120 }) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** The partition under test, in the folder that it is in now. */
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

  /** As the OS would show the folder to the next process, with the beginning of a batch at its end that was never whole. */
  async kill(tornBytes: number): Promise<void> {
    const old = this.log;
    const from = this.#dir;
    this.#incarnation++;
    cpSync(from, this.#dir, { recursive: true });
    await old.abandon();
    const last = readdirSync(this.#dir)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .at(-1)!;
    const torn = batchOf(record('a', 'x'.repeat(150)));
    placeBatch(torn, 0, old.logEndOffset, 0);
    writeFileSync(join(this.#dir, last), torn.subarray(0, tornBytes), { flag: 'a' });
    // Where records are deleted is checkpointed before that is answered.
    this.checkpoint = { ...this.checkpoint, logStartOffset: old.logStartOffset };
    this.log = this.#open(false);
  }
}

function codeOf(step: () => AppendResult): string | AppendResult {
  try {
    return step();
  } catch (error) {
    if (error instanceof LogError) return error.code;
    throw error;
  }
}

function append(subject: Subject, id: number, batch: Buffer): string | AppendResult {
  const origin = id <= TRANSACTIONAL_IDS ? IN_TRANSACTION : CLIENT;
  return codeOf(() => subject.log.append(batch, origin));
}

const batchFor = (id: number, epoch: number, sequence: number, records: readonly (readonly [string, string])[]) =>
  sequencedBatch(id, epoch, sequence, records, { transactional: id <= TRANSACTIONAL_IDS });

async function send(subject: Subject, model: Model, id: number, names: readonly string[]): Promise<void> {
  const producer = model.producer(id);
  const records = model.coming(names);
  const { epoch, nextSequence } = producer;
  const result = append(subject, id, batchFor(id, epoch, nextSequence, records));
  expect(result).toMatchObject({ baseOffset: model.endOffset, duplicate: false });
  producer.batches.push({ epoch, firstSequence: nextSequence, keys: names, baseOffset: model.endOffset });
  producer.nextSequence += names.length;
  if (id <= TRANSACTIONAL_IDS) producer.open ??= { state: 'open' };
  model.write(records, producer.open);
  await subject.log.written();
}

/** A batch once more: known if it is one of the last five, whatever happened to the partition meanwhile; else refused. */
function repeat(
  subject: Subject,
  id: number,
  producer: ModelProducer,
  { epoch, firstSequence, keys, ...sent }: SentBatch,
) {
  const result = append(
    subject,
    id,
    batchFor(
      id,
      epoch,
      firstSequence,
      keys.map((key) => [key, 'again'] as const),
    ),
  );
  if (epoch < producer.epoch) return expect(result).toBe('INVALID_PRODUCER_EPOCH');
  const isKnown = producer.remembered.some((batch) => batch.firstSequence === firstSequence);
  if (!isKnown) return expect(result).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
  expect(result).toMatchObject({ baseOffset: sent.baseOffset, duplicate: true });
}

async function end(subject: Subject, model: Model, { producerId: id, committed, bumps }: Command & { kind: 'end' }) {
  const producer = model.producer(id);
  if (bumps) producer.bump();
  if (producer.open) producer.open.state = committed ? 'committed' : 'aborted';
  producer.open = undefined;
  subject.log.append(marker(id, producer.epoch, committed), { ...COORDINATOR, bumpsEpoch: bumps });
  model.endOffset++;
  await subject.log.written();
}

async function run(subject: Subject, model: Model, step: Command): Promise<void> {
  const offsetAt = (at: number): number => model.startOffset + Math.floor(at * (model.endOffset - model.startOffset));
  switch (step.kind) {
    case 'send':
      return send(subject, model, step.producerId, step.keys);
    case 'repeat': {
      const producer = model.producer(step.producerId);
      const sent = producer.batches.at(-1 - step.back);
      if (sent) repeat(subject, step.producerId, producer, sent);
      return;
    }
    case 'skip': {
      const producer = model.producer(step.producerId);
      // Who has not written under this epoch yet may be unknown to the partition.
      if (producer.remembered.length === 0) return;
      const batch = batchFor(step.producerId, producer.epoch, producer.nextSequence + 1, model.coming(step.keys));
      expect(append(subject, step.producerId, batch)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
      return;
    }
    case 'plain': {
      const records = model.coming(step.keys);
      subject.log.append(batchOf(...records.map(([key, value]) => record(key, value))), CLIENT);
      model.write(records, undefined);
      return subject.log.written();
    }
    case 'end':
      return end(subject, model, step);
    case 'read':
      return agree(subject, model, offsetAt(step.at), step.committed);
    case 'deleteRecords':
      model.startOffset = await subject.log.deleteRecordsTo(offsetAt(step.at));
      return;
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
      return subject.kill(step.tornBytes);
  }
}

/** Exactly what the model shows is seen; after compaction what is left of it has the latest committed record of each key. */
async function agree({ log }: Subject, model: Model, from: number, committed: boolean): Promise<void> {
  for (const maxBytes of [200, 5_000]) {
    const seen = committed ? await readCommitted(log, from, maxBytes) : await readUncommitted(log, from, maxBytes);
    const visible = model.visible(from, committed);
    const expected = visible.map(({ offset, key, value }) => ({ offset, key, value }));
    if (!model.compacted) {
      expect(seen).toEqual(expected);
      continue;
    }
    const byOffset = new Map(expected.map((each) => [each.offset, each]));
    for (const each of seen) expect(each).toEqual(byOffset.get(each.offset));
    const offsets = seen.map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    const latest = new Map(model.visible(from, true).map((each) => [each.key, each]));
    for (const { offset } of latest.values()) expect(offsets).toContain(offset);
  }
}

it.each([
  ['kept', false],
  ['compacted', true],
] as const)(
  'agrees with an array on what is read, repeated and refused, through transactions, deletions, restarts and kills, in a log that is %s',
  async (_, compacts) => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 60, size: 'max' }), async (commands) => {
        const subject = new Subject(compacts);
        const model = new Model();
        for (const step of commands) {
          await run(subject, model, step);
          expect(subject.log.logEndOffset).toBe(model.endOffset);
          expect(subject.log.logStartOffset).toBe(model.startOffset);
          expect(subject.log.lastStableOffset).toBe(model.lastStableOffset);
        }
        await agree(subject, model, model.startOffset, true);
        await agree(subject, model, model.startOffset, false);
        await subject.log.close();
      }),
      { numRuns: 60 },
    );
  },
  120_000,
);
