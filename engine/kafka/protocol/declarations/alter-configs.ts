import { api, bool, errorCode, int8, list, string, throttled } from '../declaration.ts';

export const alterConfigs = api({
  name: 'AlterConfigs',
  key: 33,
  versions: [0, 2],
  flexibleFrom: 2,
  request: {
    resources: list('Resource', {
      resourceType: int8,
      resourceName: string,
      configs: list('Config', { name: string, value: string.nullable() }),
    }),
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: throttled(),
    responses: list('Result', {
      errorCode,
      errorMessage: string.nullable(),
      resourceType: int8,
      resourceName: string,
    }),
  },
});
