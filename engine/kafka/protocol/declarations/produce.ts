import { api, errorCode, int16, int32, int64, list, records, string, struct, throttled, uuid } from '../declaration.ts';

const topicKey = { name: string.until(12), topicId: uuid.since(13) };

export const produce = api({
  name: 'Produce',
  key: 0,
  versions: [3, 13],
  flexibleFrom: 9,
  request: {
    transactionalId: string.nullable(),
    acks: int16,
    timeoutMs: int32,
    topics: list('Topic', { ...topicKey, partitions: list('Partition', { index: int32, records }) }),
  },
  response: {
    topics: list('Topic', {
      ...topicKey,
      partitions: list('Partition', {
        index: int32,
        errorCode,
        baseOffset: int64,
        logAppendTimeMs: int64.or(-1),
        logStartOffset: int64.since(5).or(-1),
        recordErrors: list('RecordError', { batchIndex: int32, message: string.nullable() }).since(8),
        errorMessage: string.since(8).nullable(8),
        currentLeader: struct('CurrentLeader', { leaderId: int32, leaderEpoch: int32 }).since(10).tagged(0),
      }),
    }),
    throttleTimeMs: throttled(),
    nodeEndpoints: list('NodeEndpoint', { nodeId: int32, host: string, port: int32, rack: string.nullable() })
      .since(10)
      .tagged(0),
  },
});
