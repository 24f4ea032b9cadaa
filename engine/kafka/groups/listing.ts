import type { ClassicGroup } from './classic/classic-group.ts';
import type { GroupErrorCode } from './group-error.ts';

export interface ListedGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly groupState: string;
  readonly groupType: string;
}

export interface ListGroupsResponse {
  readonly errorCode: GroupErrorCode;
  readonly groups: readonly ListedGroup[];
}

/** States and types to be listed; empty lists take any. */
export interface ListGroupsFilter {
  readonly states: readonly string[];
  readonly types: readonly string[];
}

/** Names are compared as Kafka does, without regard to case (KIP-518, KIP-848). */
export function listedGroups(groups: Iterable<ClassicGroup>, filter: ListGroupsFilter): ListedGroup[] {
  const states = new Set(filter.states.map((state) => state.toLowerCase()));
  const types = new Set(filter.types.map((type) => type.toLowerCase()));
  const listed: ListedGroup[] = [];
  for (const group of groups) {
    if (states.size > 0 && !states.has(group.state.toLowerCase())) continue;
    if (types.size > 0 && !types.has(group.type)) continue;
    const { groupId, protocolType, state: groupState, type: groupType } = group;
    listed.push({ groupId, protocolType: protocolType ?? '', groupState, groupType });
  }
  return listed;
}
