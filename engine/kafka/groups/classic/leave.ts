import type { ErrorName } from '../../protocol/errors.ts';
import {
  type ClassicGroup,
  type Effect,
  type GroupLimits,
  isExcused,
  type Member,
  staticMember,
  withoutMember,
  withoutPending,
} from './classic-group.ts';
import {
  answerSync,
  completeIfAllJoined,
  joinDeadline,
  prepareRebalance,
  refusedJoin,
  refusedSync,
} from './rebalance.ts';

/** One member of a LeaveGroup. A static member may be named by its instance id alone, as an administrator does. */
export function leave(
  group: ClassicGroup,
  who: { readonly memberId: string; readonly groupInstanceId: string | null },
  effects: Effect[],
  limits: GroupLimits,
  nowMs: number,
): { group: ClassicGroup; errorCode: ErrorName } {
  if (who.groupInstanceId !== null) {
    const holder = staticMember(group, who.groupInstanceId);
    if (!holder) return { group, errorCode: 'UNKNOWN_MEMBER_ID' };
    if (who.memberId !== '' && who.memberId !== holder.memberId) return { group, errorCode: 'FENCED_INSTANCE_ID' };
    return { group: removeMember(group, holder, effects, limits, nowMs), errorCode: 'NONE' };
  }
  if (group.pendingMembers.has(who.memberId)) {
    return { group: completeIfAllJoined(withoutPending(group, who.memberId), effects, nowMs), errorCode: 'NONE' };
  }
  const member = group.members.get(who.memberId);
  if (!member) return { group, errorCode: 'UNKNOWN_MEMBER_ID' };
  return { group: removeMember(group, member, effects, limits, nowMs), errorCode: 'NONE' };
}

function removeMember(
  group: ClassicGroup,
  member: Member,
  effects: Effect[],
  limits: GroupLimits,
  nowMs: number,
): ClassicGroup {
  if (member.joining !== undefined) {
    effects.push({
      kind: 'answerJoin',
      ticket: member.joining,
      response: refusedJoin('UNKNOWN_MEMBER_ID', member.memberId),
    });
  }
  if (member.syncing !== undefined) effects.push(answerSync(member.syncing, refusedSync('UNKNOWN_MEMBER_ID')));
  return prepareRebalance(withoutMember(group, member.memberId), effects, limits, nowMs);
}

/** What time alone does: members whose session ran out go, ids nobody came back with lapse, and a rebalance's deadline is kept. */
export function tick(group: ClassicGroup, effects: Effect[], limits: GroupLimits, nowMs: number): ClassicGroup {
  let next = group;
  for (const [memberId, deadlineMs] of group.pendingMembers) {
    if (deadlineMs <= nowMs) next = completeIfAllJoined(withoutPending(next, memberId), effects, nowMs);
  }
  for (const { memberId } of group.members.values()) {
    const member = next.members.get(memberId);
    if (member && !isExcused(member) && member.sessionDeadlineMs <= nowMs)
      next = removeMember(next, member, effects, limits, nowMs);
  }
  if (next.deadlineMs > nowMs) return next;
  return next.state === 'PreparingRebalance'
    ? joinDeadline(next, effects, limits, nowMs)
    : dropUnsynced(next, effects, limits, nowMs);
}

/** Members that were told the new generation but never asked for their share count as gone when the rebalance timeout is over. */
function dropUnsynced(group: ClassicGroup, effects: Effect[], limits: GroupLimits, nowMs: number): ClassicGroup {
  let next: ClassicGroup = { ...group, deadlineMs: Number.POSITIVE_INFINITY };
  for (const memberId of group.unsynced) {
    const member = next.members.get(memberId);
    if (member) next = removeMember(next, member, effects, limits, nowMs);
  }
  return next;
}
