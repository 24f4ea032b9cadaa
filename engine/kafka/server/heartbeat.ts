/**
 * Heartbeat (12): a member is alive, and learns of a rebalance.
 *
 * Behaviour: groups/ decides.
 *
 * Version notes: v3 brings static membership (KIP-345), v4 is flexible.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { HeartbeatApi, type HeartbeatRequest, type HeartbeatResponse } from '../protocol/generated/heartbeat.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const heartbeat = handler({
  api: HeartbeatApi,
  versions: [0, 4],
  async handle(request: HeartbeatRequest, context: RequestContext): Promise<HeartbeatResponse> {
    if (!may(context, 'read', 'group', request.groupId)) {
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED };
    }
    const { errorCode } = await context.broker.groups.heartbeat(request);
    return { throttleTimeMs: 0, errorCode: groupErrorCode(errorCode) };
  },
});
