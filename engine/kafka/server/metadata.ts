/**
 * Metadata (3): brokers, topics, partitions and who leads them.
 *
 * Behaviour: a topic asked for by name that does not exist is created, with the default number of partitions, where both
 * the client (`allowAutoTopicCreation`) and the broker allow it; otherwise it gets UNKNOWN_TOPIC_OR_PARTITION. Asking for all topics
 * creates none. What the client may not describe is left out of all topics, and gets TOPIC_AUTHORIZATION_FAILED where it is asked for, there
 * or not. A topic that is named twice is answered for once. One broker leads everything and is every partition's only replica.
 *
 * Version notes: v0 asks for all topics with an empty list, v1 and later with null. Before v4 clients always allow creation.
 * From v10 topics have ids and from v12 can be asked for by id (KIP-516); an unknown id gets UNKNOWN_TOPIC_ID.
 */
import type { TopicImage } from '../cluster/metadata-image.ts';
import { topicNameFault } from '../cluster/topic-name.ts';
import { NO_AUTHORIZED_OPERATIONS } from '../protocol/declarations/metadata.ts';
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  MetadataApi,
  type MetadataRequest,
  type MetadataRequestTopic,
  type MetadataResponse,
  type MetadataResponseTopic,
} from '../protocol/generated/metadata.ts';
import { ZERO_UUID } from '../protocol/reader.ts';
import { clusterOperations, may, mayOnCluster, operationsOn } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { isInternalTopic } from './internal-topics.ts';
import { refusalOf } from './refusal.ts';
import { distinctBy } from './repeated.ts';

export const metadata = handler({
  api: MetadataApi,
  versions: [0, 13],
  handle(request: MetadataRequest, context: RequestContext) {
    const { broker, version } = context;
    const named = version === 0 && request.topics?.length === 0 ? null : request.topics;
    if (named === null) {
      const seen = [...broker.controller.topics.values()].filter(({ name }) => may(context, 'describe', 'topic', name));
      return answer(
        seen.map((topic) => describe(topic, broker.nodeId)),
        request,
        context,
      );
    }
    const asked = distinctBy(named, ({ name, topicId }) => name ?? `${topicId}/`);
    const mayCreate = request.allowAutoTopicCreation && broker.config.autoCreateTopics;
    const found = asked.map((topic) => known(topic, context));
    if (!mayCreate || !found.includes(null)) {
      return answer(
        found.map((topic, index) => topic ?? unknownTopic(asked[index]!)),
        request,
        context,
      );
    }
    return Promise.all(found.map((topic, index) => topic ?? create(asked[index]!, context))).then((topics) =>
      answer(topics, request, context),
    );
  },
});

/** A topic that can be answered for as things are, or null. */
function known({ name, topicId }: MetadataRequestTopic, context: RequestContext): MetadataResponseTopic | null {
  const { broker } = context;
  // Java's client names a topic '' beside the id that it means.
  if (name === null || topicId !== ZERO_UUID) {
    const topic = broker.controller.topicById(topicId);
    if (topic === undefined) return refused(null, topicId, ERROR_CODES.UNKNOWN_TOPIC_ID);
    if (may(context, 'describe', 'topic', topic.name)) return describe(topic, broker.nodeId);
    return refused(null, topicId, ERROR_CODES.TOPIC_AUTHORIZATION_FAILED);
  }
  if (!may(context, 'describe', 'topic', name)) return refused(name, ZERO_UUID, ERROR_CODES.TOPIC_AUTHORIZATION_FAILED);
  const topic = broker.controller.topics.get(name);
  if (topic !== undefined) return describe(topic, broker.nodeId);
  return topicNameFault(name) === null ? null : refused(name, ZERO_UUID, ERROR_CODES.INVALID_TOPIC_EXCEPTION);
}

const unknownTopic = ({ name }: MetadataRequestTopic): MetadataResponseTopic =>
  refused(name, ZERO_UUID, ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION);

async function create({ name }: MetadataRequestTopic, context: RequestContext): Promise<MetadataResponseTopic> {
  const { broker } = context;
  if (name !== null && isInternalTopic(name)) return refused(name, ZERO_UUID, ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION);
  if (!mayOnCluster(context, 'create') && !may(context, 'create', 'topic', name ?? '')) {
    return refused(name, ZERO_UUID, ERROR_CODES.TOPIC_AUTHORIZATION_FAILED);
  }
  const wanted = { name: name ?? '', partitions: broker.config.defaultPartitions, configs: {} };
  try {
    return describe(await broker.controller.createTopic(wanted), broker.nodeId);
  } catch (error) {
    const topic = broker.controller.topics.get(wanted.name);
    // Another client's request may have created it in the meantime.
    if (error instanceof RequestError && topic !== undefined) return describe(topic, broker.nodeId);
    return refused(name, ZERO_UUID, refusalOf(error, broker.log).errorCode);
  }
}

function describe(topic: TopicImage, nodeId: number): MetadataResponseTopic {
  return {
    errorCode: ERROR_CODES.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.leaderEpochs.map((leaderEpoch, partitionIndex) => ({
      errorCode: ERROR_CODES.NONE,
      partitionIndex,
      leaderId: nodeId,
      leaderEpoch,
      replicaNodes: [nodeId],
      isrNodes: [nodeId],
      offlineReplicas: [],
    })),
    topicAuthorizedOperations: NO_AUTHORIZED_OPERATIONS,
  };
}

function refused(name: string | null, topicId: string, errorCode: number): MetadataResponseTopic {
  return {
    errorCode,
    name,
    topicId,
    isInternal: false,
    partitions: [],
    topicAuthorizedOperations: NO_AUTHORIZED_OPERATIONS,
  };
}

function answer(topics: MetadataResponseTopic[], request: MetadataRequest, context: RequestContext): MetadataResponse {
  const { broker, host, port } = context;
  if (request.includeTopicAuthorizedOperations) {
    for (const topic of topics) {
      if (topic.errorCode === ERROR_CODES.NONE) {
        topic.topicAuthorizedOperations = operationsOn(context, 'topic', topic.name ?? '');
      }
    }
  }
  return {
    throttleTimeMs: 0,
    brokers: [{ nodeId: broker.nodeId, host, port, rack: null }],
    clusterId: broker.clusterId,
    controllerId: broker.nodeId,
    topics,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
      ? clusterOperations(context)
      : NO_AUTHORIZED_OPERATIONS,
    errorCode: ERROR_CODES.NONE,
  };
}
