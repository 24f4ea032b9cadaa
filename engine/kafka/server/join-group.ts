/**
 * JoinGroup (11): a consumer joins, or rejoins for the next generation.
 *
 * Behaviour: groups/ decides; the answer waits until the group has gathered, or the member's time is up.
 *
 * Version notes: v0 has no rebalance timeout, the session timeout stands in. From v4 a new dynamic member is first
 * sent away with its id (KIP-394). v5 brings static membership (KIP-345), v9 may tell the leader to skip its assignment (KIP-814).
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { JoinGroupApi, type JoinGroupRequest, type JoinGroupResponse } from '../protocol/generated/join-group.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

const KNOWN_MEMBER_ID_FROM_VERSION = 4;
const PROTOCOL_NAME_NULLABLE_FROM_VERSION = 7;
const SKIP_ASSIGNMENT_FROM_VERSION = 9;

export const joinGroup = handler({
  api: JoinGroupApi,
  versions: [0, 9],
  async handle(request: JoinGroupRequest, context: RequestContext): Promise<JoinGroupResponse> {
    const { broker, version, clientId, clientHost } = context;
    const noName = version >= PROTOCOL_NAME_NULLABLE_FROM_VERSION ? null : '';
    if (!may(context, 'read', 'group', request.groupId)) {
      return { ...NOT_JOINED, memberId: request.memberId, protocolName: noName };
    }
    const joined = await broker.groups.joinGroup({
      ...request,
      rebalanceTimeoutMs: version === 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
      clientId,
      clientHost: `/${clientHost}`,
      requireKnownMemberId: version >= KNOWN_MEMBER_ID_FROM_VERSION,
      supportsSkippingAssignment: version >= SKIP_ASSIGNMENT_FROM_VERSION,
    });
    return {
      ...joined,
      throttleTimeMs: 0,
      errorCode: groupErrorCode(joined.errorCode),
      protocolName: joined.protocolName ?? noName,
      members: [...joined.members],
    };
  },
});

const NOT_JOINED: JoinGroupResponse = {
  throttleTimeMs: 0,
  errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED,
  generationId: -1,
  protocolType: null,
  protocolName: null,
  leader: '',
  skipAssignment: false,
  memberId: '',
  members: [],
};
