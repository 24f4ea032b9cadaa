/**
 * DescribeGroups (15): state and members of groups.
 *
 * Behaviour: a group that is not known is described as Dead.
 *
 * Version notes: from v6 it gets GROUP_ID_NOT_FOUND with a message instead (KIP-1043). Authorized operations (v3) are never told.
 */
import { NO_AUTHORIZED_OPERATIONS } from '../protocol/declarations/metadata.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  DescribeGroupsApi,
  type DescribeGroupsRequest,
  type DescribeGroupsResponse,
} from '../protocol/generated/describe-groups.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

const NOT_FOUND_FROM_VERSION = 6;

export const describeGroups = handler({
  api: DescribeGroupsApi,
  versions: [0, 6],
  handle: (request: DescribeGroupsRequest, { broker, version }: RequestContext): DescribeGroupsResponse => ({
    throttleTimeMs: 0,
    groups: broker.groups.describeGroups(request.groups).map((group) => {
      const errorCode = groupErrorCode(group.errorCode);
      const isMissing = errorCode === ERROR_CODES.GROUP_ID_NOT_FOUND;
      const isTold = isMissing && version >= NOT_FOUND_FROM_VERSION;
      return {
        ...group,
        errorCode: isMissing && !isTold ? ERROR_CODES.NONE : errorCode,
        errorMessage: isTold ? `Group ${group.groupId} not found.` : null,
        members: [...group.members],
        authorizedOperations: NO_AUTHORIZED_OPERATIONS,
      };
    }),
  }),
});
