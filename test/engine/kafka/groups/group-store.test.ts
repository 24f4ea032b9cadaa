import { expect, it } from 'vitest';
import { emptyGroup } from '../../../../engine/kafka/groups/classic/classic-group.ts';
import { newConsumerGroup } from '../../../../engine/kafka/groups/consumer/consumer-group.ts';
import { newSlot } from '../../../../engine/kafka/groups/group-slot.ts';
import { GroupStore } from '../../../../engine/kafka/groups/group-store.ts';
import { decodeKey } from '../../../../engine/kafka/groups/record-key.ts';
import { silent } from '../log/partitions.ts';

/** A log whose appends end as a test says, in any order. */
function store() {
  const written: string[][] = [];
  const ends: ((failed: boolean) => void)[] = [];
  const groups = new GroupStore((_, records) => {
    written.push(records.map(({ key, value }) => `${decodeKey(key!)!.kind}${value ? '' : ' gone'}`));
    return new Promise((resolve, reject) => {
      ends.push((failed) => (failed ? reject(new Error('no room')) : resolve()));
    });
  }, silent);
  return { groups, written, ends };
}

const consumer = { ...newConsumerGroup('g', 0), groupEpoch: 1 };

it('writes of a group what changed, and again what an append could not write', async () => {
  const { groups, written, ends } = store();
  const slot = newSlot(consumer);
  const first = groups.save(slot);
  slot.group = { ...consumer, assignmentEpoch: 1 };
  const second = groups.save(slot);
  expect(written).toEqual([['consumerGroup', 'targetAssignmentEpoch'], ['targetAssignmentEpoch']]);
  ends[0]!(true);
  ends[1]!(false);
  expect([await first, await second]).toEqual([false, true]);
  void groups.save(slot);
  expect(written[2]).toEqual(['consumerGroup', 'targetAssignmentEpoch']);
});

it('resolves a save that has nothing to write with the one before it', async () => {
  const { groups, ends } = store();
  const slot = newSlot(consumer);
  const first = groups.save(slot);
  slot.group = { ...consumer, topicsVersion: 7 };
  const second = groups.save(slot);
  ends[0]!(true);
  expect([await first, await second]).toEqual([false, false]);
});

it('takes away what is in the log of a group that became one of the other kind', async () => {
  const { groups, written, ends } = store();
  const slot = newSlot({ ...emptyGroup('g', 0), generationId: 1 });
  void groups.save(slot);
  slot.group = consumer;
  void groups.save(slot);
  expect(written).toEqual([['classicGroup'], ['classicGroup gone', 'consumerGroup', 'targetAssignmentEpoch']]);
  for (const end of ends) end(false);
});
