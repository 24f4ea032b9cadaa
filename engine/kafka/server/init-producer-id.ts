/**
 * InitProducerId (22): gives a producer its id and epoch (KIP-98).
 *
 * Behaviour: without a transactional id every call gets a fresh id at epoch 0, never one that was given before, across crashes too. With one
 * the id stays and the epoch goes up, which fences whoever had it before; a transaction that it left open is aborted first, and the
 * caller told CONCURRENT_TRANSACTIONS until it is. The timeout must be above 0 and at most transaction.max.timeout.ms.
 * Who may write to any topic may have a producer id (KIP-679).
 *
 * Version notes: v3 lets a producer name the id and epoch it has, to bump it and not to take over (KIP-360); v4 knows PRODUCER_FENCED.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  InitProducerIdApi,
  type InitProducerIdRequest,
  type InitProducerIdResponse,
} from '../protocol/generated/init-producer-id.ts';
import { authorize, authorizeOnCluster, mayOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { refusalOf } from './refusal.ts';
import { transactionErrorCode } from './transaction-refusal.ts';

const NO_PRODUCER = { producerId: -1, producerEpoch: -1 };
const FENCED_FROM_VERSION = 4;

export const initProducerId = handler({
  api: InitProducerIdApi,
  versions: [0, 5],
  async handle(request: InitProducerIdRequest, context: RequestContext): Promise<InitProducerIdResponse> {
    const { broker, version } = context;
    const { transactionalId, transactionTimeoutMs: timeoutMs, producerId, producerEpoch } = request;
    try {
      if (transactionalId !== null) authorize(context, 'write', 'transactionalId', transactionalId);
      else authorizeIdempotentWrite(context);
      if (transactionalId === null) {
        const fresh = await broker.controller.allocateProducerId();
        return { throttleTimeMs: 0, errorCode: ERROR_CODES.NONE, producerId: fresh, producerEpoch: 0 };
      }
      if (producerId < 0 !== producerEpoch < 0) {
        return { throttleTimeMs: 0, errorCode: ERROR_CODES.INVALID_REQUEST, ...NO_PRODUCER };
      }
      const expected = producerId < 0 ? undefined : { producerId, producerEpoch };
      const answer = await broker.transactions.initProducerId({ transactionalId, timeoutMs, expected });
      const errorCode = transactionErrorCode(answer.errorCode, version, FENCED_FROM_VERSION);
      return { ...answer, throttleTimeMs: 0, errorCode };
    } catch (error) {
      return { throttleTimeMs: 0, errorCode: refusalOf(error, broker.log).errorCode, ...NO_PRODUCER };
    }
  },
});

function authorizeIdempotentWrite(context: RequestContext): void {
  if (mayOnCluster(context, 'idempotentWrite')) return;
  if (!context.broker.authorizer.isAllowedSomewhere(context, 'write', 'topic')) {
    authorizeOnCluster(context, 'idempotentWrite');
  }
}
