/**
 * OffsetCommit (8): a group notes how far it has come.
 *
 * Behaviour: partitions that do not exist get UNKNOWN_TOPIC_OR_PARTITION; the rest is for groups/ to decide. Answered once the offsets
 * are in `__consumer_offsets` and with the operating system.
 *
 * Version notes: the retention time of v2-4 is not looked at, as in Kafka since 2.1: offsets of a living group never expire. v6 brings leader
 * epochs, v7 static membership.
 */
import type { OffsetCommitRequest as GroupCommit, TopicPartitionErrors } from '../groups/offsets/api.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  OffsetCommitApi,
  type OffsetCommitRequest,
  type OffsetCommitRequestTopic,
  type OffsetCommitResponse,
  type OffsetCommitResponseTopic,
} from '../protocol/generated/offset-commit.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

type CommittedTopics = GroupCommit['topics'];

export const offsetCommit = handler({
  api: OffsetCommitApi,
  versions: [2, 9],
  async handle(request: OffsetCommitRequest, context: RequestContext): Promise<OffsetCommitResponse> {
    const { broker } = context;
    if (!may(context, 'read', 'group', request.groupId)) {
      return { throttleTimeMs: 0, topics: refusedCommit(request.topics, ERROR_CODES.GROUP_AUTHORIZATION_FAILED) };
    }
    const { topics } = await broker.groups.offsetCommit({
      groupId: request.groupId,
      generationId: request.generationIdOrMemberEpoch,
      memberId: request.memberId,
      groupInstanceId: request.groupInstanceId,
      topics: committablePartitions(request.topics, context),
    });
    return { throttleTimeMs: 0, topics: mergedCommit(request.topics, topics, context) };
  },
});

/** What of a commit groups/ is asked about: partitions that are there, of topics that the client may read. */
export function committablePartitions(
  topics: readonly OffsetCommitRequestTopic[],
  context: RequestContext,
): CommittedTopics {
  const { controller } = context.broker;
  const exists = (topic: string, partition: number): boolean => controller.partition(topic, partition) !== undefined;
  const readable = topics.filter(({ name }) => may(context, 'read', 'topic', name));
  return readable.flatMap(({ name, partitions }) => {
    const existing = partitions.filter(({ partitionIndex }) => exists(name, partitionIndex));
    return existing.length === 0
      ? []
      : { name, partitions: existing.map((one) => ({ ...one, partition: one.partitionIndex })) };
  });
}

/** One error for all of a commit. */
export const refusedCommit = (
  topics: readonly OffsetCommitRequestTopic[],
  errorCode: number,
): OffsetCommitResponseTopic[] =>
  topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
  }));

/** Answers in the order of the request; what groups/ was not asked about may not be read or does not exist. */
export function mergedCommit(
  asked: readonly OffsetCommitRequestTopic[],
  answered: readonly TopicPartitionErrors[],
  context: RequestContext,
): OffsetCommitResponseTopic[] {
  const codes = new Map<string, number>();
  for (const { name, partitions } of answered) {
    for (const { partition, errorCode } of partitions) codes.set(`${name}/${partition}`, groupErrorCode(errorCode));
  }
  return asked.map(({ name, partitions }) => {
    const notAsked = may(context, 'read', 'topic', name) ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'TOPIC_AUTHORIZATION_FAILED';
    const errorCode = (partition: number) => codes.get(`${name}/${partition}`) ?? ERROR_CODES[notAsked];
    return {
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: errorCode(partitionIndex) })),
    };
  });
}
