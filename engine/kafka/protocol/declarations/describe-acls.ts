import { api, errorCode, int8, list, string, throttled } from '../declaration.ts';

export const describeAcls = api({
  name: 'DescribeAcls',
  key: 29,
  versions: [1, 3],
  flexibleFrom: 2,
  request: {
    resourceTypeFilter: int8,
    resourceNameFilter: string.nullable(),
    patternTypeFilter: int8,
    principalFilter: string.nullable(),
    hostFilter: string.nullable(),
    operation: int8,
    permissionType: int8,
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    errorMessage: string.nullable(),
    resources: list('Resource', {
      resourceType: int8,
      resourceName: string,
      patternType: int8,
      acls: list('Acl', { principal: string, host: string, operation: int8, permissionType: int8 }),
    }),
  },
});
