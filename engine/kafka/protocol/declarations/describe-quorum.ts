import { api, errorCode, int32, int64, list, string, uint16, uuid } from '../declaration.ts';

const replicaState = {
  replicaId: int32,
  replicaDirectoryId: uuid.since(2),
  logEndOffset: int64,
  /** -1 where it never fetched. */
  lastFetchTimestamp: int64.since(1).or(-1),
  lastCaughtUpTimestamp: int64.since(1).or(-1),
};

export const describeQuorum = api({
  name: 'DescribeQuorum',
  key: 55,
  versions: [0, 2],
  flexibleFrom: 0,
  request: {
    topics: list('Topic', { topicName: string, partitions: list('Partition', { partitionIndex: int32 }) }),
  },
  response: {
    errorCode,
    errorMessage: string.since(2).nullable(2),
    topics: list('Topic', {
      topicName: string,
      partitions: list('Partition', {
        partitionIndex: int32,
        errorCode,
        errorMessage: string.since(2).nullable(2),
        leaderId: int32,
        leaderEpoch: int32,
        highWatermark: int64,
        currentVoters: list('Voter', replicaState),
        observers: list('Observer', replicaState),
      }),
    }),
    nodes: list('Node', {
      nodeId: int32,
      listeners: list('Listener', { name: string, host: string, port: uint16 }),
    }).since(2),
  },
});
