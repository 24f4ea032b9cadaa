import { api, bool, errorCode, int8, int32, list, string, throttled } from '../declaration.ts';
import { NO_AUTHORIZED_OPERATIONS } from './metadata.ts';

export const describeCluster = api({
  name: 'DescribeCluster',
  key: 60,
  versions: [0, 2],
  flexibleFrom: 0,
  request: {
    includeClusterAuthorizedOperations: bool,
    /** 1 for brokers, 2 for controllers (KIP-919). */
    endpointType: int8.since(1).or(1),
    includeFencedBrokers: bool.since(2),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    errorMessage: string.nullable(),
    endpointType: int8.since(1).or(1),
    clusterId: string,
    controllerId: int32.or(-1),
    brokers: list('Broker', {
      brokerId: int32,
      host: string,
      port: int32,
      rack: string.nullable(),
      isFenced: bool.since(2),
    }),
    clusterAuthorizedOperations: int32.or(NO_AUTHORIZED_OPERATIONS),
  },
});
