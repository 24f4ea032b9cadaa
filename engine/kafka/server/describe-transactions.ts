/**
 * DescribeTransactions (65): state of transactional ids (KIP-664).
 *
 * Behaviour: an id that is not known gets TRANSACTIONAL_ID_NOT_FOUND. Partitions are told while a transaction is open or being ended, as far
 * as the client may describe their topics.
 *
 * Version notes: v0 only.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  DescribeTransactionsApi,
  type DescribeTransactionsRequest,
  type DescribeTransactionsResponse,
  type DescribeTransactionsResponseTransactionState,
} from '../protocol/generated/describe-transactions.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';

export const describeTransactions = handler({
  api: DescribeTransactionsApi,
  versions: [0, 0],
  handle: (request: DescribeTransactionsRequest, context: RequestContext): DescribeTransactionsResponse => ({
    throttleTimeMs: 0,
    transactionStates: request.transactionalIds.map((transactionalId) => describe(transactionalId, context)),
  }),
});

function describe(transactionalId: string, context: RequestContext): DescribeTransactionsResponseTransactionState {
  if (!may(context, 'describe', 'transactionalId', transactionalId)) return unauthorized(transactionalId);
  const { errorCode, topics, ...told } = context.broker.transactions.describe(transactionalId);
  return {
    ...told,
    errorCode: ERROR_CODES[errorCode],
    topics: topics
      .filter(({ topic }) => may(context, 'describe', 'topic', topic))
      .map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })),
  };
}

const unauthorized = (transactionalId: string): DescribeTransactionsResponseTransactionState => ({
  errorCode: ERROR_CODES.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
  transactionalId,
  transactionState: '',
  transactionTimeoutMs: 0,
  transactionStartTimeMs: -1,
  producerId: -1,
  producerEpoch: -1,
  topics: [],
});
