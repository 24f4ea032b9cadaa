import { api, bool, errorCode, float64, list, string, throttled } from '../declaration.ts';

/** A null name stands for the default of its type. */
const entity = { entityType: string, entityName: string.nullable() };

export const alterClientQuotas = api({
  name: 'AlterClientQuotas',
  key: 49,
  versions: [0, 1],
  flexibleFrom: 1,
  request: {
    entries: list('Entry', {
      entity: list('Entity', entity),
      ops: list('Op', { key: string, value: float64, remove: bool }),
    }),
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: throttled(),
    entries: list('Entry', { errorCode, errorMessage: string.nullable(), entity: list('Entity', entity) }),
  },
});
