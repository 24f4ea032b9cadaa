import { api, errorCode, int32, int64, list, string, throttled } from '../declaration.ts';

export const describeProducers = api({
  name: 'DescribeProducers',
  key: 61,
  versions: [0, 0],
  flexibleFrom: 0,
  request: { topics: list('Topic', { name: string, partitionIndexes: list(int32) }) },
  response: {
    throttleTimeMs: throttled(),
    topics: list('Topic', {
      name: string,
      partitions: list('Partition', {
        partitionIndex: int32,
        errorCode,
        errorMessage: string.nullable(),
        activeProducers: list('Producer', {
          producerId: int64,
          producerEpoch: int32,
          lastSequence: int32.or(-1),
          lastTimestamp: int64.or(-1),
          coordinatorEpoch: int32,
          currentTxnStartOffset: int64.or(-1),
        }),
      }),
    }),
  },
});
