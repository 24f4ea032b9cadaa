/**
 * ConsumerGroupDescribe (69): groups of the consumer protocol, with what each member has and is to have (KIP-848).
 *
 * Behaviour: a group that is not there, or is a classic one, gets GROUP_ID_NOT_FOUND. A group of which the client may not describe every topic gets
 * TOPIC_AUTHORIZATION_FAILED, and nothing else of it is told.
 *
 * Version notes: v1 tells which protocol a member speaks (KIP-1099).
 */
import type { DescribedConsumerGroup, NamedTopicPartitions } from '../groups/consumer/api.ts';
import { NO_AUTHORIZED_OPERATIONS } from '../protocol/declarations/metadata.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  ConsumerGroupDescribeApi,
  type ConsumerGroupDescribeRequest,
  type ConsumerGroupDescribeResponse,
  type ConsumerGroupDescribeResponseGroup,
  type ConsumerGroupDescribeResponseMember,
} from '../protocol/generated/consumer-group-describe.ts';
import { may, operationsOn } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

const MEMBER_TYPE = { classic: 0, consumer: 1 } as const;

export const consumerGroupDescribe = handler({
  api: ConsumerGroupDescribeApi,
  versions: [0, 1],
  async handle(
    { groupIds, includeAuthorizedOperations }: ConsumerGroupDescribeRequest,
    context: RequestContext,
  ): Promise<ConsumerGroupDescribeResponse> {
    const isAllowed = (groupId: string): boolean => may(context, 'describe', 'group', groupId);
    const described = await context.broker.groups.describeConsumerGroups(groupIds.filter(isAllowed));
    const refused = groupIds.filter((groupId) => !isAllowed(groupId));
    const groups = [
      ...refused.map((groupId) => ({ ...NOTHING_TOLD, groupId, errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED })),
      ...described.map((group) => told(group, includeAuthorizedOperations, context)),
    ];
    return { throttleTimeMs: 0, groups };
  },
});

function told(
  group: DescribedConsumerGroup,
  includeOperations: boolean,
  context: RequestContext,
): ConsumerGroupDescribeResponseGroup {
  const { groupId } = group;
  if (!topicsOf(group).every((name) => may(context, 'describe', 'topic', name))) {
    const errorMessage = 'The group has topics that the client is not authorized to describe.';
    return { ...NOTHING_TOLD, groupId, errorCode: ERROR_CODES.TOPIC_AUTHORIZATION_FAILED, errorMessage };
  }
  return {
    ...group,
    errorCode: groupErrorCode(group.errorCode),
    members: group.members.map(memberOf),
    authorizedOperations:
      includeOperations && group.errorCode === 'NONE'
        ? operationsOn(context, 'group', groupId)
        : NO_AUTHORIZED_OPERATIONS,
  };
}

const topicsOf = ({ members }: DescribedConsumerGroup): string[] =>
  members.flatMap(({ assignment, targetAssignment }) =>
    [...assignment, ...targetAssignment].map(({ topicName }) => topicName),
  );

function memberOf(member: DescribedConsumerGroup['members'][number]): ConsumerGroupDescribeResponseMember {
  const { isClassic, assignment, targetAssignment, ...rest } = member;
  return {
    ...rest,
    subscribedTopicNames: [...member.subscribedTopicNames],
    assignment: { topicPartitions: assignment.map(mutable) },
    targetAssignment: { topicPartitions: targetAssignment.map(mutable) },
    memberType: isClassic ? MEMBER_TYPE.classic : MEMBER_TYPE.consumer,
  };
}

const mutable = ({ partitions, ...topic }: NamedTopicPartitions) => ({ ...topic, partitions: [...partitions] });

const NOTHING_TOLD: Omit<ConsumerGroupDescribeResponseGroup, 'groupId' | 'errorCode'> = {
  errorMessage: null,
  groupState: '',
  groupEpoch: 0,
  assignmentEpoch: 0,
  assignorName: '',
  members: [],
  authorizedOperations: NO_AUTHORIZED_OPERATIONS,
};
