import { api, bool, errorCode, int8, list, string, throttled } from '../declaration.ts';

export const incrementalAlterConfigs = api({
  name: 'IncrementalAlterConfigs',
  key: 44,
  versions: [0, 1],
  flexibleFrom: 1,
  request: {
    resources: list('Resource', {
      resourceType: int8,
      resourceName: string,
      /** Operations: 0 set, 1 delete, 2 append to a list, 3 subtract from a list. */
      configs: list('Config', { name: string, configOperation: int8, value: string.nullable() }),
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
