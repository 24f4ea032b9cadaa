/**
 * LeaveGroup (13): members leave, and the group rebalances at once instead of after their session timeout.
 *
 * Behaviour: groups/ decides.
 *
 * Version notes: up to v2 one member leaves and its error is the answer's; from v3 several may, each with its own (KIP-345).
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { LeaveGroupApi, type LeaveGroupRequest, type LeaveGroupResponse } from '../protocol/generated/leave-group.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

const MEMBER_LISTS_FROM_VERSION = 3;

export const leaveGroup = handler({
  api: LeaveGroupApi,
  versions: [0, 5],
  async handle(request: LeaveGroupRequest, context: RequestContext): Promise<LeaveGroupResponse> {
    const { broker, version } = context;
    if (!may(context, 'read', 'group', request.groupId)) {
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED, members: [] };
    }
    const isSingle = version < MEMBER_LISTS_FROM_VERSION;
    const members = isSingle ? [{ memberId: request.memberId, groupInstanceId: null }] : request.members;
    const left = await broker.groups.leaveGroup({ groupId: request.groupId, members });
    const answers = left.members.map((member) => ({ ...member, errorCode: groupErrorCode(member.errorCode) }));
    const ownError = groupErrorCode(left.errorCode);
    return {
      throttleTimeMs: 0,
      errorCode: ownError === 0 && isSingle ? (answers[0]?.errorCode ?? 0) : ownError,
      members: answers,
    };
  },
});
