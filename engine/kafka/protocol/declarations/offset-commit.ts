import { api, errorCode, int32, int64, list, string, throttled, uuid } from '../declaration.ts';

export const offsetCommit = api({
  name: 'OffsetCommit',
  key: 8,
  versions: [2, 10],
  flexibleFrom: 8,
  request: {
    groupId: string,
    generationIdOrMemberEpoch: int32.or(-1),
    memberId: string,
    groupInstanceId: string.since(7).nullable(7),
    retentionTimeMs: int64.until(4).or(-1),
    topics: list('Topic', {
      name: string.until(9),
      topicId: uuid.since(10),
      partitions: list('Partition', {
        partitionIndex: int32,
        committedOffset: int64,
        committedLeaderEpoch: int32.since(6).or(-1),
        committedMetadata: string.nullable(),
      }),
    }),
  },
  response: {
    throttleTimeMs: throttled(3),
    topics: list('Topic', {
      name: string.until(9),
      topicId: uuid.since(10),
      partitions: list('Partition', { partitionIndex: int32, errorCode }),
    }),
  },
});
