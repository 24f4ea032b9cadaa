import { api, errorCode, int32, int64, list, string, throttled } from '../declaration.ts';

export const offsetForLeaderEpoch = api({
  name: 'OffsetForLeaderEpoch',
  key: 23,
  versions: [2, 4],
  flexibleFrom: 4,
  request: {
    replicaId: int32.since(3).or(-2),
    topics: list('Topic', {
      topic: string,
      partitions: list('Partition', { partition: int32, currentLeaderEpoch: int32.or(-1), leaderEpoch: int32 }),
    }),
  },
  response: {
    throttleTimeMs: throttled(),
    topics: list('Topic', {
      topic: string,
      partitions: list('Partition', {
        errorCode,
        partition: int32,
        leaderEpoch: int32.or(-1),
        endOffset: int64.or(-1),
      }),
    }),
  },
});
