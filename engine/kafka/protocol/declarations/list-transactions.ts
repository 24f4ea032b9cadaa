import { api, errorCode, int64, list, string, throttled } from '../declaration.ts';

export const listTransactions = api({
  name: 'ListTransactions',
  key: 66,
  versions: [0, 2],
  flexibleFrom: 0,
  request: {
    stateFilters: list(string),
    producerIdFilters: list(int64),
    durationFilterMs: int64.since(1).or(-1),
    transactionalIdPattern: string.since(2).nullable(2),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    unknownStateFilters: list(string),
    transactionStates: list('TransactionState', {
      transactionalId: string,
      producerId: int64,
      transactionState: string,
    }),
  },
});
