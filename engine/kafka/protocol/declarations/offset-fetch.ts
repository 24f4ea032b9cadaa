import { api, bool, errorCode, int32, int64, list, string, throttled, uuid } from '../declaration.ts';

export const offsetFetch = api({
  name: 'OffsetFetch',
  key: 9,
  versions: [1, 10],
  flexibleFrom: 6,
  request: {
    groupId: string.until(7),
    /** Null asks for every partition that the group has committed. */
    topics: list('Topic', { name: string, partitionIndexes: list(int32) })
      .until(7)
      .nullable(2),
    groups: list('Group', {
      groupId: string,
      memberId: string.since(9).nullable(9),
      memberEpoch: int32.since(9).or(-1),
      topics: list('GroupTopic', {
        name: string.until(9),
        topicId: uuid.since(10),
        partitionIndexes: list(int32),
      }).nullable(),
    }).since(8),
    requireStable: bool.since(7),
  },
  response: {
    throttleTimeMs: throttled(3),
    topics: list('Topic', {
      name: string,
      partitions: list('Partition', {
        partitionIndex: int32,
        committedOffset: int64,
        committedLeaderEpoch: int32.since(5).or(-1),
        metadata: string.nullable(),
        errorCode,
      }),
    }).until(7),
    errorCode: errorCode.since(2).until(7),
    groups: list('Group', {
      groupId: string,
      topics: list('GroupTopic', {
        name: string.until(9),
        topicId: uuid.since(10),
        partitions: list('GroupPartition', {
          partitionIndex: int32,
          committedOffset: int64,
          committedLeaderEpoch: int32.or(-1),
          metadata: string.nullable(),
          errorCode,
        }),
      }),
      errorCode,
    }).since(8),
  },
});
