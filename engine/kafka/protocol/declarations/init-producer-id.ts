import { api, errorCode, int16, int32, int64, string, throttled } from '../declaration.ts';

export const initProducerId = api({
  name: 'InitProducerId',
  key: 22,
  versions: [0, 5],
  flexibleFrom: 2,
  request: {
    transactionalId: string.nullable(),
    transactionTimeoutMs: int32,
    producerId: int64.since(3).or(-1),
    producerEpoch: int16.since(3).or(-1),
  },
  response: { throttleTimeMs: throttled(), errorCode, producerId: int64.or(-1), producerEpoch: int16 },
});
