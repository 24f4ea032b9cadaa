import type { HeartbeatRequest } from './api.ts';
import { type Group, refreshed, withMember } from './group.ts';
import type { GroupErrorCode } from './group-error.ts';
import { findInGeneration } from './membership.ts';

/** One Heartbeat: keeps the session alive, and tells a member of a rebalance that it has to join. */
export function heartbeat(
  group: Group,
  request: HeartbeatRequest,
  nowMs: number,
): { group: Group; errorCode: GroupErrorCode } {
  const member = findInGeneration(group, request.memberId, request.groupInstanceId, request.generationId);
  if (typeof member === 'string') return { group, errorCode: member };
  const errorCode = group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  return { group: withMember(group, refreshed(member, nowMs)), errorCode };
}
