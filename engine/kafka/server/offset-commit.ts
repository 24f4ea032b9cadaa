/**
 * OffsetCommit (8): a group notes how far it has come.
 *
 * Behaviour: partitions that do not exist get UNKNOWN_TOPIC_OR_PARTITION; the rest is for groups/ to decide. Answered once the offsets
 * are in `__consumer_offsets` and with the operating system.
 *
 * Version notes: the retention time of v2-4 is not looked at, as in Kafka since 2.1: offsets of a living group never expire. v6 brings leader
 * epochs, v7 static membership. From v9 on a member of the consumer protocol may commit, in its epoch (KIP-848). v10 names topics by their ids;
 * one that is not known gets UNKNOWN_TOPIC_ID.
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
import { ZERO_UUID } from '../protocol/reader.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

type CommittedTopics = GroupCommit['topics'];
/** A topic of a commit, as every API names it that commits. */
type NamedTopic = Pick<OffsetCommitRequestTopic, 'name' | 'partitions'>;
type NamedAnswer = Pick<OffsetCommitResponseTopic, 'name' | 'partitions'>;

const MEMBER_EPOCHS_FROM_VERSION = 9;
const TOPIC_IDS_FROM_VERSION = 10;

export const offsetCommit = handler({
  api: OffsetCommitApi,
  versions: [2, 10],
  async handle(request: OffsetCommitRequest, context: RequestContext): Promise<OffsetCommitResponse> {
    const { controller } = context.broker;
    if (context.version < TOPIC_IDS_FROM_VERSION) {
      const answers = await commit(request, request.topics, context);
      return { throttleTimeMs: 0, topics: answers.map((answer) => ({ topicId: ZERO_UUID, ...answer })) };
    }
    const known = request.topics.flatMap((topic) => {
      const name = controller.topicById(topic.topicId)?.name;
      return name === undefined ? [] : { ...topic, name };
    });
    const answers = await commit(request, known, context);
    const answerOf = new Map(known.map(({ topicId }, place) => [topicId, answers[place]!]));
    const unknown = (topic: OffsetCommitRequestTopic) => refusedCommit([topic], ERROR_CODES.UNKNOWN_TOPIC_ID)[0]!;
    const topics = request.topics.map((topic) => {
      const { name, partitions } = answerOf.get(topic.topicId) ?? unknown(topic);
      return { topicId: topic.topicId, name, partitions };
    });
    return { throttleTimeMs: 0, topics };
  },
});

/** Answers in the order of the topics. */
async function commit(
  { groupId, generationIdOrMemberEpoch: generationId, memberId, groupInstanceId }: OffsetCommitRequest,
  topics: readonly NamedTopic[],
  context: RequestContext,
): Promise<NamedAnswer[]> {
  if (!may(context, 'read', 'group', groupId)) return refusedCommit(topics, ERROR_CODES.GROUP_AUTHORIZATION_FAILED);
  const answer = await context.broker.groups.offsetCommit({
    groupId,
    generationId,
    memberId,
    groupInstanceId,
    knowsMemberEpochs: context.version >= MEMBER_EPOCHS_FROM_VERSION,
    topics: committablePartitions(topics, context),
  });
  return mergedCommit(topics, answer.topics, context);
}

/** What of a commit groups/ is asked about: partitions that are there, of topics that the client may read. */
export function committablePartitions(topics: readonly NamedTopic[], context: RequestContext): CommittedTopics {
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
export const refusedCommit = (topics: readonly NamedTopic[], errorCode: number): NamedAnswer[] =>
  topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
  }));

/** Answers in the order of the request; what groups/ was not asked about may not be read or does not exist. */
export function mergedCommit(
  asked: readonly NamedTopic[],
  answered: readonly TopicPartitionErrors[],
  context: RequestContext,
): NamedAnswer[] {
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
