/**
 * ListGroups (16): all groups.
 *
 * Behaviour: empty filters take any.
 *
 * Version notes: v4 filters by state (KIP-518), v5 by type (KIP-848); all groups here are classic.
 */
import { ListGroupsApi, type ListGroupsRequest, type ListGroupsResponse } from '../protocol/generated/list-groups.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const listGroups = handler({
  api: ListGroupsApi,
  versions: [0, 5],
  handle(request: ListGroupsRequest, { broker }: RequestContext): ListGroupsResponse {
    const { errorCode, groups } = broker.groups.listGroups({
      states: request.statesFilter,
      types: request.typesFilter,
    });
    return { throttleTimeMs: 0, errorCode: groupErrorCode(errorCode), groups: [...groups] };
  },
});
