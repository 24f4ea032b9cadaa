import { api, errorCode, int32, string, throttled } from '../declaration.ts';

export const heartbeat = api({
  name: 'Heartbeat',
  key: 12,
  versions: [0, 4],
  flexibleFrom: 4,
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: string.since(3).nullable(3),
  },
  response: { throttleTimeMs: throttled(1), errorCode },
});
