import { RequestError } from '../../protocol/errors.ts';
import type { HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest } from '../classic/api.ts';
import {
  CONSUMER_PROTOCOL_TYPE,
  decodeSubscription,
  encodeAssignment,
  type Subscription,
} from '../classic/consumer-protocol.ts';
import type { TopicsView } from '../topics-view.ts';
import {
  type ClassicMetadata,
  type ConsumerGroup,
  type ConsumerMember,
  type MemberMetadata,
  staticMember,
} from './consumer-group.ts';
import { byTopicId, byTopicName } from './conversion.ts';
import { advance, checkRoom, newMember, type StepContext } from './heartbeat.ts';
import { knownMember, takeOver } from './membership.ts';
import { ownersBut } from './reconcile.ts';

/*
 * Members that speak the classic protocol to a consumer group, while it migrates (KIP-848): the coordinator assigns, a generation is the
 * member's own epoch, and REBALANCE_IN_PROGRESS makes it join again, which takes it one step on. Functions throw RequestError.
 */

/** A JoinGroup by a member whose id is settled; `isNew` where it was given one just now. It is answered at once: nobody waits for others here. */
export function joinAsClassic(
  group: ConsumerGroup,
  request: JoinGroupRequest,
  isNew: boolean,
  context: StepContext,
): { readonly group: ConsumerGroup; readonly member: ConsumerMember } {
  const { groupInstanceId: instanceId } = request;
  const subscription = checkClassicJoin(group, request, context.maxMembers);
  const arrival = arrive(group, request, isNew);
  const { rebalanceTimeoutMs, clientId, clientHost, sessionTimeoutMs, protocols } = request;
  const before = arrival.member.metadata;
  const metadata: MemberMetadata = {
    instanceId: instanceId ?? before.instanceId,
    rackId: subscription.rackId ?? before.rackId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    subscribedTopicNames: [...new Set(subscription.topics)],
    subscribedTopicRegex: before.subscribedTopicRegex,
    serverAssignor: before.serverAssignor,
    classic: { sessionTimeoutMs, protocols: ownCopies(protocols) },
  };
  const owned = byTopicId(subscription.ownedPartitions, context.topics);
  return advance(arrival, { ...arrival.member, metadata }, owned, context);
}

function arrive(
  group: ConsumerGroup,
  { memberId, groupInstanceId: instanceId }: JoinGroupRequest,
  isNew: boolean,
): { readonly group: ConsumerGroup; readonly member: ConsumerMember } {
  if (instanceId !== null && !isNew) return { group, member: knownMember(group, { memberId, instanceId }) };
  const member = group.members.get(memberId) ?? newMember(memberId);
  return takeOver(group, { memberId, instanceId }, true) ?? { group, member };
}

/** There must be room, the protocols must be read as a consumer's, and one of them be what all classic members have. Throws RequestError. */
export function checkClassicJoin(group: ConsumerGroup, request: JoinGroupRequest, maxMembers: number): Subscription {
  const { memberId, protocolType, protocols } = request;
  checkRoom(group, memberId, maxMembers);
  const others = [...group.members.values()].flatMap(({ metadata }) => metadata.classic ?? []);
  const isShared = (name: string): boolean => others.every((classic) => hasProtocol(classic, name));
  const subscription = protocols[0] && decodeSubscription(protocols[0].metadata);
  if (protocolType !== CONSUMER_PROTOCOL_TYPE || !subscription || !protocols.some(({ name }) => isShared(name))) {
    throw new RequestError('INCONSISTENT_GROUP_PROTOCOL', `Member ${memberId}'s protocols are not supported.`);
  }
  return subscription;
}

const hasProtocol = ({ protocols }: ClassicMetadata, name: string): boolean =>
  protocols.some((protocol) => protocol.name === name);

/** Requests are slices of a frame, and a member stays. */
const ownCopies = (protocols: ClassicMetadata['protocols']): ClassicMetadata['protocols'] =>
  protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }));

export function joinedAsClassic(member: ConsumerMember): JoinGroupResponse {
  return {
    errorCode: 'NONE',
    generationId: member.current.epoch,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    protocolName: protocolOf(member),
    leader: '',
    skipAssignment: false,
    memberId: member.memberId,
    members: [],
  };
}

/** A SyncGroup of the member is answered with what it has now, unless there is a newer epoch that it has to join again for. */
export function syncAsClassic(
  group: ConsumerGroup,
  { metadata, current }: ConsumerMember,
  topics: TopicsView,
): Buffer | null {
  // One that has partitions to give up has joined already: it learns here which.
  if (group.groupEpoch > current.epoch && current.state !== 'unrevoked') return null;
  const version = decodeSubscription(metadata.classic!.protocols[0]!.metadata)?.version ?? 0;
  return encodeAssignment(version, byTopicName(current.assigned, topics));
}

/** Whether the member is to join again: for a newer epoch, to let go of partitions, or because those it waits for are free now. */
export function mustRejoin(group: ConsumerGroup, { memberId, current }: ConsumerMember): boolean {
  if (current.epoch < group.groupEpoch || current.state === 'unrevoked') return true;
  return current.state === 'unreleased' && !waitsForOthers(group, memberId);
}

function waitsForOthers(group: ConsumerGroup, memberId: string): boolean {
  const isOwned = ownersBut(group, memberId);
  const { assigned } = group.members.get(memberId)!.current;
  for (const [topicId, partitions] of group.target.get(memberId) ?? []) {
    for (const partition of partitions) {
      if (!assigned.get(topicId)?.has(partition) && isOwned(topicId, partition)) return true;
    }
  }
  return false;
}

/** Who leaves with a LeaveGroup. An administrator may name a static member by its instance id alone. */
export function leavingClassic(group: ConsumerGroup, who: LeaveGroupRequest['members'][number]): ConsumerMember {
  const { memberId, groupInstanceId: instanceId } = who;
  const named = instanceId !== null && memberId === '' ? staticMember(group, instanceId)?.memberId : memberId;
  return requireClassic(knownMember(group, { memberId: named ?? '', instanceId }));
}

/** The member that a classic request speaks for; its generation is the member's epoch. */
export function classicMember(
  group: ConsumerGroup,
  { memberId, groupInstanceId, generationId }: HeartbeatRequest,
): ConsumerMember {
  const member = requireClassic(knownMember(group, { memberId, instanceId: groupInstanceId }));
  if (member.current.epoch !== generationId) {
    throw new RequestError('ILLEGAL_GENERATION', `Member ${memberId} is in generation ${member.current.epoch}.`);
  }
  return member;
}

function requireClassic(member: ConsumerMember): ConsumerMember {
  if (member.metadata.classic) return member;
  throw new RequestError('UNKNOWN_MEMBER_ID', `Member ${member.memberId} does not use the classic protocol.`);
}

export const protocolOf = ({ metadata }: ConsumerMember): string => metadata.classic?.protocols[0]?.name ?? '';
