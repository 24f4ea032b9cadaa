import { api, bool, errorCode, int32, int64, list, string, throttled } from '../declaration.ts';

export const describeLogDirs = api({
  name: 'DescribeLogDirs',
  key: 35,
  versions: [1, 4],
  flexibleFrom: 2,
  request: {
    /** Null asks for every topic. */
    topics: list('Topic', { topic: string, partitions: list(int32) }).nullable(),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode: errorCode.since(3),
    results: list('Result', {
      errorCode,
      logDir: string,
      topics: list('Topic', {
        name: string,
        partitions: list('Partition', {
          partitionIndex: int32,
          partitionSize: int64,
          offsetLag: int64,
          isFutureKey: bool,
        }),
      }),
      totalBytes: int64.since(4).or(-1),
      usableBytes: int64.since(4).or(-1),
    }),
  },
});
