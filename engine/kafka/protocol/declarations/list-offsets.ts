import { api, errorCode, int8, int32, int64, list, string, throttled } from '../declaration.ts';

export const listOffsets = api({
  name: 'ListOffsets',
  key: 2,
  versions: [1, 11],
  flexibleFrom: 6,
  request: {
    replicaId: int32,
    isolationLevel: int8.since(2),
    topics: list('Topic', {
      name: string,
      partitions: list('Partition', {
        partitionIndex: int32,
        currentLeaderEpoch: int32.since(4).or(-1),
        timestamp: int64,
      }),
    }),
    timeoutMs: int32.since(10),
  },
  response: {
    throttleTimeMs: throttled(2),
    topics: list('Topic', {
      name: string,
      partitions: list('Partition', {
        partitionIndex: int32,
        errorCode,
        timestamp: int64.or(-1),
        offset: int64.or(-1),
        leaderEpoch: int32.since(4).or(-1),
      }),
    }),
  },
});
