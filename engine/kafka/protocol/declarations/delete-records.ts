import { api, errorCode, int32, int64, list, string, throttled } from '../declaration.ts';

export const deleteRecords = api({
  name: 'DeleteRecords',
  key: 21,
  versions: [0, 2],
  flexibleFrom: 2,
  request: {
    topics: list('Topic', {
      name: string,
      /** Records before the offset go; -1 stands for the high watermark. */
      partitions: list('Partition', { partitionIndex: int32, offset: int64 }),
    }),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: throttled(),
    topics: list('Topic', {
      name: string,
      partitions: list('Partition', { partitionIndex: int32, lowWatermark: int64, errorCode }),
    }),
  },
});
