import { api, bool, errorCode, float64, int8, list, string, throttled } from '../declaration.ts';

export const describeClientQuotas = api({
  name: 'DescribeClientQuotas',
  key: 48,
  versions: [0, 1],
  flexibleFrom: 1,
  request: {
    components: list('Component', {
      entityType: string,
      /** 0 this name, 1 the default, 2 any name. */
      matchType: int8,
      match: string.nullable(),
    }),
    strict: bool,
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    errorMessage: string.nullable(),
    entries: list('Entry', {
      entity: list('Entity', { entityType: string, entityName: string.nullable() }),
      values: list('Value', { key: string, value: float64 }),
    }).nullable(),
  },
});
