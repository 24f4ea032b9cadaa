import { api, bool, errorCode, int16, int64, string, throttled } from '../declaration.ts';

/** From version 5 on the epoch goes up with each transaction, and the answer tells what to go on with (KIP-890). */
export const endTxn = api({
  name: 'EndTxn',
  key: 26,
  versions: [0, 5],
  flexibleFrom: 3,
  request: { transactionalId: string, producerId: int64, producerEpoch: int16, committed: bool },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    producerId: int64.since(5).or(-1),
    producerEpoch: int16.since(5).or(-1),
  },
});
