/**
 * Heartbeat (12): a member is alive, and learns of a rebalance.
 *
 * Behaviour: groups/ decides.
 *
 * Version notes: v3 brings static membership (KIP-345), v4 is flexible.
 */
import { HeartbeatApi, type HeartbeatRequest, type HeartbeatResponse } from '../protocol/generated/heartbeat.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const heartbeat = handler({
  api: HeartbeatApi,
  versions: [0, 4],
  handle: (request: HeartbeatRequest, { broker }: RequestContext): HeartbeatResponse => ({
    throttleTimeMs: 0,
    errorCode: groupErrorCode(broker.groups.heartbeat(request).errorCode),
  }),
});
