import { RequestError } from '../../protocol/errors.ts';
import { type Assignment, assignmentOf, sameAssignment, topicPartitionsOf } from '../assignors/assignment.ts';
import type { TopicsView } from '../topics-view.ts';
import type { ConsumerHeartbeatRequest } from './api.ts';
import {
  type ConsumerGroup,
  type ConsumerMember,
  JOIN_EPOCH,
  type MemberMetadata,
  NOTHING_OWNED,
  type ResolvedPattern,
  withMember,
} from './consumer-group.ts';
import { checkEpoch, knownMember, takeOver } from './membership.ts';
import { reconcile } from './reconcile.ts';
import { groupTopics, metadataHashOf, sameNames, withResolved } from './subscription.ts';
import { withTarget } from './target.ts';

/** What a step of a consumer group knows besides the group and the request. */
export interface StepContext {
  readonly topics: TopicsView;
  readonly nowMs: number;
  readonly maxMembers: number;
  /** What patterns were found to name just now. */
  readonly found: ReadonlyMap<string, ResolvedPattern>;
}

export interface HeartbeatOutcome {
  readonly group: ConsumerGroup;
  readonly member: ConsumerMember;
  /** null where the member is not to be told. */
  readonly assignment: ReturnType<typeof topicPartitionsOf> | null;
}

/** A member as it comes into a step, in the group that it comes into. */
interface Arrival {
  readonly group: ConsumerGroup;
  readonly member: ConsumerMember;
}

/**
 * A ConsumerGroupHeartbeat that joins or stays (KIP-848), in three parts: the member is made or updated, and the group's epoch grows where that, or the
 * topics, call for a new target; the target of the epoch is computed; the member takes its next step towards it. Throws RequestError.
 */
export function heartbeat(
  group: ConsumerGroup,
  request: ConsumerHeartbeatRequest,
  context: StepContext,
): HeartbeatOutcome {
  const owned = request.topicPartitions && assignmentOf(request.topicPartitions);
  checkRoom(group, request.memberId, context.maxMembers);
  const arrival = arrive(group, request, owned);
  const member = { ...arrival.member, metadata: updatedMetadata(arrival.member.metadata, request) };
  const outcome = advance(arrival, member, owned, context);
  const isFull =
    request.rebalanceTimeoutMs !== -1 &&
    (request.subscribedTopicNames !== null || request.subscribedTopicRegex !== null) &&
    owned !== null;
  const { assigned } = outcome.member.current;
  const isTold =
    request.memberEpoch === JOIN_EPOCH || isFull || !sameAssignment(arrival.member.current.assigned, assigned);
  return { ...outcome, assignment: isTold ? topicPartitionsOf(assigned) : null };
}

export function checkRoom(group: ConsumerGroup, memberId: string, maxMembers: number): void {
  if (group.members.size >= maxMembers && !group.members.has(memberId)) {
    throw new RequestError(
      'GROUP_MAX_SIZE_REACHED',
      `The consumer group has reached its maximum capacity of ${maxMembers} members.`,
    );
  }
}

function arrive(group: ConsumerGroup, request: ConsumerHeartbeatRequest, owned: Assignment | null): Arrival {
  const { memberId, memberEpoch, instanceId } = request;
  if (memberEpoch !== JOIN_EPOCH) {
    const member = knownMember(group, request);
    checkEpoch(member, memberEpoch, owned);
    return { group, member };
  }
  const taken = takeOver(group, request, false);
  if (taken) return taken;
  const known = group.members.get(memberId);
  if (known && instanceId === null) checkEpoch(known, memberEpoch, owned);
  return { group, member: known ?? newMember(memberId) };
}

export function newMember(memberId: string): ConsumerMember {
  return { memberId, metadata: NO_METADATA, current: NOTHING_OWNED };
}

const NO_METADATA: MemberMetadata = {
  instanceId: null,
  rackId: null,
  clientId: '',
  clientHost: '',
  rebalanceTimeoutMs: -1,
  subscribedTopicNames: [],
  subscribedTopicRegex: null,
  serverAssignor: null,
  classic: null,
};

/** The old value itself where the request changes nothing. */
function updatedMetadata(old: MemberMetadata, request: ConsumerHeartbeatRequest): MemberMetadata {
  const names = request.subscribedTopicNames;
  const updated: MemberMetadata = {
    instanceId: request.instanceId ?? old.instanceId,
    rackId: request.rackId ?? old.rackId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs === -1 ? old.rebalanceTimeoutMs : request.rebalanceTimeoutMs,
    subscribedTopicNames:
      names === null || sameNames(names, old.subscribedTopicNames) ? old.subscribedTopicNames : [...new Set(names)],
    subscribedTopicRegex: request.subscribedTopicRegex ?? old.subscribedTopicRegex,
    serverAssignor: request.serverAssignor ?? old.serverAssignor,
    classic: null,
  };
  const keys = Object.keys(updated) as (keyof MemberMetadata)[];
  return keys.every((key) => updated[key] === old[key]) ? old : updated;
}

/** The member, as it now is, into the group: a new epoch and target where they are due, and its next step towards that. */
export function advance(
  arrival: Arrival,
  member: ConsumerMember,
  owned: Assignment | null,
  context: StepContext,
): { readonly group: ConsumerGroup; readonly member: ConsumerMember } {
  const before = arrival.member.metadata;
  const isSame =
    sameNames(before.subscribedTopicNames, member.metadata.subscribedTopicNames) &&
    (before.subscribedTopicRegex ?? '') === (member.metadata.subscribedTopicRegex ?? '');
  // An update without a change leaves the member, and with it the group, identical.
  const updated = member.metadata === before ? arrival.member : member;
  const joined = withMember(arrival.group, updated);
  const group = withTarget(withEpoch(joined, !isSame, context), context.topics);
  const current = reconcile(group, member.memberId, updated.current, owned);
  const settled = current === updated.current ? updated : { ...updated, current };
  return { group: withMember(group, settled), member: settled };
}

/** Looks at the topics again where they, the patterns or a subscription changed; the epoch grows where that calls for another target. */
export function withEpoch(group: ConsumerGroup, subscriptionChanged: boolean, context: StepContext): ConsumerGroup {
  const { topics } = context;
  const resolved = withResolved(group, context.found);
  const isDue = group.groupEpoch === 0 || subscriptionChanged || resolved.topicsChanged;
  if (!isDue && group.topicsVersion === topics.version) return resolved.group;
  const metadataHash = metadataHashOf(groupTopics(resolved.group), topics);
  const grows = isDue || metadataHash !== group.metadataHash;
  return {
    ...resolved.group,
    metadataHash,
    topicsVersion: topics.version,
    groupEpoch: group.groupEpoch + (grows ? 1 : 0),
  };
}
