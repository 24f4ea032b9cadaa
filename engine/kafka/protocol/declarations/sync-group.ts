import { api, bytes, errorCode, int32, list, string, throttled } from '../declaration.ts';

export const syncGroup = api({
  name: 'SyncGroup',
  key: 14,
  versions: [0, 5],
  flexibleFrom: 4,
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: string.since(3).nullable(3),
    protocolType: string.since(5).nullable(5),
    protocolName: string.since(5).nullable(5),
    assignments: list('Assignment', { memberId: string, assignment: bytes }),
  },
  response: {
    throttleTimeMs: throttled(1),
    errorCode,
    protocolType: string.since(5).nullable(5),
    protocolName: string.since(5).nullable(5),
    assignment: bytes,
  },
});
