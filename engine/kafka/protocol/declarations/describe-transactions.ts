import { api, errorCode, int16, int32, int64, list, string, throttled } from '../declaration.ts';

export const describeTransactions = api({
  name: 'DescribeTransactions',
  key: 65,
  versions: [0, 0],
  flexibleFrom: 0,
  request: { transactionalIds: list(string) },
  response: {
    throttleTimeMs: throttled(),
    transactionStates: list('TransactionState', {
      errorCode,
      transactionalId: string,
      transactionState: string,
      transactionTimeoutMs: int32,
      transactionStartTimeMs: int64,
      producerId: int64,
      producerEpoch: int16,
      topics: list('Topic', { topic: string, partitions: list(int32) }),
    }),
  },
});
