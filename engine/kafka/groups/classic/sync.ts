import type { ErrorName } from '../../protocol/errors.ts';
import type { SyncGroupRequest } from './api.ts';
import {
  type ClassicGroup,
  type Effect,
  type Member,
  NO_ASSIGNMENT,
  refreshed,
  type Ticket,
  withMember,
} from './classic-group.ts';
import { findInGeneration } from './membership.ts';
import { answerSync, refusedSync, syncedResponse } from './rebalance.ts';

/** One SyncGroup: the leader's hands in the assignment, the others wait for it; in a stable group it is answered from what is known. */
export function sync(
  group: ClassicGroup,
  request: SyncGroupRequest,
  ticket: Ticket,
  effects: Effect[],
  nowMs: number,
): ClassicGroup {
  const member = findInGeneration(group, request.memberId, request.groupInstanceId, request.generationId);
  const refusal = typeof member === 'string' ? member : refusalOf(group, request);
  if (typeof member === 'string' || refusal) {
    effects.push(answerSync(ticket, refusedSync(refusal!)));
    return group;
  }
  const unsynced = new Set(group.unsynced);
  unsynced.delete(member.memberId);
  const noted: ClassicGroup = { ...group, unsynced };
  if (group.state === 'Stable') {
    effects.push(answerSync(ticket, syncedResponse(group, member)));
    const deadlineMs = unsynced.size === 0 ? Number.POSITIVE_INFINITY : group.deadlineMs;
    return withMember({ ...noted, deadlineMs }, refreshed(member, nowMs));
  }
  if (member.syncing !== undefined) effects.push(answerSync(member.syncing, refusedSync('REBALANCE_IN_PROGRESS')));
  const waiting = withMember(noted, refreshed({ ...member, syncing: ticket }, nowMs));
  return member.memberId === group.leaderId ? assign(waiting, request, effects, nowMs) : waiting;
}

function refusalOf(group: ClassicGroup, request: SyncGroupRequest): ErrorName | undefined {
  if (request.protocolType !== null && request.protocolType !== group.protocolType)
    return 'INCONSISTENT_GROUP_PROTOCOL';
  if (request.protocolName !== null && request.protocolName !== group.protocolName)
    return 'INCONSISTENT_GROUP_PROTOCOL';
  if (group.state === 'PreparingRebalance') return 'REBALANCE_IN_PROGRESS';
  return undefined;
}

/** The leader has spoken: its assignment is saved, then everyone who waits gets its share. A member it left out gets nothing. */
function assign(group: ClassicGroup, request: SyncGroupRequest, effects: Effect[], nowMs: number): ClassicGroup {
  const shares = new Map(request.assignments.map((each) => [each.memberId, each.assignment]));
  const members = new Map<string, Member>();
  effects.push({ kind: 'save' });
  for (const member of group.members.values()) {
    const assigned: Member = { ...member, assignment: shares.get(member.memberId) ?? NO_ASSIGNMENT };
    if (member.syncing === undefined) {
      members.set(member.memberId, assigned);
      continue;
    }
    effects.push(answerSync(member.syncing, syncedResponse(group, assigned)));
    members.set(member.memberId, refreshed({ ...assigned, syncing: undefined }, nowMs));
  }
  const deadlineMs = group.unsynced.size === 0 ? Number.POSITIVE_INFINITY : group.deadlineMs;
  return { ...group, state: 'Stable', stateChangedMs: nowMs, members, deadlineMs };
}
