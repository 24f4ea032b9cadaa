import { api, bool, errorCode, int16, int64, string, throttled } from '../declaration.ts';

/** Version 5 belongs to KIP-890's second part: the epoch goes up with each transaction. */
export const endTxn = api({
  name: 'EndTxn',
  key: 26,
  versions: [0, 4],
  flexibleFrom: 3,
  request: { transactionalId: string, producerId: int64, producerEpoch: int16, committed: bool },
  response: { throttleTimeMs: throttled(), errorCode },
});
