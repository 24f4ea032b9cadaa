import { api, bool, errorCode, int32, list, string, throttled } from '../declaration.ts';

export const createPartitions = api({
  name: 'CreatePartitions',
  key: 37,
  versions: [0, 3],
  flexibleFrom: 2,
  request: {
    topics: list('Topic', {
      name: string,
      /** The new total. */
      count: int32,
      assignments: list('Assignment', { brokerIds: list(int32) }).nullable(),
    }),
    timeoutMs: int32,
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: throttled(),
    results: list('Result', { name: string, errorCode, errorMessage: string.nullable() }),
  },
});
