import { api, errorCode, int32, list, string, throttled } from '../declaration.ts';

export const offsetDelete = api({
  name: 'OffsetDelete',
  key: 47,
  versions: [0, 0],
  flexibleFrom: Number.POSITIVE_INFINITY,
  request: {
    groupId: string,
    topics: list('Topic', { name: string, partitions: list('Partition', { partitionIndex: int32 }) }),
  },
  response: {
    errorCode,
    throttleTimeMs: throttled(),
    topics: list('Topic', { name: string, partitions: list('Partition', { partitionIndex: int32, errorCode }) }),
  },
});
