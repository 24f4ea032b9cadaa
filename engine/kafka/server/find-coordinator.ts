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
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusal } from './refusal.ts';

const GROUP = 0;
const TRANSACTION = 1;
const KEY_LISTS_FROM_VERSION = 4;

export const findCoordinator = handler({
  api: FindCoordinatorApi,
  versions: [0, 6],
  handle(request: FindCoordinatorRequest, { broker, host, port, version }: RequestContext): FindCoordinatorResponse {
    const isServed = request.keyType === GROUP || request.keyType === TRANSACTION;
    const answer = isServed
      ? { ...ACCEPTED, nodeId: broker.nodeId, host, port }
      : { ...refusal('INVALID_REQUEST', NOT_SERVED), nodeId: -1, host: '', port: -1 };
    const keys = version >= KEY_LISTS_FROM_VERSION ? request.coordinatorKeys : [];
    return { throttleTimeMs: 0, ...answer, coordinators: keys.map((key) => ({ key, ...answer })) };
  },
});

const NOT_SERVED = 'This broker coordinates groups and transactions, no share groups.';
