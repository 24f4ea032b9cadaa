/**
 * DescribeLogDirs (35): sizes of partitions on disk (KIP-113).
 *
 * Behaviour: one folder; partitions asked for that do not exist are left out, as in Kafka. A leader has no lag.
 *
 * Version notes: v4 tells the size of the volume and how much is free (KIP-827).
 */
import { statfs } from 'node:fs/promises';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  DescribeLogDirsApi,
  type DescribeLogDirsRequest,
  type DescribeLogDirsResponse,
  type DescribeLogDirsResponseTopic,
} from '../protocol/generated/describe-log-dirs.ts';
import { mayOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';

export const describeLogDirs = handler({
  api: DescribeLogDirsApi,
  versions: [1, 4],
  async handle(request: DescribeLogDirsRequest, context: RequestContext): Promise<DescribeLogDirsResponse> {
    const { broker } = context;
    if (!mayOnCluster(context, 'describe')) {
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED, results: [] };
    }
    const asked =
      request.topics &&
      new Set(request.topics.flatMap(({ topic, partitions }) => partitions.map((p) => `${topic}/${p}`)));
    const topics = new Map<string, DescribeLogDirsResponseTopic>();
    for (const { topic, partition, sizeBytes } of broker.logDir.partitions.values()) {
      if (asked !== null && !asked.has(`${topic}/${partition}`)) continue;
      const entry = topics.get(topic) ?? { name: topic, partitions: [] };
      entry.partitions.push({ partitionIndex: partition, partitionSize: sizeBytes, offsetLag: 0, isFutureKey: false });
      topics.set(topic, entry);
    }
    const { blocks, bavail, bsize } = await statfs(broker.dataDir);
    return {
      throttleTimeMs: 0,
      errorCode: ERROR_CODES.NONE,
      results: [
        {
          errorCode: ERROR_CODES.NONE,
          logDir: broker.dataDir,
          topics: [...topics.values()],
          totalBytes: blocks * bsize,
          usableBytes: bavail * bsize,
        },
      ],
    };
  },
});
