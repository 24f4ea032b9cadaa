import type { ErrorName } from '../../protocol/errors.ts';
import { findInGeneration } from '../classic/membership.ts';
import type { ConsumerGroup } from '../consumer/consumer-group.ts';
import { type Group, protocolTypeOf, topicsInUse } from '../group.ts';
import type { OffsetCommitRequest, OffsetFetchRequest } from './api.ts';
import type { GroupOffsets, PartitionName } from './group-offsets.ts';

/** Kafka's offset.metadata.max.bytes. */
export const MAX_METADATA_BYTES = 4096;

/** A commit as the rules see it. */
export type CommitRequest = OffsetCommitRequest & {
  /** A commit in a transaction (KIP-447): clients from before name no member, and a rebalance is no obstacle. */
  readonly isTransactional: boolean;
};

/**
 * Whether the commit may be taken. From inside a group it must name a member and its generation or epoch; without one it comes from a
 * consumer that assigns partitions to itself, or an administrator, and the group must have no members.
 */
export function checkCommit(group: Group | undefined, request: CommitRequest): ErrorName {
  const { generationId, memberId, groupInstanceId, isTransactional, knowsMemberEpochs } = request;
  const fromOutside = generationId < 0;
  if (isTransactional && fromOutside && memberId === '' && groupInstanceId === null) return 'NONE';
  if (!group) {
    if (fromOutside) return 'NONE';
    return knowsMemberEpochs && !isTransactional ? 'GROUP_ID_NOT_FOUND' : 'ILLEGAL_GENERATION';
  }
  if (fromOutside && group.members.size === 0) return 'NONE';
  if (group.type === 'consumer') return checkEpochOfCommit(group, request);
  const member = findInGeneration(group, memberId, groupInstanceId, generationId);
  if (typeof member === 'string') return member;
  return group.state === 'CompletingRebalance' && !isTransactional ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

/** Consumers that do not know what a member epoch is cannot commit for a member that has one. */
function checkEpochOfCommit(group: ConsumerGroup, request: CommitRequest): ErrorName {
  const { generationId, memberId, isTransactional, knowsMemberEpochs } = request;
  const member = group.members.get(memberId);
  if (!member) return 'UNKNOWN_MEMBER_ID';
  const isClassic = member.metadata.classic !== null;
  if (!isClassic && !isTransactional && !knowsMemberEpochs) return 'UNSUPPORTED_VERSION';
  if (member.current.epoch === generationId) return 'NONE';
  return isClassic || isTransactional ? 'ILLEGAL_GENERATION' : 'STALE_MEMBER_EPOCH';
}

/** Whether a member may be told its group's offsets: who names itself must be in its epoch (KIP-848). Members of classic groups are not checked. */
export function checkFetch(
  group: Group | undefined,
  { memberId, memberEpoch }: Pick<OffsetFetchRequest, 'memberId' | 'memberEpoch'>,
): ErrorName {
  if (group?.type !== 'consumer' || (memberId === null && memberEpoch < 0)) return 'NONE';
  const member = group.members.get(memberId ?? '');
  if (!member) return 'UNKNOWN_MEMBER_ID';
  if (member.current.epoch === memberEpoch) return 'NONE';
  return member.metadata.classic ? 'ILLEGAL_GENERATION' : 'STALE_MEMBER_EPOCH';
}

/** Whether the offsets of a topic may be deleted one by one: not those that a member consumes now (KIP-496). */
export function checkOffsetDelete(group: Group): { errorCode: ErrorName; inUse: ReadonlySet<string> } {
  const inUse = topicsInUse(group);
  return inUse ? { errorCode: 'NONE', inUse } : { errorCode: 'NON_EMPTY_GROUP', inUse: new Set() };
}

/**
 * Commits to forget (KIP-211): of a group without members, those older than the retention, counted from when it became empty if that is
 * later; of a consumer group with members, those of topics nobody in it subscribes to any more. Others are kept.
 */
export function expiredOffsets(
  group: Group,
  offsets: GroupOffsets,
  retentionMs: number,
  nowMs: number,
): PartitionName[] {
  const isKnown = group.members.size === 0 || group.type === 'consumer' || group.state === 'Stable';
  const inUse = isKnown ? topicsInUse(group) : undefined;
  if (!inUse) return [];
  const emptySinceMs = group.members.size === 0 && protocolTypeOf(group) !== '' ? group.stateChangedMs : 0;
  const expired: PartitionName[] = [];
  for (const { topic, partition, committed } of offsets.entries()) {
    const sinceMs = Math.max(emptySinceMs, committed.commitTimestampMs);
    if (!inUse.has(topic) && nowMs - sinceMs >= retentionMs) expired.push({ topic, partition });
  }
  return expired;
}
