import { api, bool, bytes, errorCode, int32, list, string, throttled } from '../declaration.ts';
import { NO_AUTHORIZED_OPERATIONS } from './metadata.ts';

export const describeGroups = api({
  name: 'DescribeGroups',
  key: 15,
  versions: [0, 6],
  flexibleFrom: 5,
  request: { groups: list(string), includeAuthorizedOperations: bool.since(3) },
  response: {
    throttleTimeMs: throttled(1),
    groups: list('Group', {
      errorCode,
      errorMessage: string.since(6).nullable(6),
      groupId: string,
      groupState: string,
      protocolType: string,
      protocolData: string,
      members: list('Member', {
        memberId: string,
        groupInstanceId: string.since(4).nullable(4),
        clientId: string,
        clientHost: string,
        memberMetadata: bytes,
        memberAssignment: bytes,
      }),
      authorizedOperations: int32.since(3).or(NO_AUTHORIZED_OPERATIONS),
    }),
  },
});
