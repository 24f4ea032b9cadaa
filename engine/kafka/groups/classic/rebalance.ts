import type { ErrorName } from '../../protocol/errors.ts';
import type { JoinGroupResponse, SyncGroupResponse } from './api.ts';
import {
  type ClassicGroup,
  type Effect,
  type GroupLimits,
  type Member,
  NO_ASSIGNMENT,
  refreshed,
  withoutMember,
} from './classic-group.ts';
import { metadataOf, selectProtocol } from './protocol-selection.ts';

/**
 * A rebalance: PreparingRebalance gathers JoinGroups, CompletingRebalance waits for the leader's assignment in its SyncGroup, Stable hands it
 * out. Functions take the group and return the new one; what is to be done besides is pushed to `effects`.
 */

/** Starts a rebalance unless one is gathering already. */
export function prepareRebalance(
  group: ClassicGroup,
  effects: Effect[],
  limits: GroupLimits,
  nowMs: number,
): ClassicGroup {
  if (group.state === 'PreparingRebalance') return completeIfAllJoined(group, effects, nowMs);
  const timeoutMs = rebalanceTimeoutMs(group);
  const members = new Map(group.members);
  for (const member of group.members.values()) {
    if (member.syncing === undefined) continue;
    effects.push(answerSync(member.syncing, refusedSync('REBALANCE_IN_PROGRESS')));
    members.set(member.memberId, refreshed({ ...member, syncing: undefined }, nowMs));
  }
  const first = group.state === 'Empty' && limits.initialRebalanceDelayMs > 0;
  const next: ClassicGroup = {
    ...group,
    state: 'PreparingRebalance',
    stateChangedMs: nowMs,
    members,
    unsynced: new Set(),
    deadlineMs: nowMs + (first ? Math.min(limits.initialRebalanceDelayMs, timeoutMs) : timeoutMs),
    gathering: first ? { untilMs: nowMs + timeoutMs, someoneJoined: false } : undefined,
  };
  return completeIfAllJoined(next, effects, nowMs);
}

/** Completes early once every member, and whoever was given an id, has joined. The first rebalance of an empty group waits its delay out. */
export function completeIfAllJoined(group: ClassicGroup, effects: Effect[], nowMs: number): ClassicGroup {
  if (group.state !== 'PreparingRebalance' || group.gathering || group.pendingMembers.size > 0) return group;
  for (const member of group.members.values()) if (member.joining === undefined) return group;
  return completeJoin(group, effects, nowMs);
}

/** The deadline of PreparingRebalance has come. */
export function joinDeadline(group: ClassicGroup, effects: Effect[], limits: GroupLimits, nowMs: number): ClassicGroup {
  const { gathering } = group;
  if (gathering?.someoneJoined && nowMs < gathering.untilMs) {
    const deadlineMs = Math.min(nowMs + limits.initialRebalanceDelayMs, gathering.untilMs);
    return { ...group, deadlineMs, gathering: { ...gathering, someoneJoined: false } };
  }
  return completeJoin({ ...group, gathering: undefined }, effects, nowMs);
}

/** Drops dynamic members that did not rejoin, then begins the next generation. Static members keep their place, but one that is here must lead. */
function completeJoin(group: ClassicGroup, effects: Effect[], nowMs: number): ClassicGroup {
  let next = group;
  for (const member of group.members.values()) {
    if (member.joining === undefined && member.groupInstanceId === null) next = withoutMember(next, member.memberId);
  }
  if (next.members.size === 0) return becomeEmpty(next, effects, nowMs);
  const leaderId = leaderAmongJoined(next);
  // Only static members, none of them here: wait another round for them.
  if (leaderId === null) return { ...next, deadlineMs: nowMs + rebalanceTimeoutMs(next) };
  return beginGeneration({ ...next, leaderId }, effects, nowMs);
}

function leaderAmongJoined(group: ClassicGroup): string | null {
  if (group.leaderId !== null && group.members.get(group.leaderId)?.joining !== undefined) return group.leaderId;
  for (const member of group.members.values()) if (member.joining !== undefined) return member.memberId;
  return null;
}

function becomeEmpty(group: ClassicGroup, effects: Effect[], nowMs: number): ClassicGroup {
  effects.push({ kind: 'save' });
  return {
    ...group,
    state: 'Empty',
    generationId: group.generationId + 1,
    protocolName: null,
    leaderId: null,
    deadlineMs: Number.POSITIVE_INFINITY,
    gathering: undefined,
    stateChangedMs: nowMs,
  };
}

function beginGeneration(group: ClassicGroup, effects: Effect[], nowMs: number): ClassicGroup {
  const next: ClassicGroup = {
    ...group,
    state: 'CompletingRebalance',
    generationId: group.generationId + 1,
    protocolName: selectProtocol(group),
    unsynced: new Set(group.members.keys()),
    deadlineMs: nowMs + rebalanceTimeoutMs(group),
    stateChangedMs: nowMs,
  };
  const members = new Map<string, Member>();
  for (const member of next.members.values()) {
    if (member.joining !== undefined) {
      effects.push({ kind: 'answerJoin', ticket: member.joining, response: joinedResponse(next, member) });
    }
    members.set(
      member.memberId,
      refreshed({ ...member, joining: undefined, isNew: false, assignment: NO_ASSIGNMENT }, nowMs),
    );
  }
  return { ...next, members };
}

/** The answer to a member of the current generation; only the leader is told who the members are. */
export function joinedResponse(group: ClassicGroup, member: Member, skipAssignment = false): JoinGroupResponse {
  const isLeader = member.memberId === group.leaderId;
  return {
    errorCode: 'NONE',
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId ?? '',
    skipAssignment,
    memberId: member.memberId,
    members: isLeader
      ? [...group.members.values()].map((each) => ({
          memberId: each.memberId,
          groupInstanceId: each.groupInstanceId,
          metadata: metadataOf(each, group.protocolName),
        }))
      : [],
  };
}

export function refusedJoin(errorCode: ErrorName, memberId: string): JoinGroupResponse {
  return {
    errorCode,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  };
}

export function syncedResponse(group: ClassicGroup, member: Member): SyncGroupResponse {
  return {
    errorCode: 'NONE',
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  };
}

export function refusedSync(errorCode: ErrorName): SyncGroupResponse {
  return { errorCode, protocolType: null, protocolName: null, assignment: NO_ASSIGNMENT };
}

export function answerJoin(ticket: number, response: JoinGroupResponse): Effect {
  return { kind: 'answerJoin', ticket, response };
}

export function answerSync(ticket: number, response: SyncGroupResponse): Effect {
  return { kind: 'answerSync', ticket, response };
}

/** The most patient member decides for all. */
function rebalanceTimeoutMs(group: ClassicGroup): number {
  let timeoutMs = 0;
  for (const member of group.members.values()) timeoutMs = Math.max(timeoutMs, member.rebalanceTimeoutMs);
  return timeoutMs;
}
