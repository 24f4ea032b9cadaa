import { api, bool, errorCode, int16, int32, int64, list, string, throttled } from '../declaration.ts';

/** Version 4 and above carry several transactions at once: brokers ask so among themselves, and some clients do too. */
export const addPartitionsToTxn = api({
  name: 'AddPartitionsToTxn',
  key: 24,
  versions: [0, 5],
  flexibleFrom: 3,
  request: {
    transactions: list('Transaction', {
      transactionalId: string,
      producerId: int64,
      producerEpoch: int16,
      verifyOnly: bool,
      topics: list('TransactionTopic', { name: string, partitions: list(int32) }),
    }).since(4),
    transactionalId: string.until(3),
    producerId: int64.until(3),
    producerEpoch: int16.until(3),
    topics: list('Topic', { name: string, partitions: list(int32) }).until(3),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode: errorCode.since(4),
    transactions: list('Transaction', {
      transactionalId: string,
      topics: list('TransactionTopic', {
        name: string,
        partitions: list('TransactionPartition', { partitionIndex: int32, errorCode }),
      }),
    }).since(4),
    topics: list('Topic', { name: string, partitions: list('Partition', { partitionIndex: int32, errorCode }) }).until(
      3,
    ),
  },
});
