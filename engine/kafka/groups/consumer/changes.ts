import type { NewRecord } from '../../records/build-batch.ts';
import { encodeKey, type RecordKey } from '../record-key.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import {
  encodeAssignmentEpoch,
  encodeCurrent,
  encodeGroupEpoch,
  encodeResolved,
  encodeTarget,
} from './group-records.ts';
import { encodeMember } from './member-records.ts';

/**
 * What has to be written for a group to be loaded as `after` where `before` is in the log; undefined stands for no group. Parts are told
 * apart by identity. The order is Kafka's: who goes loses first what it owns, who comes is known before it owns anything.
 */
export function recordsBetween(before: ConsumerGroup | undefined, after: ConsumerGroup): NewRecord[] {
  const { groupId } = after;
  const records: NewRecord[] = [];
  const put = (key: RecordKey, value: Buffer | null): number => records.push({ key: encodeKey(key), value });
  for (const name of before?.members.keys() ?? []) if (!after.members.has(name)) putRemoval(groupId, name, put);
  for (const [name, { metadata }] of after.members) {
    if (metadata !== before?.members.get(name)?.metadata)
      put({ kind: 'member', groupId, name }, encodeMember(metadata));
  }
  for (const name of before?.resolved.keys() ?? []) {
    if (!after.resolved.has(name)) put({ kind: 'regularExpression', groupId, name }, null);
  }
  for (const [name, resolved] of after.resolved) {
    const isSame = resolved.topics === before?.resolved.get(name)?.topics;
    if (!isSame) put({ kind: 'regularExpression', groupId, name }, encodeResolved(resolved));
  }
  if (after.groupEpoch !== before?.groupEpoch || after.metadataHash !== before.metadataHash) {
    put({ kind: 'consumerGroup', groupId }, encodeGroupEpoch(after));
  }
  for (const [name, target] of after.target) {
    if (target !== before?.target.get(name)) put({ kind: 'targetAssignment', groupId, name }, encodeTarget(target));
  }
  if (after.assignmentEpoch !== before?.assignmentEpoch) {
    put({ kind: 'targetAssignmentEpoch', groupId }, encodeAssignmentEpoch(after.assignmentEpoch));
  }
  for (const [name, { current }] of after.members) {
    const isSame = current === before?.members.get(name)?.current;
    if (!isSame) put({ kind: 'currentAssignment', groupId, name }, encodeCurrent(current));
  }
  return records;
}

function putRemoval(groupId: string, name: string, put: (key: RecordKey, value: null) => void): void {
  put({ kind: 'currentAssignment', groupId, name }, null);
  put({ kind: 'targetAssignment', groupId, name }, null);
  put({ kind: 'member', groupId, name }, null);
}

/** Tombstones of everything that was written of the group. */
export function recordsOfRemoval({ groupId, members, resolved }: ConsumerGroup): NewRecord[] {
  const names = [...members.keys()];
  const keys: RecordKey[] = [
    ...names.map((name) => ({ kind: 'currentAssignment', groupId, name }) as const),
    ...names.map((name) => ({ kind: 'targetAssignment', groupId, name }) as const),
    { kind: 'targetAssignmentEpoch', groupId },
    ...names.map((name) => ({ kind: 'member', groupId, name }) as const),
    ...[...resolved.keys()].map((name) => ({ kind: 'regularExpression', groupId, name }) as const),
    { kind: 'consumerGroup', groupId },
  ];
  return keys.map((key) => ({ key: encodeKey(key), value: null }));
}
