/**
 * ListTransactions (66): transactional ids by state, producer id and age of their transaction (KIP-664).
 *
 * Behaviour: states that do not exist are named in the answer, and match nothing. Ids that the client may not describe are left out.
 *
 * Version notes: v1 filters by duration, v2 by a regular expression in RE2's syntax that the whole id must match (KIP-1152).
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  ListTransactionsApi,
  type ListTransactionsRequest,
  type ListTransactionsResponse,
} from '../protocol/generated/list-transactions.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';

export const listTransactions = handler({
  api: ListTransactionsApi,
  versions: [0, 2],
  handle(request: ListTransactionsRequest, context: RequestContext): ListTransactionsResponse {
    const { errorCode, unknownStates, transactions } = context.broker.transactions.list(request);
    return {
      throttleTimeMs: 0,
      errorCode: ERROR_CODES[errorCode],
      unknownStateFilters: [...unknownStates],
      transactionStates: transactions.filter(({ transactionalId }) =>
        may(context, 'describe', 'transactionalId', transactionalId),
      ),
    };
  },
});
