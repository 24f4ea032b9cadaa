/**
 * DescribeTopicPartitions (75): partitions of topics, a page at a time (KIP-966).
 *
 * Behaviour: topics in the order of their names, the ones asked for or, for an empty list, all. At most `responsePartitionLimit` partitions
 * are told, and never more than 2000; a cursor then says where the next request goes on. A cursor has to name a topic of the list, and a partition
 * that is not negative, else every topic gets INVALID_REQUEST. A partition's only replica is in sync, so no others are eligible as leader.
 *
 * Version notes: there is v0 only.
 */
import type { TopicImage } from '../cluster/metadata-image.ts';
import { topicNameFault } from '../cluster/topic-name.ts';
import { NO_AUTHORIZED_OPERATIONS } from '../protocol/declarations/metadata.ts';
import { ERROR_CODES, type ErrorName } from '../protocol/errors.ts';
import {
  DescribeTopicPartitionsApi,
  type DescribeTopicPartitionsRequest,
  type DescribeTopicPartitionsRequestCursor,
  type DescribeTopicPartitionsResponse,
  type DescribeTopicPartitionsResponseTopic,
} from '../protocol/generated/describe-topic-partitions.ts';
import { ZERO_UUID } from '../protocol/reader.ts';
import { may, operationsOn } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { isInternalTopic } from './internal-topics.ts';

/** Kafka's max.request.partition.size.limit. */
const MAX_PARTITIONS = 2000;

export const describeTopicPartitions = handler({
  api: DescribeTopicPartitionsApi,
  versions: [0, 0],
  handle(request: DescribeTopicPartitionsRequest, context: RequestContext): DescribeTopicPartitionsResponse {
    const isForAll = request.topics.length === 0;
    const asked = isForAll ? context.broker.controller.topics.keys() : request.topics.map(({ name }) => name);
    const { cursor } = request;
    const names = [...new Set(asked)].filter((name) => cursor === null || name >= cursor.topicName).sort();
    if (cursor !== null && !isSound(cursor, isForAll ? null : names)) {
      const topics = request.topics.map(({ name }) => refused(name, 'INVALID_REQUEST'));
      return { throttleTimeMs: 0, topics, nextCursor: null };
    }
    const seen = names.filter((name) => may(context, 'describe', 'topic', name));
    const page = readPage(seen, request, isForAll, context);
    if (!isForAll) {
      const unseen = names.filter((name) => !seen.includes(name));
      page.topics.push(...unseen.map((name) => refused(name, 'TOPIC_AUTHORIZATION_FAILED')));
    }
    return { throttleTimeMs: 0, ...page };
  },
});

function isSound({ topicName, partitionIndex }: DescribeTopicPartitionsRequestCursor, names: string[] | null): boolean {
  return partitionIndex >= 0 && (names === null || names.includes(topicName));
}

type Page = Pick<DescribeTopicPartitionsResponse, 'topics' | 'nextCursor'>;

function readPage(
  names: readonly string[],
  { responsePartitionLimit, cursor }: DescribeTopicPartitionsRequest,
  isForAll: boolean,
  context: RequestContext,
): Page {
  let room = Math.max(1, Math.min(responsePartitionLimit, MAX_PARTITIONS));
  const topics: DescribeTopicPartitionsResponseTopic[] = [];
  for (const topicName of names) {
    if (room === 0) return { topics, nextCursor: { topicName, partitionIndex: 0 } };
    const topic = context.broker.controller.topics.get(topicName);
    if (topic === undefined) {
      if (!isForAll) topics.push({ ...unknown(topicName), ...operations(topicName, context) });
      continue;
    }
    const from = topicName === cursor?.topicName ? cursor.partitionIndex : 0;
    const to = Math.min(topic.leaderEpochs.length, from + room);
    topics.push({ ...describe(topic, from, to, context.broker.nodeId), ...operations(topicName, context) });
    if (to < topic.leaderEpochs.length) return { topics, nextCursor: { topicName, partitionIndex: to } };
    room -= Math.max(0, to - from);
  }
  return { topics, nextCursor: null };
}

const operations = (name: string, context: RequestContext) => ({
  topicAuthorizedOperations: operationsOn(context, 'topic', name),
});

function describe(topic: TopicImage, from: number, to: number, nodeId: number): DescribeTopicPartitionsResponseTopic {
  return {
    errorCode: ERROR_CODES.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.leaderEpochs.slice(from, to).map((leaderEpoch, index) => ({
      errorCode: ERROR_CODES.NONE,
      partitionIndex: from + index,
      leaderId: nodeId,
      leaderEpoch,
      replicaNodes: [nodeId],
      isrNodes: [nodeId],
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
      offlineReplicas: [],
    })),
    topicAuthorizedOperations: NO_AUTHORIZED_OPERATIONS,
  };
}

const unknown = (name: string): DescribeTopicPartitionsResponseTopic =>
  refused(name, topicNameFault(name) === null ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INVALID_TOPIC_EXCEPTION');

const refused = (name: string, code: ErrorName): DescribeTopicPartitionsResponseTopic => ({
  errorCode: ERROR_CODES[code],
  name,
  topicId: ZERO_UUID,
  isInternal: isInternalTopic(name),
  partitions: [],
  topicAuthorizedOperations: NO_AUTHORIZED_OPERATIONS,
});
