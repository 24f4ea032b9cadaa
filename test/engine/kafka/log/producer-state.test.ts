import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogError } from '../../../../engine/kafka/log/log-error.ts';
import {
  decodeSnapshot,
  encodeSnapshot,
  restoreSnapshot,
  snapshotOffsets,
  writeSnapshot,
} from '../../../../engine/kafka/log/producer-snapshot.ts';
import { ProducerState } from '../../../../engine/kafka/log/producer-state.ts';
import { placeBatch } from '../../../../engine/kafka/records/batch.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { CLIENT, NOW_MS, openPartition, producerBatch } from './partitions.ts';
import { marker, transactionalBatch } from './transactional.ts';

function codeOf(step: () => unknown): string {
  try {
    step();
    return 'NONE';
  } catch (error) {
    if (error instanceof LogError) return error.code;
    throw error;
  }
}

describe('an idempotent producer', () => {
  it('gets the first offsets again when it repeats one of its last five batches', async () => {
    const log = openPartition(temporaryFolder());
    for (let i = 0; i < 7; i++) log.append(producerBatch(9, 0, i * 2, 2), CLIENT);
    expect(log.append(producerBatch(9, 0, 4, 2), CLIENT)).toMatchObject({
      baseOffset: 4,
      lastOffset: 5,
      duplicate: true,
    });
    expect(log.append(producerBatch(9, 0, 12, 2), CLIENT)).toMatchObject({ baseOffset: 12, duplicate: true });
    expect(codeOf(() => log.append(producerBatch(9, 0, 2, 2), CLIENT))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(log.logEndOffset).toBe(14);
    await log.close();
  });

  it('is refused with a gap, and after a newer epoch of its id was seen', async () => {
    const log = openPartition(temporaryFolder());
    log.append(producerBatch(9, 0, 0, 3), CLIENT);
    expect(codeOf(() => log.append(producerBatch(9, 0, 4), CLIENT))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(codeOf(() => log.append(producerBatch(9, 1, 1), CLIENT))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(codeOf(() => log.append(producerBatch(9, 1, 0), CLIENT))).toBe('NONE');
    expect(codeOf(() => log.append(producerBatch(9, 0, 3), CLIENT))).toBe('INVALID_PRODUCER_EPOCH');
    await log.close();
  });

  it('may begin anywhere when it is not known, and wraps its sequence to 0', async () => {
    const log = openPartition(temporaryFolder());
    log.append(producerBatch(9, 0, 2147483646, 4), CLIENT);
    expect(codeOf(() => log.append(producerBatch(9, 0, 2), CLIENT))).toBe('NONE');
    await log.close();
  });

  it.each([
    ['in order', true, false],
    ['in order, in a new segment', true, true],
    ['by a crash', false, false],
    ['by a crash, right after a new segment was begun', false, true],
  ])('is known with its last five batches after an end %s', async (_, orderly, rolls) => {
    const dir = temporaryFolder();
    const log = openPartition(dir, { configs: { 'segment.bytes': '1000000' } });
    for (let i = 0; i < 60; i++) log.append(producerBatch(9, 3, i * 2, 2), CLIENT);
    await log.written();
    if (rolls) log.roll();
    await (orderly ? log.close() : log.abandon());
    const again = openPartition(dir, { cleanShutdown: orderly });
    for (const first of [110, 112, 114, 116, 118]) {
      expect(again.append(producerBatch(9, 3, first, 2), CLIENT)).toMatchObject({ baseOffset: first, duplicate: true });
    }
    expect(codeOf(() => again.append(producerBatch(9, 3, 108, 2), CLIENT))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(codeOf(() => again.append(producerBatch(9, 3, 122), CLIENT))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(codeOf(() => again.append(producerBatch(9, 3, 120), CLIENT))).toBe('NONE');
    await again.close();
  });

  it('is forgotten when silent for long', () => {
    const state = new ProducerState();
    state.update(producerBatch(1, 0, 0), 0);
    expect(state.expire(NOW_MS)).toBe(0);
    expect(state.expire(NOW_MS + 1)).toBe(1);
    expect(state.size).toBe(0);
  });
});

/** The rule, written slowly: the next sequence or a repeat of one of the last five. */
it('accepts exactly what continues or repeats, whatever comes', () => {
  const send = fc.record({
    id: fc.integer({ min: 1, max: 2 }),
    epoch: fc.integer({ min: 0, max: 2 }),
    first: fc.integer({ min: 0, max: 6 }),
    count: fc.integer({ min: 1, max: 2 }),
  });
  fc.assert(
    fc.property(fc.array(send, { maxLength: 60, size: 'max' }), (sends) => {
      const state = new ProducerState();
      const known = new Map<number, { epoch: number; batches: string[]; next: number }>();
      let offset = 0;
      for (const { id, epoch, first, count } of sends) {
        const batch = producerBatch(id, epoch, first, count);
        const seen = known.get(id);
        const name = `${first}+${count}`;
        const verdict = codeOf(() => state.check(batch, 0));
        if (seen && epoch < seen.epoch) expect(verdict).toBe('INVALID_PRODUCER_EPOCH');
        else if (seen && epoch > seen.epoch)
          expect(verdict).toBe(first === 0 ? 'NONE' : 'OUT_OF_ORDER_SEQUENCE_NUMBER');
        else if (seen && !seen.batches.includes(name))
          expect(verdict).toBe(first === seen.next ? 'NONE' : 'OUT_OF_ORDER_SEQUENCE_NUMBER');
        else expect(verdict).toBe('NONE');
        if (verdict !== 'NONE' || state.check(batch, 0)) continue;
        placeBatch(batch, 0, offset, 0);
        offset += count;
        state.update(batch, 0);
        const batches = seen?.epoch === epoch ? [...seen.batches, name].slice(-5) : [name];
        known.set(id, { epoch, batches, next: first + count });
      }
    }),
  );
});

describe('a snapshot', () => {
  it('brings back every producer with what it remembers of it', () => {
    const send = fc.record({
      id: fc.integer({ min: 1, max: 3 }),
      epoch: fc.integer({ min: 0, max: 1 }),
      count: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom('plain', 'transactional', 'commit', 'abort'),
    });
    fc.assert(
      fc.property(fc.array(send, { maxLength: 40, size: 'max' }), (sends) => {
        const state = new ProducerState();
        const next = new Map<string, number>();
        let offset = 0;
        for (const { id, epoch, count, kind } of sends) {
          const sequence = next.get(`${id}/${epoch}`) ?? 0x7ffffffe;
          const records = Array.from({ length: count }, (_, i) => [String(i), 'v'] as const);
          const isData = kind === 'plain' || kind === 'transactional';
          const batch = !isData
            ? marker(id, epoch, kind === 'commit')
            : kind === 'plain'
              ? producerBatch(id, epoch, sequence, count)
              : transactionalBatch(id, epoch, sequence, records);
          placeBatch(batch, 0, offset, 0);
          offset += isData ? count : 1;
          if (isData) next.set(`${id}/${epoch}`, (sequence + count) % 2 ** 31);
          state.update(batch, 0);
        }
        expect(decodeSnapshot(encodeSnapshot(state))).toEqual([...state.entries()]);
      }),
    );
  });

  it('holds the last batches of each producer, and an undone append leaves no trace', () => {
    const state = new ProducerState();
    for (const sequence of [0, 1, 2]) state.update(producerBatch(5, 2, sequence), 0);
    const before = encodeSnapshot(state);
    state.update(producerBatch(5, 2, 3), 0).undo?.();
    state.update(producerBatch(6, 0, 0), 0).undo?.();
    expect(encodeSnapshot(state)).toEqual(before);
    expect(decodeSnapshot(before)).toMatchObject([
      { producerId: 5, producerEpoch: 2, batches: [0, 1, 2].map((lastSequence) => ({ lastSequence })) },
    ]);
  });

  it('that is damaged or too new is thrown away for an older one', () => {
    const dir = temporaryFolder();
    const state = new ProducerState();
    state.update(producerBatch(5, 2, 0), 0);
    const sound = encodeSnapshot(state);
    writeSnapshot(dir, 10, sound);
    const damaged = Buffer.from(sound);
    damaged[20] = damaged[20]! ^ 1;
    writeSnapshot(dir, 20, damaged);
    writeSnapshot(dir, 30, sound);
    writeFileSync(join(dir, 'other'), '');
    expect(restoreSnapshot(dir, 25, state)).toBe(10);
    expect(state.get(5)?.producerEpoch).toBe(2);
    expect(snapshotOffsets(dir)).toEqual([10]);
  });
});
