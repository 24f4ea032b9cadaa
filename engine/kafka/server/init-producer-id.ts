/**
 * InitProducerId (22): gives an idempotent producer its id (KIP-98).
 *
 * Behaviour: every call gets a fresh id at epoch 0, never one that was given before, across crashes too. A transactional id is refused:
 * this broker serves no transactions, and saying so at once is better than an id that could not commit.
 *
 * Version notes: v3 lets a producer name the id it had (KIP-360); without transactions a fresh one serves as well.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  InitProducerIdApi,
  type InitProducerIdRequest,
  type InitProducerIdResponse,
} from '../protocol/generated/init-producer-id.ts';
import { handler, type RequestContext } from './handler.ts';
import { refusalOf } from './refusal.ts';

const NO_PRODUCER = { producerId: -1, producerEpoch: -1 };

export const initProducerId = handler({
  api: InitProducerIdApi,
  versions: [0, 5],
  async handle(request: InitProducerIdRequest, { broker, clientId }: RequestContext): Promise<InitProducerIdResponse> {
    const { transactionalId } = request;
    if (transactionalId !== null) {
      broker.log.warn({ clientId, transactionalId }, 'refused a transactional producer: transactions are not served');
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.INVALID_REQUEST, ...NO_PRODUCER };
    }
    try {
      const producerId = await broker.controller.allocateProducerId();
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.NONE, producerId, producerEpoch: 0 };
    } catch (error) {
      return { throttleTimeMs: 0, errorCode: refusalOf(error, broker.log).errorCode, ...NO_PRODUCER };
    }
  },
});
