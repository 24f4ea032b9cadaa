import { api, errorCode, int8, int32, list, string, throttled } from '../declaration.ts';

export const findCoordinator = api({
  name: 'FindCoordinator',
  key: 10,
  versions: [0, 6],
  flexibleFrom: 3,
  request: { key: string.until(3), keyType: int8.since(1), coordinatorKeys: list(string).since(4) },
  response: {
    throttleTimeMs: throttled(1),
    errorCode: errorCode.until(3),
    errorMessage: string.since(1).until(3).nullable(1),
    nodeId: int32.until(3),
    host: string.until(3),
    port: int32.until(3),
    coordinators: list('Coordinator', {
      key: string,
      nodeId: int32,
      host: string,
      port: int32,
      errorCode,
      errorMessage: string.nullable(),
    }).since(4),
  },
});
