/**
 * EndTxn (26): a producer commits or aborts its transaction.
 *
 * Behaviour: how it ends is written to `__transaction_state` first; from there on it ends so, through crashes. Then every partition gets its
 * marker. Kafka answers before that and lets the next transaction wait with CONCURRENT_TRANSACTIONS; here the answer comes after the markers,
 * so that a client reads what it committed, unless the disk refuses them: then they follow later.
 *
 * Version notes: v2 knows PRODUCER_FENCED. From v5 on each end gives the producer a new epoch, which the answer tells (KIP-890): what was sent
 * before, this request included, can then hit no later transaction. Asking again with the old epoch is answered as the first time; with the
 * new one a producer may abort where nothing was begun. Where the epochs of its id are used up it goes on with a new id.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { EndTxnApi, type EndTxnRequest, type EndTxnResponse } from '../protocol/generated/end-txn.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { transactionErrorCode } from './transaction-refusal.ts';

const FENCED_FROM_VERSION = 2;
const BUMPS_FROM_VERSION = 5;
const NO_PRODUCER = { producerId: -1, producerEpoch: -1 };

export const endTxn = handler({
  api: EndTxnApi,
  versions: [0, 5],
  async handle(request: EndTxnRequest, context: RequestContext): Promise<EndTxnResponse> {
    const { broker, version } = context;
    if (!may(context, 'write', 'transactionalId', request.transactionalId)) {
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, ...NO_PRODUCER };
    }
    const bumpsEpoch = version >= BUMPS_FROM_VERSION;
    const answer = await broker.transactions.endTransaction({ ...request, bumpsEpoch });
    const errorCode = transactionErrorCode(answer.errorCode, version, FENCED_FROM_VERSION);
    return { ...answer, throttleTimeMs: 0, errorCode };
  },
});
