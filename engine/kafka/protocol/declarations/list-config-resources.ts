import { api, errorCode, int8, list, string, throttled } from '../declaration.ts';

const CLIENT_METRICS = 16;

export const listConfigResources = api({
  name: 'ListConfigResources',
  key: 74,
  versions: [0, 1],
  flexibleFrom: 0,
  request: {
    /** An empty list asks for all types; version 0 is about client metrics alone. */
    resourceTypes: list(int8).since(1),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    configResources: list('Resource', { resourceName: string, resourceType: int8.since(1).or(CLIENT_METRICS) }),
  },
});
