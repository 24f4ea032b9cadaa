/**
 * DeleteGroups (42): forgets empty groups and what they committed.
 *
 * Behaviour: groups/ decides; a group with members gets NON_EMPTY_GROUP.
 *
 * Version notes: v2 is flexible.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  DeleteGroupsApi,
  type DeleteGroupsRequest,
  type DeleteGroupsResponse,
} from '../protocol/generated/delete-groups.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const deleteGroups = handler({
  api: DeleteGroupsApi,
  versions: [0, 2],
  async handle(request: DeleteGroupsRequest, context: RequestContext): Promise<DeleteGroupsResponse> {
    const isAllowed = (group: string): boolean => may(context, 'delete', 'group', group);
    const refused = request.groupsNames.filter((group) => !isAllowed(group));
    const deleted = await context.broker.groups.deleteGroups(request.groupsNames.filter(isAllowed));
    return {
      throttleTimeMs: 0,
      results: [
        ...deleted.map(({ groupId, errorCode }) => ({ groupId, errorCode: groupErrorCode(errorCode) })),
        ...refused.map((groupId) => ({ groupId, errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED })),
      ],
    };
  },
});
