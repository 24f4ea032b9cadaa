import {
  api,
  errorCode,
  int8,
  int32,
  int64,
  list,
  storedRecords,
  string,
  struct,
  throttled,
  uuid,
} from '../declaration.ts';

/** Topics go by name up to version 12 and by id from version 13 (KIP-516). */
const topicKey = { topic: string.until(12), topicId: uuid.since(13) };

export const fetch = api({
  name: 'Fetch',
  key: 1,
  versions: [4, 18],
  flexibleFrom: 12,
  request: {
    clusterId: string.since(12).nullable(12).tagged(0),
    replicaId: int32.until(14).or(-1),
    replicaState: struct('ReplicaState', { replicaId: int32, replicaEpoch: int64 }).since(15).tagged(1),
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32,
    isolationLevel: int8,
    sessionId: int32.since(7),
    sessionEpoch: int32.since(7).or(-1),
    topics: list('Topic', {
      ...topicKey,
      partitions: list('Partition', {
        partition: int32,
        currentLeaderEpoch: int32.since(9).or(-1),
        fetchOffset: int64,
        lastFetchedEpoch: int32.since(12).or(-1),
        logStartOffset: int64.since(5).or(-1),
        partitionMaxBytes: int32,
        replicaDirectoryId: uuid.since(17).tagged(0),
        /** The largest int64 means that the fetcher does not report one (KIP-1166). */
        highWatermark: int64.since(18).tagged(1).or(Number.MAX_SAFE_INTEGER),
      }),
    }),
    forgottenTopics: list('ForgottenTopic', { ...topicKey, partitions: list(int32) }).since(7),
    rackId: string.since(11),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode: errorCode.since(7),
    sessionId: int32.since(7),
    topics: list('Topic', {
      ...topicKey,
      partitions: list('Partition', {
        partitionIndex: int32,
        errorCode,
        highWatermark: int64,
        lastStableOffset: int64.or(-1),
        logStartOffset: int64.since(5).or(-1),
        divergingEpoch: struct('DivergingEpoch', { epoch: int32, endOffset: int64 }).since(12).tagged(0),
        currentLeader: struct('CurrentLeader', { leaderId: int32, leaderEpoch: int32 }).since(12).tagged(1),
        snapshotId: struct('SnapshotId', { endOffset: int64, epoch: int32 }).since(12).tagged(2),
        abortedTransactions: list('AbortedTransaction', { producerId: int64, firstOffset: int64 }).nullable(),
        preferredReadReplica: int32.since(11).or(-1),
        records: storedRecords,
      }),
    }),
    nodeEndpoints: list('NodeEndpoint', { nodeId: int32, host: string, port: int32, rack: string.nullable() })
      .since(16)
      .tagged(0),
  },
});
