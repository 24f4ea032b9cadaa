import { cpSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PartitionLog } from '../../../../engine/kafka/log/partition-log.ts';
import { placeBatch } from '../../../../engine/kafka/records/batch.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { batchOf, CLIENT, NOW_MS, openPartition, readAll, record, type SeenRecord } from './partitions.ts';

/** The obvious log: an array. Compaction may take from `records` below `compactedTo` what is superseded. */
class Model {
  records: SeenRecord[] = [];
  startOffset = 0;
  endOffset = 0;
  compacted = false;

  append(keys: readonly string[], valueBytes: number): void {
    for (const key of keys) {
      this.records.push({ offset: this.endOffset, key, value: paddedOffset(this.endOffset, valueBytes) });
      this.endOffset++;
    }
  }

  latest(): Map<string | null, SeenRecord> {
    return new Map(this.records.map((each) => [each.key, each]));
  }
}

const paddedOffset = (offset: number, bytes: number): string => `${offset}`.padEnd(bytes, '.');

interface Crash {
  readonly kind: 'crash';
  /** Bytes of a batch that were never written, at its end. */
  readonly garbage: number;
  readonly hole: boolean;
  readonly checkpointed: boolean;
  readonly dropIndexes: boolean;
}

type Command =
  | { readonly kind: 'append'; readonly keys: readonly string[]; readonly valueBytes: number }
  | { readonly kind: 'read'; readonly at: number; readonly maxBytes: number }
  | { readonly kind: 'roll' | 'clean' | 'flush' | 'close' | 'retain' }
  | { readonly kind: 'deleteRecords'; readonly at: number }
  | Crash;

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 8 }),
      valueBytes: fc.integer({ min: 1, max: 300 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      at: fraction,
      maxBytes: fc.integer({ min: 1, max: 5_000 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('roll' as const, 'clean' as const, 'flush' as const, 'close' as const, 'retain' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteRecords' as const), at: fraction }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      garbage: fc.integer({ min: 0, max: 140 }),
      hole: fc.boolean(),
      checkpointed: fc.boolean(),
      dropIndexes: fc.boolean(),
    }),
  },
);

/** The partition under test with the folder that it is in now: a crash copies the folder, as the OS would show it to the next process. */
class Subject {
  readonly #root = temporaryFolder();
  #incarnation = 0;
  log: PartitionLog;
  checkpoint = { recoveryPoint: 0, logStartOffset: 0, firstDirtyOffset: 0 };

  constructor() {
    this.log = this.#open(false);
  }

  #open(cleanShutdown: boolean): PartitionLog {
    const configs = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0', 'segment.bytes': '2048' };
    return openPartition(this.dir, { ...this.checkpoint, configs, cleanShutdown });
  }

  get dir(): string {
    return join(this.#root, String(this.#incarnation));
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

  async crash(how: Crash): Promise<void> {
    if (how.checkpointed) this.note();
    else this.checkpoint = { ...this.checkpoint, logStartOffset: this.log.logStartOffset };
    const old = this.log;
    const from = this.dir;
    this.#incarnation++;
    cpSync(from, this.dir, { recursive: true });
    await old.abandon();
    tearTail(this.dir, old.logEndOffset, how);
    if (how.dropIndexes)
      for (const name of readdirSync(this.dir)) if (name.endsWith('.index')) truncateSync(join(this.dir, name), 0);
    this.log = this.#open(false);
  }
}

/** What a write that was cut short leaves behind the end: the beginning of a batch, or a whole one with a hole of zeros in it. */
function tearTail(dir: string, logEndOffset: number, { garbage, hole }: Crash): void {
  const last = readdirSync(dir)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1);
  if (garbage === 0 || !last) return;
  const torn = batchOf(record('a', 'x'.repeat(150)));
  placeBatch(torn, 0, logEndOffset, 0);
  // The batch ends in a zero, its count of headers: a hole of that byte alone would be none.
  const left = hole ? torn.fill(0, torn.length - garbage - 1) : torn.subarray(0, torn.length - garbage);
  writeFileSync(join(dir, last), left, { flag: 'a' });
}

async function run(subject: Subject, model: Model, step: Command): Promise<void> {
  const at = (portion: number): number =>
    model.startOffset + Math.round(portion * (model.endOffset - model.startOffset));
  switch (step.kind) {
    case 'append': {
      const base = model.endOffset;
      const records = step.keys.map((key, i) =>
        record(key, paddedOffset(base + i, step.valueBytes), NOW_MS - 1_000 + base + i),
      );
      const result = subject.log.append(batchOf(...records), CLIENT);
      model.append(step.keys, step.valueBytes);
      expect([result.baseOffset, result.lastOffset]).toEqual([base, model.endOffset - 1]);
      await subject.log.written();
      return;
    }
    case 'read':
      agree(await readAll(subject.log, at(step.at), step.maxBytes), model, at(step.at));
      return;
    case 'roll':
      subject.log.roll();
      return;
    case 'flush':
      return subject.log.flush();
    case 'retain':
      subject.log.applyRetention();
      return;
    case 'clean':
      subject.log.roll();
      if (await subject.log.clean(() => false)) model.compacted = true;
      return;
    case 'deleteRecords':
      model.startOffset = await subject.log.deleteRecordsTo(at(step.at));
      return;
    case 'close':
      return subject.closeAndOpen();
    case 'crash':
      return subject.crash(step);
  }
}

/** Every record read was appended as it is; nothing is missing but what a later record of the same key stands for, and that only after compaction. */
function agree(seen: readonly SeenRecord[], model: Model, from: number): void {
  const expected = model.records.filter((each) => each.offset >= from);
  if (!model.compacted) {
    expect(seen).toEqual(expected);
    return;
  }
  const byOffset = new Map(expected.map((each) => [each.offset, each]));
  for (const each of seen) expect(each).toEqual(byOffset.get(each.offset));
  const offsets = new Set(seen.map((each) => each.offset));
  for (const latest of model.latest().values()) if (latest.offset >= from) expect(offsets).toContain(latest.offset);
  expect(seen.map((each) => each.offset)).toEqual([...offsets].sort((a, b) => a - b));
}

it('agrees with an array through appends, reads, rolls, compaction, deletions, restarts and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 40, size: 'max' }), async (commands) => {
      const subject = new Subject();
      const model = new Model();
      for (const step of commands) {
        await run(subject, model, step);
        expect(subject.log.logEndOffset).toBe(model.endOffset);
        expect(subject.log.highWatermark).toBe(model.endOffset);
        expect(subject.log.logStartOffset).toBe(model.startOffset);
      }
      agree(await readAll(subject.log, model.startOffset, 700), model, model.startOffset);
      await subject.log.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);
