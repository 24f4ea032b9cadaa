import { api, errorCode, int32, list, string, throttled } from '../declaration.ts';

export const listPartitionReassignments = api({
  name: 'ListPartitionReassignments',
  key: 46,
  versions: [0, 0],
  flexibleFrom: 0,
  request: {
    timeoutMs: int32.or(60_000),
    /** Null asks for all. */
    topics: list('Topic', { name: string, partitionIndexes: list(int32) }).nullable(),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    errorMessage: string.nullable(),
    topics: list('Topic', {
      name: string,
      partitions: list('Partition', {
        partitionIndex: int32,
        replicas: list(int32),
        addingReplicas: list(int32),
        removingReplicas: list(int32),
      }),
    }),
  },
});
