import { api, errorCode, int8, int32, list, string, throttled } from '../declaration.ts';

export const electLeaders = api({
  name: 'ElectLeaders',
  key: 43,
  versions: [0, 2],
  flexibleFrom: 2,
  request: {
    /** 0 preferred, 1 unclean. */
    electionType: int8.since(1),
    /** Null asks for every partition. */
    topicPartitions: list('Topic', { topic: string, partitions: list(int32) }).nullable(),
    timeoutMs: int32.or(60_000),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode: errorCode.since(1),
    replicaElectionResults: list('Result', {
      topic: string,
      partitionResult: list('Partition', { partitionId: int32, errorCode, errorMessage: string.nullable() }),
    }),
  },
});
