import { api, bool, bytes, errorCode, int32, list, string, throttled } from '../declaration.ts';

export const joinGroup = api({
  name: 'JoinGroup',
  key: 11,
  versions: [0, 9],
  flexibleFrom: 6,
  request: {
    groupId: string,
    sessionTimeoutMs: int32,
    rebalanceTimeoutMs: int32.since(1).or(-1),
    memberId: string,
    groupInstanceId: string.since(5).nullable(5),
    protocolType: string,
    protocols: list('Protocol', { name: string, metadata: bytes }),
    reason: string.since(8).nullable(8),
  },
  response: {
    throttleTimeMs: throttled(2),
    errorCode,
    generationId: int32.or(-1),
    protocolType: string.since(7).nullable(7),
    protocolName: string.nullable(7),
    leader: string,
    skipAssignment: bool.since(9),
    memberId: string,
    members: list('Member', { memberId: string, groupInstanceId: string.since(5).nullable(5), metadata: bytes }),
  },
});
