import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_BYTES, type Checkpoint, CheckpointReader, toRecords } from '../../../engine/stream/checkpoint.ts';
import type { OutgoingRecord } from '../../../engine/stream/send-queue.ts';

const checkpoint = (nextOffset: number, bytes: number): Checkpoint => ({
  topicId: 'topic',
  nextOffset,
  lastStored: nextOffset - 1,
  // Random, so that it does not shrink.
  state: randomBytes(bytes),
});

async function read(records: OutgoingRecord[], accept: (nextOffset: number) => boolean = () => true) {
  const reader = new CheckpointReader((manifest) => accept(manifest.nextOffset));
  for (const { key, value } of records) reader.add(String(key), value === null ? null : Buffer.from(value as Buffer));
  return reader.best();
}

/** What compaction may leave: of each key the last record only. */
function compacted(records: OutgoingRecord[]): OutgoingRecord[] {
  return records.filter((record, index) => !records.slice(index + 1).some((later) => later.key === record.key));
}

describe('checkpoints', () => {
  test('come back whole, in chunks that fit a record', async () => {
    const saved = checkpoint(7, CHUNK_BYTES * 2 + 5);
    const records = await toRecords(saved, 1, 3);
    expect(records.length).toBe(4);
    for (const { value, partition } of records) {
      expect((value as Buffer).length).toBeLessThan(900_000);
      expect(partition).toBe(3);
    }
    const found = await read(records);
    expect(found?.state.equals(saved.state)).toBe(true);
    expect(found?.manifest).toMatchObject({ topicId: 'topic', nextOffset: 7, lastStored: 6, slot: 1 });
  });

  test('a half-written one is never used, and the whole one before it stays, compacted or not', async () => {
    const first = await toRecords(checkpoint(10, CHUNK_BYTES * 2), 0, 0);
    const second = await toRecords(checkpoint(20, CHUNK_BYTES * 2), 1, 0);
    const third = await toRecords(checkpoint(30, CHUNK_BYTES * 2), 0, 0);
    for (let written = 0; written < third.length; written++) {
      const log = [...first, ...second, ...third.slice(0, written)];
      expect((await read(log))?.manifest.nextOffset).toBe(20);
      expect((await read(compacted(log)))?.manifest.nextOffset).toBe(20);
    }
    expect((await read(compacted([...first, ...second, ...third])))?.manifest.nextOffset).toBe(30);
  });

  test('two writers at once leave nothing but whole checkpoints', async () => {
    const before = await toRecords(checkpoint(5, 100), 1, 0);
    const one = await toRecords(checkpoint(10, CHUNK_BYTES + 1), 0, 0);
    const other = await toRecords(checkpoint(11, CHUNK_BYTES + 1), 0, 0);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), async (turns) => {
        const queues = [[...one], [...other]];
        const mixed = turns.flatMap((first) => queues[first ? 0 : 1]!.splice(0, 1));
        const found = await read([...before, ...mixed, ...queues.flat()]);
        expect([5, 10, 11]).toContain(found?.manifest.nextOffset);
      }),
    );
  });

  test('a damaged chunk is noticed', async () => {
    const records = await toRecords(checkpoint(10, 1_000), 0, 0);
    const chunk = Buffer.from(records[0]!.value as Buffer);
    chunk[500]! ^= 1;
    expect(await read([{ ...records[0]!, value: chunk }, records[1]!])).toBeNull();
  });

  test('the furthest one that is acceptable is taken', async () => {
    const records = [...(await toRecords(checkpoint(10, 10), 0, 0)), ...(await toRecords(checkpoint(20, 10), 1, 0))];
    expect((await read(records, (nextOffset) => nextOffset < 20))?.manifest.nextOffset).toBe(10);
    expect(await read(records, () => false)).toBeNull();
  });
});
