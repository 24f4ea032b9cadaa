import { api, bool, errorCode, int8, int16, int32, list, string, throttled, uuid } from '../declaration.ts';

export const createTopics = api({
  name: 'CreateTopics',
  key: 19,
  versions: [2, 7],
  flexibleFrom: 5,
  request: {
    topics: list('Topic', {
      name: string,
      numPartitions: int32,
      replicationFactor: int16,
      assignments: list('Assignment', { partitionIndex: int32, brokerIds: list(int32) }),
      configs: list('Config', { name: string, value: string.nullable() }),
    }),
    timeoutMs: int32,
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: throttled(),
    topics: list('Topic', {
      name: string,
      topicId: uuid.since(7),
      errorCode,
      errorMessage: string.nullable(),
      topicConfigErrorCode: errorCode.since(5).tagged(0),
      numPartitions: int32.since(5).or(-1),
      replicationFactor: int16.since(5).or(-1),
      configs: list('Config', {
        name: string,
        value: string.nullable(),
        readOnly: bool,
        configSource: int8,
        isSensitive: bool,
      })
        .since(5)
        .nullable(5),
    }),
  },
});
