import type { ClassicGroupState, JoinGroupResponse, ProtocolMetadata, SyncGroupResponse } from './api.ts';

/** Stands for a request that is answered later; the coordinator keeps who asked. */
export type Ticket = number;

/** One member of a classic group. */
export interface Member {
  readonly memberId: string;
  /** Set for a static member: it keeps its place through a restart (KIP-345). */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** In the order that the member prefers. */
  readonly protocols: readonly ProtocolMetadata[];
  readonly assignment: Buffer;
  /** When it counts as gone, unless it waits for an answer of ours. */
  readonly sessionDeadlineMs: number;
  /** Its JoinGroup waits for the rebalance to complete. */
  readonly joining: Ticket | undefined;
  /** Its SyncGroup waits for the leader's assignment. */
  readonly syncing: Ticket | undefined;
  readonly supportsSkippingAssignment: boolean;
  /** Joined for the first time in this rebalance: it cannot heartbeat yet, so its deadline holds even while it waits. */
  readonly isNew: boolean;
}

/**
 * A classic consumer group. Values are never changed in place: each input makes a new one.
 * Invariants: members is empty exactly in Empty (and, until it completes, in PreparingRebalance); leaderId is a member or null;
 * joining tickets exist only in PreparingRebalance, syncing ones only in CompletingRebalance.
 */
export interface ClassicGroup {
  readonly type: 'classic';
  readonly groupId: string;
  readonly state: Exclude<ClassicGroupState, 'Dead'>;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  readonly members: ReadonlyMap<string, Member>;
  /** Ids given out with MEMBER_ID_REQUIRED and when they lapse (KIP-394). */
  readonly pendingMembers: ReadonlyMap<string, number>;
  /** PreparingRebalance: when it completes with those who are there. CompletingRebalance: when members that have not synced are dropped. */
  readonly deadlineMs: number;
  /** Set while the first rebalance of an empty group waits for more members (KIP-134). */
  readonly gathering: Gathering | undefined;
  /** Members that have not synced in this generation. */
  readonly unsynced: ReadonlySet<string>;
  readonly stateChangedMs: number;
}

interface Gathering {
  /** Nothing extends the wait past this. */
  readonly untilMs: number;
  readonly someoneJoined: boolean;
}

/** What a step asks the coordinator to do, in order. Answers that come with a `save` wait until it is written. */
export type Effect =
  | { readonly kind: 'answerJoin'; readonly ticket: Ticket; readonly response: JoinGroupResponse }
  | { readonly kind: 'answerSync'; readonly ticket: Ticket; readonly response: SyncGroupResponse }
  | { readonly kind: 'save' };

/** Bounds and waits that hold for all groups. */
export interface GroupLimits {
  readonly initialRebalanceDelayMs: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  /** Members and given-out ids of a group together. */
  readonly maxMembers: number;
  /** How long a member that joined for the first time may wait for the rebalance before it counts as gone. */
  readonly newMemberTimeoutMs: number;
}

/** Kafka's defaults but for the first delay, which is short so that a dashboard lives within a second: a restart of several consumers at once costs a second rebalance instead. */
export const DEFAULT_LIMITS: GroupLimits = {
  initialRebalanceDelayMs: 100,
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
  maxMembers: 1_000,
  newMemberTimeoutMs: 300_000,
};

export const NO_ASSIGNMENT = Buffer.alloc(0);

export function emptyGroup(groupId: string, nowMs: number): ClassicGroup {
  return {
    type: 'classic',
    groupId,
    state: 'Empty',
    generationId: 0,
    protocolType: null,
    protocolName: null,
    leaderId: null,
    members: new Map(),
    pendingMembers: new Map(),
    deadlineMs: Number.POSITIVE_INFINITY,
    gathering: undefined,
    unsynced: new Set(),
    stateChangedMs: nowMs,
  };
}

export function withMember(group: ClassicGroup, member: Member): ClassicGroup {
  return { ...group, members: new Map(group.members).set(member.memberId, member) };
}

export function withoutMember(group: ClassicGroup, memberId: string): ClassicGroup {
  const members = new Map(group.members);
  members.delete(memberId);
  const unsynced = new Set(group.unsynced);
  unsynced.delete(memberId);
  const leaderId = group.leaderId === memberId ? (members.keys().next().value ?? null) : group.leaderId;
  return { ...group, members, unsynced, leaderId };
}

export function withoutPending(group: ClassicGroup, memberId: string): ClassicGroup {
  const pendingMembers = new Map(group.pendingMembers);
  pendingMembers.delete(memberId);
  return { ...group, pendingMembers };
}

/** The member's session begins anew. */
export function refreshed(member: Member, nowMs: number): Member {
  return { ...member, sessionDeadlineMs: nowMs + member.sessionTimeoutMs };
}

export function staticMember(group: ClassicGroup, groupInstanceId: string): Member | undefined {
  for (const member of group.members.values()) if (member.groupInstanceId === groupInstanceId) return member;
  return undefined;
}

/** When `tick` next has something to do; Infinity when nothing is due. */
export function nextDeadlineMs(group: ClassicGroup): number {
  let next = group.deadlineMs;
  for (const deadline of group.pendingMembers.values()) next = Math.min(next, deadline);
  for (const member of group.members.values()) if (!isExcused(member)) next = Math.min(next, member.sessionDeadlineMs);
  return next;
}

/** Who waits for an answer cannot heartbeat: silence is no sign of death then. */
export function isExcused(member: Member): boolean {
  return !member.isNew && (member.joining !== undefined || member.syncing !== undefined);
}
