import { api, bool, errorCode, int8, int32, list, string, struct, throttled, uuid } from '../declaration.ts';
import { NO_AUTHORIZED_OPERATIONS } from './metadata.ts';

const topicPartitions = { topicId: uuid, topicName: string, partitions: list(int32) };

export const consumerGroupDescribe = api({
  name: 'ConsumerGroupDescribe',
  key: 69,
  versions: [0, 1],
  flexibleFrom: 0,
  request: { groupIds: list(string), includeAuthorizedOperations: bool },
  response: {
    throttleTimeMs: throttled(),
    groups: list('Group', {
      errorCode,
      errorMessage: string.nullable(),
      groupId: string,
      groupState: string,
      groupEpoch: int32,
      assignmentEpoch: int32,
      assignorName: string,
      members: list('Member', {
        memberId: string,
        instanceId: string.nullable(),
        rackId: string.nullable(),
        memberEpoch: int32,
        clientId: string,
        clientHost: string,
        subscribedTopicNames: list(string),
        subscribedTopicRegex: string.nullable(),
        assignment: struct('Assignment', { topicPartitions: list('TopicPartitions', topicPartitions) }),
        targetAssignment: struct('TargetAssignment', { topicPartitions: list('TargetPartitions', topicPartitions) }),
        /** 0 for the classic protocol, 1 for the consumer protocol, -1 where it is not told (KIP-1099). */
        memberType: int8.since(1).or(-1),
      }),
      authorizedOperations: int32.or(NO_AUTHORIZED_OPERATIONS),
    }),
  },
});
