/**
 * EndTxn (26): a producer commits or aborts its transaction.
 *
 * Behaviour: how it ends is written to `__transaction_state` first; from there on it ends so, through crashes. Then every partition gets its
 * marker. Kafka answers before that and lets the next transaction wait with CONCURRENT_TRANSACTIONS; here the answer comes after the markers,
 * so that a client reads what it committed, unless the disk refuses them: then they follow later.
 *
 * Version notes: v2 knows PRODUCER_FENCED. v5 belongs to transactions of KIP-890's second part, which are not served.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { EndTxnApi, type EndTxnRequest, type EndTxnResponse } from '../protocol/generated/end-txn.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { transactionErrorCode } from './transaction-refusal.ts';

const FENCED_FROM_VERSION = 2;

export const endTxn = handler({
  api: EndTxnApi,
  versions: [0, 4],
  async handle(request: EndTxnRequest, context: RequestContext): Promise<EndTxnResponse> {
    const { broker, version } = context;
    if (!may(context, 'write', 'transactionalId', request.transactionalId)) {
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.TRANSACTIONAL_ID_AUTHORIZATION_FAILED };
    }
    const errorCode = await broker.transactions.endTransaction(request, request.committed);
    return { throttleTimeMs: 0, errorCode: transactionErrorCode(errorCode, version, FENCED_FROM_VERSION) };
  },
});
