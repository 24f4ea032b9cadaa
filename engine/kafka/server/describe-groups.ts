/**
 * DescribeGroups (15): state and members of groups.
 *
 * Behaviour: a group that is not known is described as Dead.
 *
 * Version notes: from v6 it gets GROUP_ID_NOT_FOUND with a message instead (KIP-1043). Authorized operations are told from v3 where they are asked for
 * (KIP-430).
 */
import { NO_AUTHORIZED_OPERATIONS } from '../protocol/declarations/metadata.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  DescribeGroupsApi,
  type DescribeGroupsRequest,
  type DescribeGroupsResponse,
  type DescribeGroupsResponseGroup,
} from '../protocol/generated/describe-groups.ts';
import { may, operationsOn } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

const NOT_FOUND_FROM_VERSION = 6;

export const describeGroups = handler({
  api: DescribeGroupsApi,
  versions: [0, 6],
  handle(request: DescribeGroupsRequest, context: RequestContext): DescribeGroupsResponse {
    const { broker, version } = context;
    const isAllowed = (group: string): boolean => may(context, 'describe', 'group', group);
    const allowed = request.groups.filter(isAllowed);
    const refused = request.groups.filter((group) => !isAllowed(group)).map(unauthorized);
    const described = broker.groups.describeGroups(allowed).map((group) => {
      const errorCode = groupErrorCode(group.errorCode);
      const isMissing = errorCode === ERROR_CODES.GROUP_ID_NOT_FOUND;
      const isTold = isMissing && version >= NOT_FOUND_FROM_VERSION;
      const toldCode = isMissing && !isTold ? ERROR_CODES.NONE : errorCode;
      return {
        ...group,
        errorCode: toldCode,
        errorMessage: isTold ? `Group ${group.groupId} not found.` : null,
        members: [...group.members],
        authorizedOperations:
          request.includeAuthorizedOperations && toldCode === ERROR_CODES.NONE
            ? operationsOn(context, 'group', group.groupId)
            : NO_AUTHORIZED_OPERATIONS,
      };
    });
    return { throttleTimeMs: 0, groups: [...refused, ...described] };
  },
});

const unauthorized = (groupId: string): DescribeGroupsResponseGroup => ({
  errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED,
  errorMessage: null,
  groupId,
  groupState: '',
  protocolType: '',
  protocolData: '',
  members: [],
  authorizedOperations: NO_AUTHORIZED_OPERATIONS,
});
