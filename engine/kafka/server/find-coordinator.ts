/**
 * FindCoordinator (10): who coordinates a group or a transactional producer.
 *
 * Behaviour: this broker, for every one of them. Share groups (key type 2) are not served and get INVALID_REQUEST with a message that
 * says so.
 *
 * Version notes: v0 knows groups only. Up to v3 one key is asked for, from v4 a list (KIP-699).
 */
import {
  FindCoordinatorApi,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
} from '../protocol/generated/find-coordinator.ts';
import { authorize } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusal, refusalOf } from './refusal.ts';

const GROUP = 0;
const TRANSACTION = 1;
const KEY_LISTS_FROM_VERSION = 4;

export const findCoordinator = handler({
  api: FindCoordinatorApi,
  versions: [0, 6],
  handle(request: FindCoordinatorRequest, context: RequestContext): FindCoordinatorResponse {
    if (context.version < KEY_LISTS_FROM_VERSION) {
      return { throttleTimeMs: 0, ...coordinatorOf(request.key, request.keyType, context), coordinators: [] };
    }
    const coordinators = request.coordinatorKeys.map((key) => ({
      key,
      ...coordinatorOf(key, request.keyType, context),
    }));
    return { throttleTimeMs: 0, ...ACCEPTED, ...NO_NODE, coordinators };
  },
});

const NO_NODE = { nodeId: -1, host: '', port: -1 };

function coordinatorOf(key: string, keyType: number, context: RequestContext) {
  if (keyType !== GROUP && keyType !== TRANSACTION) return { ...refusal('INVALID_REQUEST', NOT_SERVED), ...NO_NODE };
  const { broker, host, port } = context;
  try {
    authorize(context, 'describe', keyType === GROUP ? 'group' : 'transactionalId', key);
    return { ...ACCEPTED, nodeId: broker.nodeId, host, port };
  } catch (error) {
    return { ...refusalOf(error, broker.log), ...NO_NODE };
  }
}

const NOT_SERVED = 'This broker coordinates groups and transactions, no share groups.';
