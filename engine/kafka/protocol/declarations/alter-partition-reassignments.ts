import { api, bool, errorCode, int32, list, string, throttled } from '../declaration.ts';

export const alterPartitionReassignments = api({
  name: 'AlterPartitionReassignments',
  key: 45,
  versions: [0, 1],
  flexibleFrom: 0,
  request: {
    timeoutMs: int32.or(60_000),
    allowReplicationFactorChange: bool.since(1).or(true),
    topics: list('Topic', {
      name: string,
      /** Null replicas cancel a reassignment. */
      partitions: list('Partition', { partitionIndex: int32, replicas: list(int32).nullable() }),
    }),
  },
  response: {
    throttleTimeMs: throttled(),
    allowReplicationFactorChange: bool.since(1).or(true),
    errorCode,
    errorMessage: string.nullable(),
    responses: list('Topic', {
      name: string,
      partitions: list('Partition', { partitionIndex: int32, errorCode, errorMessage: string.nullable() }),
    }),
  },
});
