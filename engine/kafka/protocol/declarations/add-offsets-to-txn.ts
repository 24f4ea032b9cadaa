import { api, errorCode, int16, int64, string, throttled } from '../declaration.ts';

export const addOffsetsToTxn = api({
  name: 'AddOffsetsToTxn',
  key: 25,
  versions: [0, 4],
  flexibleFrom: 3,
  request: { transactionalId: string, producerId: int64, producerEpoch: int16, groupId: string },
  response: { throttleTimeMs: throttled(), errorCode },
});
