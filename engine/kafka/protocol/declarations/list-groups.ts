import { api, errorCode, list, string, throttled } from '../declaration.ts';

export const listGroups = api({
  name: 'ListGroups',
  key: 16,
  versions: [0, 5],
  flexibleFrom: 3,
  request: { statesFilter: list(string).since(4), typesFilter: list(string).since(5) },
  response: {
    throttleTimeMs: throttled(1),
    errorCode,
    groups: list('Group', {
      groupId: string,
      protocolType: string,
      groupState: string.since(4),
      groupType: string.since(5),
    }),
  },
});
