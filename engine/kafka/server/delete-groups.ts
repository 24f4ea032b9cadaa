/**
 * DeleteGroups (42): forgets empty groups and what they committed.
 *
 * Behaviour: groups/ decides; a group with members gets NON_EMPTY_GROUP.
 *
 * Version notes: v2 is flexible.
 */
import {
  DeleteGroupsApi,
  type DeleteGroupsRequest,
  type DeleteGroupsResponse,
} from '../protocol/generated/delete-groups.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const deleteGroups = handler({
  api: DeleteGroupsApi,
  versions: [0, 2],
  async handle(request: DeleteGroupsRequest, { broker }: RequestContext): Promise<DeleteGroupsResponse> {
    const results = await broker.groups.deleteGroups(request.groupsNames);
    return {
      throttleTimeMs: 0,
      results: results.map(({ groupId, errorCode }) => ({ groupId, errorCode: groupErrorCode(errorCode) })),
    };
  },
});
