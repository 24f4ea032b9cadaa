import { type Assignment, NO_PARTITIONS } from '../assignors/assignment.ts';
import type { ProtocolMetadata } from '../classic/api.ts';

/** What a member says of itself. */
export interface MemberMetadata {
  /** Set for a static member: its place is kept while it is away (KIP-345). */
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[];
  /** In RE2's syntax; null or empty for none. */
  readonly subscribedTopicRegex: string | null;
  /** The assignor that it votes for; null for the default. */
  readonly serverAssignor: string | null;
  /** Set for a member that speaks the classic protocol to this group. */
  readonly classic: ClassicMetadata | null;
}

export interface ClassicMetadata {
  readonly sessionTimeoutMs: number;
  /** In the order that the member prefers; never empty. */
  readonly protocols: readonly ProtocolMetadata[];
}

/**
 * How far a member has come towards its target: `stable` is there, or was when its epoch was the newest; `unrevoked` has to give partitions
 * up first; `unreleased` waits for partitions that others have not given up yet.
 */
export type MemberState = 'stable' | 'unrevoked' | 'unreleased';

/** What a member owns. */
export interface CurrentAssignment {
  /** Epoch that the member has reached; -2 while a static member is away. */
  readonly epoch: number;
  /** Accepted once more from a member whose answer with the new epoch was lost. */
  readonly previousEpoch: number;
  readonly state: MemberState;
  readonly assigned: Assignment;
  /** Asked back from the member, and its own until it says that it has let go. */
  readonly revoking: Assignment;
}

export interface ConsumerMember {
  readonly memberId: string;
  readonly metadata: MemberMetadata;
  readonly current: CurrentAssignment;
}

/** Topics that a pattern names. */
export interface ResolvedPattern {
  readonly topics: ReadonlySet<string>;
  /** Version of the topics that it was held against; -1 for one that was loaded. */
  readonly version: number;
  readonly atMs: number;
}

/**
 * A group of the consumer protocol (KIP-848). Values are never changed in place: each input makes a new one, and parts that stay the same
 * stay identical, by which the store knows what to write.
 * Invariants: a partition is in `assigned` or `revoking` of one member at most; assignmentEpoch <= groupEpoch; `target` names members only.
 */
export interface ConsumerGroup {
  readonly type: 'consumer';
  readonly groupId: string;
  /** Grows whenever the target assignment is to be computed anew. */
  readonly groupEpoch: number;
  /** Digest of the topics that the group subscribes to; 0 for none. */
  readonly metadataHash: number;
  readonly members: ReadonlyMap<string, ConsumerMember>;
  /** Group epoch that `target` was computed for. */
  readonly assignmentEpoch: number;
  /** Partitions that each member is to have. */
  readonly target: ReadonlyMap<string, Assignment>;
  /** One for each pattern that a member subscribes with. */
  readonly resolved: ReadonlyMap<string, ResolvedPattern>;
  /** Version of the topics that metadataHash was computed from; -1 after a load. Not written. */
  readonly topicsVersion: number;
  /** When the last member went, or the group was made. Not written. */
  readonly stateChangedMs: number;
}

/** Epoch of a request that joins. */
export const JOIN_EPOCH = 0;
/** Epoch of a request that leaves for good. */
export const LEAVE_EPOCH = -1;
/** Epoch of a static member that leaves and will be back, in its request and while it is away. */
export const AWAY_EPOCH = -2;

export const NOTHING_OWNED: CurrentAssignment = {
  epoch: JOIN_EPOCH,
  previousEpoch: JOIN_EPOCH,
  state: 'stable',
  assigned: NO_PARTITIONS,
  revoking: NO_PARTITIONS,
};

export function newConsumerGroup(groupId: string, nowMs: number): ConsumerGroup {
  return {
    type: 'consumer',
    groupId,
    groupEpoch: 0,
    metadataHash: 0,
    members: new Map(),
    assignmentEpoch: 0,
    target: new Map(),
    resolved: new Map(),
    topicsVersion: -1,
    stateChangedMs: nowMs,
  };
}

export type ConsumerGroupState = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable';

export function stateOf(group: ConsumerGroup): ConsumerGroupState {
  if (group.members.size === 0) return 'Empty';
  if (group.groupEpoch > group.assignmentEpoch) return 'Assigning';
  for (const { current } of group.members.values()) if (!isReconciled(current, group)) return 'Reconciling';
  return 'Stable';
}

/** The member has what the newest target gives it. */
export function isReconciled({ epoch, state }: CurrentAssignment, { assignmentEpoch }: ConsumerGroup): boolean {
  return state === 'stable' && epoch === assignmentEpoch;
}

export function staticMember(group: ConsumerGroup, instanceId: string): ConsumerMember | undefined {
  for (const member of group.members.values()) if (member.metadata.instanceId === instanceId) return member;
  return undefined;
}

export function withMember(group: ConsumerGroup, member: ConsumerMember): ConsumerGroup {
  if (group.members.get(member.memberId) === member) return group;
  return { ...group, members: new Map(group.members).set(member.memberId, member) };
}

/** Takes members out with their targets; epochs are left to the caller. */
export function withoutMembers(group: ConsumerGroup, memberIds: Iterable<string>): ConsumerGroup {
  const [members, target] = [new Map(group.members), new Map(group.target)];
  for (const memberId of memberIds) {
    members.delete(memberId);
    target.delete(memberId);
  }
  return { ...group, members, target };
}
