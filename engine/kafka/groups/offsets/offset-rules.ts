import type { ClassicGroup } from '../classic/classic-group.ts';
import { findInGeneration } from '../classic/membership.ts';
import { subscribedTopics } from '../classic/subscription.ts';
import type { GroupErrorCode } from '../group-error.ts';
import type { OffsetCommitRequest } from './api.ts';
import type { GroupOffsets, PartitionName } from './group-offsets.ts';

/** Kafka's offset.metadata.max.bytes. */
export const MAX_METADATA_BYTES = 4096;

/**
 * Whether the commit may be taken. From inside a group it must name a member and the current generation; without a generation it comes from
 * a consumer that assigns partitions to itself, or an administrator, and the group must have no members.
 */
export function checkCommit(group: ClassicGroup | undefined, request: OffsetCommitRequest): GroupErrorCode {
  const fromOutside = request.generationId < 0;
  if (!group) return fromOutside ? 'NONE' : 'ILLEGAL_GENERATION';
  if (fromOutside && group.members.size === 0) return 'NONE';
  const member = findInGeneration(group, request.memberId, request.groupInstanceId, request.generationId);
  if (typeof member === 'string') return member;
  return group.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

/**
 * Whether a commit in a transaction may be taken (KIP-447): who names a member must be one, of this generation. Clients from before name
 * none, and a rebalance is no obstacle.
 */
export function checkTransactionalCommit(
  group: ClassicGroup | undefined,
  request: OffsetCommitRequest,
): GroupErrorCode {
  const { generationId, memberId, groupInstanceId } = request;
  if (generationId < 0 && memberId === '' && groupInstanceId === null) return 'NONE';
  if (!group) return generationId < 0 ? 'NONE' : 'ILLEGAL_GENERATION';
  if (generationId < 0 && group.members.size === 0) return 'NONE';
  const member = findInGeneration(group, memberId, groupInstanceId, generationId);
  return typeof member === 'string' ? member : 'NONE';
}

/** Whether the offsets of a topic may be deleted one by one: not those that a member consumes now (KIP-496). */
export function checkOffsetDelete(group: ClassicGroup): { errorCode: GroupErrorCode; inUse: ReadonlySet<string> } {
  if (group.members.size === 0) return { errorCode: 'NONE', inUse: new Set() };
  const inUse = subscribedTopics(group);
  return inUse ? { errorCode: 'NONE', inUse } : { errorCode: 'NON_EMPTY_GROUP', inUse: new Set() };
}

/**
 * Commits to forget (KIP-211): of a group without members, those older than the retention, counted from when it became empty if that is
 * later; of a consumer group with members, those of topics nobody in it subscribes to any more. Others are kept.
 */
export function expiredOffsets(
  group: ClassicGroup,
  offsets: GroupOffsets,
  retentionMs: number,
  nowMs: number,
): PartitionName[] {
  const inUse =
    group.members.size === 0 ? new Set<string>() : group.state === 'Stable' ? subscribedTopics(group) : undefined;
  if (!inUse) return [];
  const emptySinceMs = group.members.size === 0 && group.protocolType !== null ? group.stateChangedMs : 0;
  const expired: PartitionName[] = [];
  for (const { topic, partition, committed } of offsets.entries()) {
    const sinceMs = Math.max(emptySinceMs, committed.commitTimestampMs);
    if (!inUse.has(topic) && nowMs - sinceMs >= retentionMs) expired.push({ topic, partition });
  }
  return expired;
}
