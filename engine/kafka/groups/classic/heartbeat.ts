import type { ErrorName } from '../../protocol/errors.ts';
import type { HeartbeatRequest } from './api.ts';
import { type ClassicGroup, refreshed, withMember } from './classic-group.ts';
import { findInGeneration } from './membership.ts';

/** One Heartbeat: keeps the session alive, and tells a member of a rebalance that it has to join. */
export function heartbeat(
  group: ClassicGroup,
  request: HeartbeatRequest,
  nowMs: number,
): { group: ClassicGroup; errorCode: ErrorName } {
  const member = findInGeneration(group, request.memberId, request.groupInstanceId, request.generationId);
  if (typeof member === 'string') return { group, errorCode: member };
  const errorCode = group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  return { group: withMember(group, refreshed(member, nowMs)), errorCode };
}
