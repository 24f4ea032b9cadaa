import { api, errorCode, list, string, throttled } from '../declaration.ts';

export const leaveGroup = api({
  name: 'LeaveGroup',
  key: 13,
  versions: [0, 5],
  flexibleFrom: 4,
  request: {
    groupId: string,
    memberId: string.until(2),
    members: list('Member', {
      memberId: string,
      groupInstanceId: string.nullable(),
      reason: string.since(5).nullable(5),
    }).since(3),
  },
  response: {
    throttleTimeMs: throttled(1),
    errorCode,
    members: list('Member', { memberId: string, groupInstanceId: string.nullable(), errorCode }).since(3),
  },
});
