import type { ErrorName } from '../../protocol/errors.ts';
import type { JoinGroupRequest } from './api.ts';
import {
  type ClassicGroup,
  type Effect,
  type GroupLimits,
  type Member,
  NO_ASSIGNMENT,
  refreshed,
  staticMember,
  type Ticket,
  withMember,
  withoutPending,
} from './classic-group.ts';
import { findMember } from './membership.ts';
import { sameProtocols, selectProtocol, supportsProtocols } from './protocol-selection.ts';
import { answerSync, joinedResponse, prepareRebalance, refusedJoin, refusedSync } from './rebalance.ts';

/** A JoinGroup: its request, who asks, and the id a new member would get. */
export interface JoinInput {
  readonly request: JoinGroupRequest;
  readonly ticket: Ticket;
  readonly newMemberId: string;
}

/** One JoinGroup. It is answered in this step or, once it takes part in a rebalance, when that completes. */
export function join(
  group: ClassicGroup,
  input: JoinInput,
  effects: Effect[],
  limits: GroupLimits,
  nowMs: number,
): ClassicGroup {
  const { request, ticket } = input;
  const refuse = (errorCode: ErrorName, memberId = request.memberId): ClassicGroup => {
    effects.push({ kind: 'answerJoin', ticket, response: refusedJoin(errorCode, memberId) });
    return group;
  };
  const { sessionTimeoutMs } = request;
  if (sessionTimeoutMs < limits.minSessionTimeoutMs || sessionTimeoutMs > limits.maxSessionTimeoutMs)
    return refuse('INVALID_SESSION_TIMEOUT');
  const returning = request.groupInstanceId === null ? undefined : staticMember(group, request.groupInstanceId);
  const self = request.memberId === '' ? (returning?.memberId ?? '') : request.memberId;
  if (!supportsProtocols(group, self, request.protocolType, request.protocols))
    return refuse('INCONSISTENT_GROUP_PROTOCOL');
  if (!isKnown(group, self) && group.members.size + group.pendingMembers.size >= limits.maxMembers) {
    return refuse('GROUP_MAX_SIZE_REACHED');
  }

  if (request.memberId === '') {
    if (returning) return replaceStatic(group, returning, input, effects, limits, nowMs);
    // KIP-394: a dynamic member gets its id first, so that an answer lost on the way leaves no ghost behind.
    if (request.requireKnownMemberId && request.groupInstanceId === null) {
      const pendingMembers = new Map(group.pendingMembers).set(input.newMemberId, nowMs + sessionTimeoutMs);
      refuse('MEMBER_ID_REQUIRED', input.newMemberId);
      return { ...group, pendingMembers };
    }
    return addMember(group, input.newMemberId, input, effects, limits, nowMs);
  }
  if (group.pendingMembers.has(request.memberId) && request.groupInstanceId === null) {
    return addMember(withoutPending(group, request.memberId), request.memberId, input, effects, limits, nowMs);
  }
  const member = findMember(group, request.memberId, request.groupInstanceId);
  if (typeof member === 'string') return refuse(member);
  return rejoin(group, member, input, effects, limits, nowMs);
}

/** A member, or an id that was given out: it has its place already. */
function isKnown(group: ClassicGroup, memberId: string): boolean {
  return group.members.has(memberId) || group.pendingMembers.has(memberId);
}

function addMember(
  group: ClassicGroup,
  memberId: string,
  input: JoinInput,
  effects: Effect[],
  limits: GroupLimits,
  nowMs: number,
): ClassicGroup {
  const { request, ticket } = input;
  const member: Member = {
    memberId,
    groupInstanceId: request.groupInstanceId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    protocols: request.protocols,
    assignment: NO_ASSIGNMENT,
    sessionDeadlineMs: nowMs + limits.newMemberTimeoutMs,
    joining: ticket,
    syncing: undefined,
    supportsSkippingAssignment: request.supportsSkippingAssignment,
    isNew: true,
  };
  const joined = withMember(
    { ...group, protocolType: request.protocolType, leaderId: group.leaderId ?? memberId },
    member,
  );
  const gathering = joined.gathering && { ...joined.gathering, someoneJoined: true };
  return prepareRebalance({ ...joined, gathering }, effects, limits, nowMs);
}

/** A member that is known joins again: a rebalance, unless nothing changed and the current generation answers it. */
function rejoin(
  group: ClassicGroup,
  member: Member,
  input: JoinInput,
  effects: Effect[],
  limits: GroupLimits,
  nowMs: number,
): ClassicGroup {
  const unchanged = sameProtocols(member.protocols, input.request.protocols);
  const isLeader = member.memberId === group.leaderId;
  const answerable = group.state === 'CompletingRebalance' || (group.state === 'Stable' && !isLeader);
  if (unchanged && answerable) {
    effects.push({ kind: 'answerJoin', ticket: input.ticket, response: joinedResponse(group, member) });
    return withMember(group, refreshed(member, nowMs));
  }
  return prepareRebalance(withMember(group, rejoining(member, input, effects, nowMs)), effects, limits, nowMs);
}

/** The member with what it now says of itself. A join that it repeated takes the place of the earlier one, which nobody waits for any more. */
function rejoining(member: Member, { request, ticket }: JoinInput, effects: Effect[], nowMs: number): Member {
  if (member.joining !== undefined) {
    effects.push({
      kind: 'answerJoin',
      ticket: member.joining,
      response: refusedJoin('REBALANCE_IN_PROGRESS', member.memberId),
    });
  }
  const { protocols, sessionTimeoutMs, rebalanceTimeoutMs, clientId, clientHost, supportsSkippingAssignment } = request;
  const updated = {
    ...member,
    protocols,
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    clientId,
    clientHost,
    supportsSkippingAssignment,
    joining: ticket,
  };
  return refreshed(updated, nowMs);
}

/** KIP-345: the instance came back without its member id. It takes its place over under a new id; the old one is fenced. While stable with an unchanged subscription that needs no rebalance. */
function replaceStatic(
  group: ClassicGroup,
  old: Member,
  input: JoinInput,
  effects: Effect[],
  limits: GroupLimits,
  nowMs: number,
): ClassicGroup {
  const { request, ticket } = input;
  if (old.joining !== undefined)
    effects.push({
      kind: 'answerJoin',
      ticket: old.joining,
      response: refusedJoin('FENCED_INSTANCE_ID', old.memberId),
    });
  if (old.syncing !== undefined) effects.push(answerSync(old.syncing, refusedSync('FENCED_INSTANCE_ID')));
  const idle: Member = { ...old, memberId: input.newMemberId, joining: undefined, syncing: undefined };
  const waiting = rejoining(idle, input, effects, nowMs);
  const renamed = renameMember(group, old.memberId, waiting);
  const keepsProtocol = group.state === 'Stable' && selectProtocol(renamed) === group.protocolName;
  if (keepsProtocol && sameProtocols(old.protocols, request.protocols)) {
    const settled = withMember(renamed, { ...waiting, joining: undefined });
    effects.push({ kind: 'save' });
    effects.push({ kind: 'answerJoin', ticket, response: answerReturned(settled, waiting) });
    return settled;
  }
  return prepareRebalance(renamed, effects, limits, nowMs);
}

/** A leader that returns must not compute an assignment that nobody fetches: it is told to skip it (KIP-814), or an older client that it does not lead. */
function answerReturned(group: ClassicGroup, member: Member): ReturnType<typeof joinedResponse> {
  if (member.memberId !== group.leaderId) return joinedResponse(group, member);
  if (member.supportsSkippingAssignment) return joinedResponse(group, member, true);
  return { ...joinedResponse(group, member), leader: '', members: [] };
}

function renameMember(group: ClassicGroup, oldId: string, member: Member): ClassicGroup {
  const members = new Map(
    [...group.members].map(([id, each]) => (id === oldId ? [member.memberId, member] : [id, each])),
  );
  const unsynced = new Set([...group.unsynced].map((id) => (id === oldId ? member.memberId : id)));
  return { ...group, members, unsynced, leaderId: group.leaderId === oldId ? member.memberId : group.leaderId };
}
