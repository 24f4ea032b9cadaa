import type { ErrorName } from '../protocol/errors.ts';
import { type Group, protocolTypeOf, stateName } from './group.ts';

export interface ListedGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly groupState: string;
  readonly groupType: Group['type'];
}

export interface ListGroupsResponse {
  readonly errorCode: ErrorName;
  readonly groups: readonly ListedGroup[];
}

/** States and types to be listed; empty lists take any. */
export interface ListGroupsFilter {
  readonly states: readonly string[];
  readonly types: readonly string[];
}

/** Names are compared as Kafka does, without regard to case (KIP-518, KIP-848). */
export function listedGroups(groups: Iterable<Group>, filter: ListGroupsFilter): ListedGroup[] {
  const states = new Set(filter.states.map((state) => state.toLowerCase()));
  const types = new Set(filter.types.map((type) => type.toLowerCase()));
  const listed: ListedGroup[] = [];
  for (const group of groups) {
    const groupState = stateName(group);
    if (states.size > 0 && !states.has(groupState.toLowerCase())) continue;
    if (types.size > 0 && !types.has(group.type)) continue;
    listed.push({ groupId: group.groupId, protocolType: protocolTypeOf(group), groupState, groupType: group.type });
  }
  return listed;
}
