import { RequestError } from '../../protocol/errors.ts';
import { type Assignment, assignmentOf, NO_PARTITIONS } from '../assignors/assignment.ts';
import { type ClassicGroup, emptyGroup, type Member } from '../classic/classic-group.ts';
import {
  CONSUMER_PROTOCOL_TYPE,
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  type NamedPartitions,
} from '../classic/consumer-protocol.ts';
import { metadataOf, selectProtocol } from '../classic/protocol-selection.ts';
import type { TopicsView } from '../topics-view.ts';
import { type ClassicMetadata, type ConsumerGroup, type ConsumerMember, newConsumerGroup } from './consumer-group.ts';
import { metadataHashOf } from './subscription.ts';

/*
 * Online migration (KIP-848), both ways, as with Kafka's default group.consumer.migration.policy=bidirectional: a classic group of consumers
 * becomes a consumer group when the first member of the new protocol joins it, and a classic group again when the last one leaves.
 */

/**
 * The classic group as a consumer group, its members in the epoch of its generation with what they had. Throws GROUP_ID_NOT_FOUND, as Kafka
 * does, where the members are no consumers, or their own assignor adds data that nobody else understands.
 */
export function upgraded(classic: ClassicGroup, topics: TopicsView, nowMs: number): ConsumerGroup {
  const { groupId, generationId, protocolType } = classic;
  if (protocolType !== CONSUMER_PROTOCOL_TYPE) throw notUpgradable(groupId, 'it does not use the consumer protocol');
  const members = [...classic.members.values()].map((member) => upgradedMember(classic, member, topics));
  const names = members.flatMap(({ metadata }) => metadata.subscribedTopicNames);
  return {
    ...newConsumerGroup(groupId, nowMs),
    groupEpoch: generationId,
    assignmentEpoch: generationId,
    metadataHash: metadataHashOf(new Set(names), topics),
    members: new Map(members.map((member) => [member.memberId, member])),
    target: new Map(members.map(({ memberId, current }) => [memberId, current.assigned])),
  };
}

function upgradedMember(
  { groupId, generationId, protocolName }: ClassicGroup,
  member: Member,
  topics: TopicsView,
): ConsumerMember {
  const { memberId, clientId, clientHost, groupInstanceId: instanceId, rebalanceTimeoutMs, sessionTimeoutMs } = member;
  const protocol = member.protocols.find(({ name }) => name === protocolName) ?? member.protocols[0];
  const subscription = protocol && decodeSubscription(protocol.metadata);
  const assignment = decodeAssignment(member.assignment);
  if (!subscription || !assignment) throw notUpgradable(groupId, 'the embedded consumer protocol is malformed');
  if (assignment.userData.length > 0) throw notUpgradable(groupId, 'an assignor of its own is in use');
  const assigned = byTopicId(assignment.partitions, topics);
  return {
    memberId,
    metadata: {
      instanceId,
      rackId: subscription.rackId,
      clientId,
      clientHost,
      rebalanceTimeoutMs,
      subscribedTopicNames: [...new Set(subscription.topics)],
      subscribedTopicRegex: null,
      serverAssignor: null,
      classic: { sessionTimeoutMs, protocols: member.protocols },
    },
    current: { epoch: generationId, previousEpoch: generationId, state: 'stable', assigned, revoking: NO_PARTITIONS },
  };
}

function notUpgradable(groupId: string, reason: string): RequestError {
  return new RequestError(
    'GROUP_ID_NOT_FOUND',
    `Cannot upgrade classic group ${groupId} to consumer group because ${reason}.`,
  );
}

/** Whether nobody in the group speaks the consumer protocol any more, though it has members. */
export function speaksClassicOnly({ members }: ConsumerGroup): boolean {
  return members.size > 0 && [...members.values()].every(({ metadata }) => metadata.classic !== null);
}

/** The group, of classic members only, as a classic one in the generation of its epoch. The caller lets it rebalance. */
export function downgraded(group: ConsumerGroup, topics: TopicsView, nowMs: number): ClassicGroup {
  const members = new Map<string, Member>();
  for (const member of group.members.values()) {
    const { classic } = member.metadata;
    if (classic) members.set(member.memberId, downgradedMember(member, classic, nowMs));
  }
  const joined: ClassicGroup = {
    ...emptyGroup(group.groupId, nowMs),
    state: 'Stable',
    generationId: group.groupEpoch,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    leaderId: members.keys().next().value ?? null,
    members,
  };
  const protocolName = selectProtocol(joined);
  for (const member of members.values()) {
    const version = decodeSubscription(metadataOf(member, protocolName))?.version ?? 0;
    const share = byTopicName(group.target.get(member.memberId) ?? NO_PARTITIONS, topics);
    members.set(member.memberId, { ...member, assignment: encodeAssignment(version, share) });
  }
  return { ...joined, protocolName };
}

function downgradedMember({ memberId, metadata }: ConsumerMember, classic: ClassicMetadata, nowMs: number): Member {
  const { instanceId: groupInstanceId, clientId, clientHost, rebalanceTimeoutMs } = metadata;
  return {
    memberId,
    groupInstanceId,
    clientId,
    clientHost,
    sessionTimeoutMs: classic.sessionTimeoutMs,
    rebalanceTimeoutMs,
    protocols: classic.protocols,
    assignment: Buffer.alloc(0),
    sessionDeadlineMs: nowMs + classic.sessionTimeoutMs,
    joining: undefined,
    syncing: undefined,
    supportsSkippingAssignment: false,
    isNew: false,
  };
}

/** Topics that are gone are left out, here and below. */
export function byTopicId(partitions: NamedPartitions, topics: TopicsView): Assignment {
  return assignmentOf(
    [...partitions].flatMap(([name, indexes]) => {
      const topic = topics.topic(name);
      return topic ? { topicId: topic.id, partitions: indexes } : [];
    }),
  );
}

export function byTopicName(assignment: Assignment, topics: TopicsView): NamedPartitions {
  return new Map(
    [...assignment].flatMap(([topicId, partitions]) => {
      const topic = topics.topicById(topicId);
      return topic ? [[topic.name, [...partitions].sort((a, b) => a - b)] as const] : [];
    }),
  );
}
