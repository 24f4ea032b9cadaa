import type { DescribedGroup } from './api.ts';
import type { ClassicGroup } from './classic-group.ts';
import { metadataOf } from './protocol-selection.ts';

/** What DescribeGroups tells of a group; its protocol only while it is stable. */
export function describeGroup(group: ClassicGroup): DescribedGroup {
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
