import type { DescribedGroup, ListedGroup } from './api.ts';
import type { Group } from './group.ts';
import { metadataOf } from './protocol-selection.ts';

/** What DescribeGroups tells of a group; its protocol only while it is stable. */
export function describeGroup(group: Group): DescribedGroup {
  const stable = group.state === 'Stable';
  return {
    errorCode: 'NONE',
    groupId: group.groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: stable ? (group.protocolName ?? '') : '',
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: stable ? metadataOf(member, group.protocolName) : Buffer.alloc(0),
      memberAssignment: stable ? member.assignment : Buffer.alloc(0),
    })),
  };
}

/** A group that is not there is Dead; GROUP_ID_NOT_FOUND goes to clients of version 6 and above (KIP-1043), the others are told NONE. */
export function describeMissing(groupId: string): DescribedGroup {
  return {
    errorCode: 'GROUP_ID_NOT_FOUND',
    groupId,
    groupState: 'Dead',
    protocolType: '',
    protocolData: '',
    members: [],
  };
}

/** Empty filters let everything through; names are compared as Kafka does, without regard to case (KIP-518, KIP-848). */
export function listedGroups(
  groups: Iterable<Group>,
  filter: { readonly states: readonly string[]; readonly types: readonly string[] },
): ListedGroup[] {
  const states = new Set(filter.states.map((state) => state.toLowerCase()));
  const types = new Set(filter.types.map((type) => type.toLowerCase()));
  const listed: ListedGroup[] = [];
  for (const group of groups) {
    if (states.size > 0 && !states.has(group.state.toLowerCase())) continue;
    if (types.size > 0 && !types.has('classic')) continue;
    listed.push({
      groupId: group.groupId,
      protocolType: group.protocolType ?? '',
      groupState: group.state,
      groupType: 'classic',
    });
  }
  return listed;
}
