import { api, bool, errorCode, int32, list, string, struct, throttled, uuid } from '../declaration.ts';
import { NO_AUTHORIZED_OPERATIONS } from './metadata.ts';

export const describeTopicPartitions = api({
  name: 'DescribeTopicPartitions',
  key: 75,
  versions: [0, 0],
  flexibleFrom: 0,
  request: {
    topics: list('Topic', { name: string }),
    responsePartitionLimit: int32.or(2000),
    cursor: struct('Cursor', { topicName: string, partitionIndex: int32 }).nullable(),
  },
  response: {
    throttleTimeMs: throttled(),
    topics: list('Topic', {
      errorCode,
      name: string.nullable(),
      topicId: uuid,
      isInternal: bool,
      partitions: list('Partition', {
        errorCode,
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32.or(-1),
        replicaNodes: list(int32),
        isrNodes: list(int32),
        eligibleLeaderReplicas: list(int32).nullable(),
        lastKnownElr: list(int32).nullable(),
        offlineReplicas: list(int32),
      }),
      topicAuthorizedOperations: int32.or(NO_AUTHORIZED_OPERATIONS),
    }),
    nextCursor: struct('NextCursor', { topicName: string, partitionIndex: int32 }).nullable(),
  },
});
