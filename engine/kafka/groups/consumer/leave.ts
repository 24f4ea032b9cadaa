import { NO_PARTITIONS } from '../assignors/assignment.ts';
import type { ConsumerHeartbeatRequest } from './api.ts';
import { AWAY_EPOCH, type ConsumerGroup, withMember, withoutMembers } from './consumer-group.ts';
import { type StepContext, withEpoch } from './heartbeat.ts';
import { knownMember } from './membership.ts';

/**
 * A ConsumerGroupHeartbeat that leaves, with -1 for good, with -2 as a static member that will be back and whose place and partitions wait for it.
 * `gone` names who is to be taken out. Throws RequestError.
 */
export function leave(
  group: ConsumerGroup,
  request: ConsumerHeartbeatRequest,
): { readonly group: ConsumerGroup; readonly gone: readonly string[] } {
  const member = knownMember(group, request);
  if (request.memberEpoch !== AWAY_EPOCH) return { group, gone: [member.memberId] };
  const current = { ...member.current, epoch: AWAY_EPOCH, revoking: NO_PARTITIONS };
  return { group: withMember(group, { ...member, current }), gone: [] };
}

/** The group without members that left or were fenced, in an epoch of its own: the others share what they had. */
export function removeMembers(group: ConsumerGroup, gone: readonly string[], context: StepContext): ConsumerGroup {
  const rest = withEpoch(withoutMembers(group, gone), true, context);
  return rest.members.size === 0 ? { ...rest, stateChangedMs: context.nowMs } : rest;
}
