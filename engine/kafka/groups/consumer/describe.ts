import type { ErrorName } from '../../protocol/errors.ts';
import { type Assignment, NO_PARTITIONS, topicPartitionsOf } from '../assignors/assignment.ts';
import type { TopicsView } from '../topics-view.ts';
import type { DescribedConsumerGroup, NamedTopicPartitions } from './api.ts';
import { type ConsumerGroup, stateOf } from './consumer-group.ts';
import { preferredAssignor } from './target.ts';

/** What ConsumerGroupDescribe tells of a group. Topics that are gone have no name, and are left out. */
export function describeConsumerGroup(group: ConsumerGroup, topics: TopicsView): DescribedConsumerGroup {
  return {
    errorCode: 'NONE',
    errorMessage: null,
    groupId: group.groupId,
    groupState: stateOf(group),
    groupEpoch: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    assignorName: preferredAssignor(group),
    members: [...group.members.values()].map(({ memberId, metadata, current }) => ({
      memberId,
      instanceId: metadata.instanceId,
      rackId: metadata.rackId,
      memberEpoch: current.epoch,
      clientId: metadata.clientId,
      clientHost: metadata.clientHost,
      subscribedTopicNames: metadata.subscribedTopicNames,
      subscribedTopicRegex: metadata.subscribedTopicRegex,
      assignment: named(current.assigned, topics),
      targetAssignment: named(group.target.get(memberId) ?? NO_PARTITIONS, topics),
      isClassic: metadata.classic !== null,
    })),
  };
}

export function undescribed(
  groupId: string,
  errorCode: ErrorName,
  errorMessage: string | null,
): DescribedConsumerGroup {
  return {
    errorCode,
    errorMessage,
    groupId,
    groupState: '',
    groupEpoch: 0,
    assignmentEpoch: 0,
    assignorName: '',
    members: [],
  };
}

function named(assignment: Assignment, topics: TopicsView): NamedTopicPartitions[] {
  return topicPartitionsOf(assignment).flatMap(({ topicId, partitions }) => {
    const topic = topics.topicById(topicId);
    return topic ? [{ topicId, topicName: topic.name, partitions }] : [];
  });
}
