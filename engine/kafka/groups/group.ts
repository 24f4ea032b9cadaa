import type { NewRecord } from '../records/build-batch.ts';
import type { ClassicGroup } from './classic/classic-group.ts';
import { encodeGroup } from './classic/group-records.ts';
import { subscribedTopics } from './classic/subscription.ts';
import { recordsBetween, recordsOfRemoval } from './consumer/changes.ts';
import { type ConsumerGroup, stateOf } from './consumer/consumer-group.ts';
import { groupTopics } from './consumer/subscription.ts';
import { encodeKey } from './record-key.ts';

/** A group of either protocol. */
export type Group = ClassicGroup | ConsumerGroup;

/** Name of the state as ListGroups tells it. */
export const stateName = (group: Group): string => (group.type === 'classic' ? group.state : stateOf(group));

/** '' for a group that only keeps offsets. */
export const protocolTypeOf = (group: Group): string =>
  group.type === 'classic' ? (group.protocolType ?? '') : 'consumer';

/** Topics that its members subscribe to; undefined where that cannot be told. */
export function topicsInUse(group: Group): ReadonlySet<string> | undefined {
  if (group.members.size === 0) return new Set();
  return group.type === 'classic' ? subscribedTopics(group) : groupTopics(group);
}

/** What has to be written for `after` to be loaded where `before` is in the log; undefined stands for no group. */
export function recordsToSave(before: Group | undefined, after: Group): NewRecord[] {
  if (after.type === 'consumer' && before?.type === 'consumer') return recordsBetween(before, after);
  const removal = before && before.type !== after.type ? recordsToRemove(before) : [];
  return [...removal, ...(after.type === 'classic' ? [classicRecord(after)] : recordsBetween(undefined, after))];
}

/** Tombstones of what is in the log of a group. */
export function recordsToRemove(saved: Group | undefined): NewRecord[] {
  if (!saved) return [];
  if (saved.type === 'consumer') return recordsOfRemoval(saved);
  return [{ key: encodeKey({ kind: 'classicGroup', groupId: saved.groupId }), value: null }];
}

function classicRecord(group: ClassicGroup): NewRecord {
  return { key: encodeKey({ kind: 'classicGroup', groupId: group.groupId }), value: encodeGroup(group) };
}
