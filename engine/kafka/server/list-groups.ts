/**
 * ListGroups (16): all groups.
 *
 * Behaviour: empty filters take any. Groups that the client may not describe are left out.
 *
 * Version notes: v4 filters by state (KIP-518), v5 by type (KIP-848): classic or consumer.
 */
import { ListGroupsApi, type ListGroupsRequest, type ListGroupsResponse } from '../protocol/generated/list-groups.ts';
import { may, mayOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const listGroups = handler({
  api: ListGroupsApi,
  versions: [0, 5],
  handle(request: ListGroupsRequest, context: RequestContext): ListGroupsResponse {
    const { broker } = context;
    const { errorCode, groups } = broker.groups.listGroups({
      states: request.statesFilter,
      types: request.typesFilter,
    });
    const seesAll = mayOnCluster(context, 'describe');
    const told = groups.filter(({ groupId }) => seesAll || may(context, 'describe', 'group', groupId));
    return { throttleTimeMs: 0, errorCode: groupErrorCode(errorCode), groups: told };
  },
});
