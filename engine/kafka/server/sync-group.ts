/**
 * SyncGroup (14): the leader hands in the assignment, every member gets its own.
 *
 * Behaviour: groups/ decides; the answer waits for the leader's assignment and until it is in `__consumer_offsets`.
 *
 * Version notes: v3 brings static membership (KIP-345); v5 names the protocol, which is checked (KIP-559).
 */
import { SyncGroupApi, type SyncGroupRequest, type SyncGroupResponse } from '../protocol/generated/sync-group.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const syncGroup = handler({
  api: SyncGroupApi,
  versions: [0, 5],
  async handle(request: SyncGroupRequest, { broker }: RequestContext): Promise<SyncGroupResponse> {
    const synced = await broker.groups.syncGroup(request);
    return { ...synced, throttleTimeMs: 0, errorCode: groupErrorCode(synced.errorCode) };
  },
});
