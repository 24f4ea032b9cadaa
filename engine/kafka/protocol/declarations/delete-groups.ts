import { api, errorCode, list, string, throttled } from '../declaration.ts';

export const deleteGroups = api({
  name: 'DeleteGroups',
  key: 42,
  versions: [0, 2],
  flexibleFrom: 2,
  request: { groupsNames: list(string) },
  response: { throttleTimeMs: throttled(), results: list('Result', { groupId: string, errorCode }) },
});
