/**
 * SyncGroup (14): the leader hands in the assignment, every member gets its own.
 *
 * Behaviour: groups/ decides; the answer waits for the leader's assignment and until it is in `__consumer_offsets`.
 *
 * Version notes: v3 brings static membership (KIP-345); v5 names the protocol, which is checked (KIP-559).
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { SyncGroupApi, type SyncGroupRequest, type SyncGroupResponse } from '../protocol/generated/sync-group.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const syncGroup = handler({
  api: SyncGroupApi,
  versions: [0, 5],
  async handle(request: SyncGroupRequest, context: RequestContext): Promise<SyncGroupResponse> {
    if (!may(context, 'read', 'group', request.groupId)) return NOT_SYNCED;
    const synced = await context.broker.groups.syncGroup(request);
    return { ...synced, throttleTimeMs: 0, errorCode: groupErrorCode(synced.errorCode) };
  },
});

const NOT_SYNCED: SyncGroupResponse = {
  throttleTimeMs: 0,
  errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED,
  protocolType: null,
  protocolName: null,
  assignment: Buffer.alloc(0),
};
