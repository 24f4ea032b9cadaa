import { api, bool, errorCode, int32, list, string, throttled, uuid } from '../declaration.ts';

/** "Not asked for", in every bit field of authorized operations. */
export const NO_AUTHORIZED_OPERATIONS = -2147483648;

export const metadata = api({
  name: 'Metadata',
  key: 3,
  versions: [0, 13],
  flexibleFrom: 9,
  request: {
    /** Null asks for all topics; in version 0 an empty list does. */
    topics: list('Topic', { topicId: uuid.since(10), name: string.nullable(10) }).nullable(1),
    allowAutoTopicCreation: bool.since(4).or(true),
    includeClusterAuthorizedOperations: bool.since(8).until(10),
    includeTopicAuthorizedOperations: bool.since(8),
  },
  response: {
    throttleTimeMs: throttled(3),
    brokers: list('Broker', { nodeId: int32, host: string, port: int32, rack: string.since(1).nullable(1) }),
    clusterId: string.since(2).nullable(2),
    controllerId: int32.since(1).or(-1),
    topics: list('Topic', {
      errorCode,
      name: string.nullable(12),
      topicId: uuid.since(10),
      isInternal: bool.since(1),
      partitions: list('Partition', {
        errorCode,
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32.since(7).or(-1),
        replicaNodes: list(int32),
        isrNodes: list(int32),
        offlineReplicas: list(int32).since(5),
      }),
      topicAuthorizedOperations: int32.since(8).or(NO_AUTHORIZED_OPERATIONS),
    }),
    clusterAuthorizedOperations: int32.since(8).until(10).or(NO_AUTHORIZED_OPERATIONS),
    errorCode: errorCode.since(13),
  },
});
