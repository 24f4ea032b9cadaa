import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetadataImage, type MetadataRecord } from '../../../../engine/kafka/cluster/metadata-image.ts';
import { MetadataLog } from '../../../../engine/kafka/cluster/metadata-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const topic = (name: string): MetadataRecord => ({ type: 'topic', name, id: `${name}-id`, partitions: 2 });

async function written(dir: string, decisions: MetadataRecord[][]): Promise<void> {
  const { log } = await MetadataLog.open(dir);
  for (const records of decisions) await log.append(records);
  await log.close();
}

async function readBack(dir: string): Promise<MetadataRecord[][]> {
  const { log, decisions } = await MetadataLog.open(dir);
  await log.close();
  return decisions;
}

describe('metadata log', () => {
  it('gives back what was appended, over several lives', async () => {
    const dir = temporaryFolder();
    await written(dir, [[topic('a')], [topic('b'), { type: 'producer-ids', next: 1000 }]]);
    await written(dir, [[{ type: 'remove-topic', name: 'a' }]]);
    expect(await readBack(dir)).toEqual([
      [topic('a')],
      [topic('b'), { type: 'producer-ids', next: 1000 }],
      [{ type: 'remove-topic', name: 'a' }],
    ]);
  });

  it('keeps every decision but the last, wherever a crash cut that one, and goes on from there', async () => {
    const dir = temporaryFolder();
    const path = join(dir, 'cluster-metadata.log');
    await written(dir, [[topic('a')], [topic('b')]]);
    const whole = readFileSync(path);
    const kept = whole.indexOf('\n') + 1;
    for (let length = kept; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await readBack(dir)).toEqual([[topic('a')]]);
    }
    await written(dir, [[topic('c')]]);
    expect(await readBack(dir)).toEqual([[topic('a')], [topic('c')]]);
  });

  it('refuses to open where a decision in the middle is damaged', async () => {
    const dir = temporaryFolder();
    const path = join(dir, 'cluster-metadata.log');
    await written(dir, [[topic('a')], [topic('b')]]);
    const bytes = readFileSync(path);
    bytes[12]! ^= 1;
    writeFileSync(path, bytes);
    await expect(MetadataLog.open(dir)).rejects.toThrow(path);
  });

  it('can be rewritten as one decision', async () => {
    const dir = temporaryFolder();
    await written(dir, [[topic('a')], [topic('b')]]);
    await MetadataLog.rewrite(dir, [topic('b')]);
    expect(await readBack(dir)).toEqual([[topic('b')]]);
  });
});

/** A run of records that a controller could have decided, from a list of dice. */
function history(dice: readonly number[]): MetadataRecord[] {
  const partitions = new Map<string, number>();
  return dice.map((die, index): MetadataRecord => {
    const names = [...partitions.keys()];
    const name = names[die % Math.max(names.length, 1)];
    if (name === undefined || die % 5 === 0) {
      partitions.set(`t${index}`, 2);
      return { type: 'topic', name: `t${index}`, id: `id${index}`, partitions: 2 };
    }
    if (die % 5 === 1) {
      partitions.delete(name);
      return { type: 'remove-topic', name };
    }
    if (die % 5 === 2) {
      partitions.set(name, partitions.get(name)! + 1);
      return { type: 'partition-count', name, partitions: partitions.get(name)! };
    }
    if (die % 5 === 3) return { type: 'topic-configs', name, configs: { 'retention.ms': String(die) } };
    return die % 2 === 0 ? { type: 'leaders-elected' } : { type: 'producer-ids', next: index * 1000 };
  });
}

describe('metadata image', () => {
  it('is the same after its own records as after the history that led to it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (dice) => {
        const image = new MetadataImage();
        for (const record of history(dice)) image.apply(record);
        const copy = new MetadataImage();
        for (const record of image.records()) copy.apply(record);
        expect([...copy.topics.values()].sort(byName)).toEqual([...image.topics.values()].sort(byName));
        expect(copy.nextProducerId).toBe(image.nextProducerId);
        expect(copy.partitionCount).toBe(image.partitionCount);
        for (const { id, name } of image.topics.values()) expect(copy.topicById(id)?.name).toBe(name);
      }),
    );
  });
});

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
