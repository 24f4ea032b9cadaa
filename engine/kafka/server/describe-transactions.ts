/**
 * DescribeTransactions (65): state of transactional ids (KIP-664).
 *
 * Behaviour: an id that is not known gets TRANSACTIONAL_ID_NOT_FOUND. Partitions are told while a transaction is open or being ended.
 *
 * Version notes: v0 only.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  DescribeTransactionsApi,
  type DescribeTransactionsRequest,
  type DescribeTransactionsResponse,
} from '../protocol/generated/describe-transactions.ts';
import { handler, type RequestContext } from './handler.ts';

export const describeTransactions = handler({
  api: DescribeTransactionsApi,
  versions: [0, 0],
  handle: (request: DescribeTransactionsRequest, { broker }: RequestContext): DescribeTransactionsResponse => ({
    throttleTimeMs: 0,
    transactionStates: request.transactionalIds.map((transactionalId) => {
      const { errorCode, topics, ...told } = broker.transactions.describe(transactionalId);
      return {
        ...told,
        errorCode: ERROR_CODES[errorCode],
        topics: topics.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })),
      };
    }),
  }),
});
