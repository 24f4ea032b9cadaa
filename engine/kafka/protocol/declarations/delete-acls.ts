import { api, errorCode, int8, list, string, throttled } from '../declaration.ts';

export const deleteAcls = api({
  name: 'DeleteAcls',
  key: 31,
  versions: [1, 3],
  flexibleFrom: 2,
  request: {
    filters: list('Filter', {
      resourceTypeFilter: int8,
      resourceNameFilter: string.nullable(),
      patternTypeFilter: int8,
      principalFilter: string.nullable(),
      hostFilter: string.nullable(),
      operation: int8,
      permissionType: int8,
    }),
  },
  response: {
    throttleTimeMs: throttled(),
    filterResults: list('FilterResult', {
      errorCode,
      errorMessage: string.nullable(),
      matchingAcls: list('MatchingAcl', {
        errorCode,
        errorMessage: string.nullable(),
        resourceType: int8,
        resourceName: string,
        patternType: int8,
        principal: string,
        host: string,
        operation: int8,
        permissionType: int8,
      }),
    }),
  },
});
