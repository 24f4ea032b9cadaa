/**
 * OffsetCommit (8): a group notes how far it has come.
 *
 * Behaviour: partitions that do not exist get UNKNOWN_TOPIC_OR_PARTITION; the rest is for groups/ to decide. Answered once the offsets
 * are in `__consumer_offsets` and with the operating system.
 *
 * Version notes: the retention time of v2-4 is not looked at, as in Kafka since 2.1: offsets of a living group never expire. v6 brings leader
 * epochs, v7 static membership.
 */
import type { TopicPartitionErrors } from '../groups/api.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  OffsetCommitApi,
  type OffsetCommitRequest,
  type OffsetCommitResponse,
  type OffsetCommitResponseTopic,
} from '../protocol/generated/offset-commit.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const offsetCommit = handler({
  api: OffsetCommitApi,
  versions: [2, 9],
  async handle(request: OffsetCommitRequest, { broker }: RequestContext): Promise<OffsetCommitResponse> {
    const exists = (topic: string, partition: number): boolean => {
      const partitions = broker.controller.topics.get(topic)?.leaderEpochs.length ?? 0;
      return partition >= 0 && partition < partitions;
    };
    const known = request.topics.flatMap(({ name, partitions }) => {
      const existing = partitions.filter(({ partitionIndex }) => exists(name, partitionIndex));
      return existing.length === 0
        ? []
        : { name, partitions: existing.map((one) => ({ ...one, partition: one.partitionIndex })) };
    });
    const { topics } = await broker.groups.offsetCommit({
      groupId: request.groupId,
      generationId: request.generationIdOrMemberEpoch,
      memberId: request.memberId,
      groupInstanceId: request.groupInstanceId,
      topics: known,
    });
    return { throttleTimeMs: 0, topics: merge(request, topics) };
  },
});

/** Answers in the order of the request; what groups/ was not asked about does not exist. */
function merge(request: OffsetCommitRequest, answered: readonly TopicPartitionErrors[]): OffsetCommitResponseTopic[] {
  const codes = new Map<string, number>();
  for (const { name, partitions } of answered) {
    for (const { partition, errorCode } of partitions) codes.set(`${name}/${partition}`, groupErrorCode(errorCode));
  }
  return request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({
      partitionIndex,
      errorCode: codes.get(`${name}/${partitionIndex}`) ?? ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION,
    })),
  }));
}
