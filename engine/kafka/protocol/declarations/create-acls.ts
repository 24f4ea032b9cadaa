import { api, errorCode, int8, list, string, throttled } from '../declaration.ts';

export const createAcls = api({
  name: 'CreateAcls',
  key: 30,
  versions: [1, 3],
  flexibleFrom: 2,
  request: {
    creations: list('Creation', {
      resourceType: int8,
      resourceName: string,
      resourcePatternType: int8,
      principal: string,
      host: string,
      operation: int8,
      permissionType: int8,
    }),
  },
  response: {
    throttleTimeMs: throttled(),
    results: list('Result', { errorCode, errorMessage: string.nullable() }),
  },
});
