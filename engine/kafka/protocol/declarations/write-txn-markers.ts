import { api, bool, errorCode, int8, int16, int32, int64, list, string } from '../declaration.ts';

export const writeTxnMarkers = api({
  name: 'WriteTxnMarkers',
  key: 27,
  versions: [1, 2],
  flexibleFrom: 1,
  request: {
    markers: list('Marker', {
      producerId: int64,
      producerEpoch: int16,
      /** true commits, false aborts. */
      transactionResult: bool,
      topics: list('Topic', { name: string, partitionIndexes: list(int32) }),
      coordinatorEpoch: int32,
      /** 2 where the end bumped the producer's epoch (KIP-1228). */
      transactionVersion: int8.since(2),
    }),
  },
  response: {
    markers: list('Marker', {
      producerId: int64,
      topics: list('Topic', { name: string, partitions: list('Partition', { partitionIndex: int32, errorCode }) }),
    }),
  },
});
