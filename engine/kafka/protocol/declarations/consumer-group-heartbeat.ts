import { api, errorCode, int32, list, string, struct, throttled, uuid } from '../declaration.ts';

const topicPartitions = { topicId: uuid, partitions: list(int32) };

export const consumerGroupHeartbeat = api({
  name: 'ConsumerGroupHeartbeat',
  key: 68,
  versions: [0, 1],
  flexibleFrom: 0,
  request: {
    groupId: string,
    memberId: string,
    /** 0 joins, -1 leaves, -2 leaves as a static member that will be back. */
    memberEpoch: int32,
    instanceId: string.nullable(),
    rackId: string.nullable(),
    /** -1 for no change, as null in the fields that follow. */
    rebalanceTimeoutMs: int32.or(-1),
    subscribedTopicNames: list(string).nullable(),
    subscribedTopicRegex: string.since(1).nullable(1),
    serverAssignor: string.nullable(),
    topicPartitions: list('TopicPartitions', topicPartitions).nullable(),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    errorMessage: string.nullable(),
    memberId: string.nullable(),
    memberEpoch: int32,
    heartbeatIntervalMs: int32,
    assignment: struct('Assignment', { topicPartitions: list('TopicPartitions', topicPartitions) }).nullable(),
  },
});
