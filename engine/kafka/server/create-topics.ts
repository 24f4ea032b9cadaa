/**
 * CreateTopics (19): creates topics.
 *
 * Behaviour: each topic is decided on its own. -1 partitions or replicas take the broker's default; one broker can hold one
 * replica, so more get INVALID_REPLICATION_FACTOR. A manual assignment must give every partition, from 0 on, to this broker. A topic is
 * answered for once it is on disk. `validateOnly` decides and creates nothing.
 *
 * Version notes: v5 answers with the topic's configs (KIP-525), v7 with its id.
 */

import type { Controller } from '../cluster/controller.ts';
import type { TopicImage } from '../cluster/metadata-image.ts';
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  CreateTopicsApi,
  type CreateTopicsRequest,
  type CreateTopicsRequestTopic,
  type CreateTopicsResponse,
  type CreateTopicsResponseTopic,
} from '../protocol/generated/create-topics.ts';
import { ZERO_UUID } from '../protocol/reader.ts';
import { authorize, may, mayOnCluster } from './authorization.ts';
import { sourceOf } from './configs/config-description.ts';
import { describeTopicConfigs } from './configs/topic-configs.ts';
import { handler, type RequestContext } from './handler.ts';
import { isInternalTopic } from './internal-topics.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';
import { repeated } from './repeated.ts';

const REPLICAS = 1;

export const createTopics = handler({
  api: CreateTopicsApi,
  versions: [2, 7],
  async handle(request: CreateTopicsRequest, context: RequestContext): Promise<CreateTopicsResponse> {
    const namedTwice = repeated(request.topics.map(({ name }) => name));
    const topics = request.topics.map((topic) =>
      create(topic, namedTwice.has(topic.name), request.validateOnly, context),
    );
    return { throttleTimeMs: 0, topics: await Promise.all(topics) };
  },
});

async function create(
  topic: CreateTopicsRequestTopic,
  isRepeated: boolean,
  validateOnly: boolean,
  context: RequestContext,
): Promise<CreateTopicsResponseTopic> {
  const { broker } = context;
  try {
    if (isRepeated) throw new RequestError('INVALID_REQUEST', `Topic '${topic.name}' is named twice.`);
    if (!mayOnCluster(context, 'create')) authorize(context, 'create', 'topic', topic.name);
    if (isInternalTopic(topic.name) && !broker.controller.topics.has(topic.name)) {
      throw new RequestError('INVALID_TOPIC_EXCEPTION', `${topic.name} is the broker's own topic; it makes it itself.`);
    }
    const partitions = partitionCount(topic, broker.nodeId, broker.config.defaultPartitions);
    const wanted = { name: topic.name, partitions, configs: configsOf(topic) };
    const image = await broker.controller.createTopic(wanted, { validateOnly });
    return created(image, broker.controller, may(context, 'describeConfigs', 'topic', topic.name));
  } catch (error) {
    return {
      name: topic.name,
      topicId: ZERO_UUID,
      ...refusalOf(error, broker.log),
      topicConfigErrorCode: ERROR_CODES.NONE,
      numPartitions: -1,
      replicationFactor: -1,
      configs: [],
    };
  }
}

function partitionCount(topic: CreateTopicsRequestTopic, nodeId: number, fallback: number): number {
  const { assignments, numPartitions, replicationFactor } = topic;
  if (assignments.length > 0) {
    if (numPartitions !== -1 || replicationFactor !== -1) {
      throw new RequestError(
        'INVALID_REQUEST',
        'Give either a manual assignment or numbers of partitions and replicas.',
      );
    }
    const indexes = assignments.map(({ partitionIndex }) => partitionIndex).sort((a, b) => a - b);
    if (indexes.some((index, position) => index !== position)) {
      throw new RequestError(
        'INVALID_REPLICA_ASSIGNMENT',
        'A manual assignment numbers partitions from 0 without gaps.',
      );
    }
    if (assignments.some(({ brokerIds }) => brokerIds.length !== REPLICAS || brokerIds[0] !== nodeId)) {
      throw new RequestError('INVALID_REPLICA_ASSIGNMENT', `The only broker is ${nodeId}.`);
    }
    return assignments.length;
  }
  if (replicationFactor !== -1 && replicationFactor !== REPLICAS) {
    throw new RequestError(
      'INVALID_REPLICATION_FACTOR',
      `Replication factor is ${replicationFactor}; there is ${REPLICAS} broker.`,
    );
  }
  return numPartitions === -1 ? fallback : numPartitions;
}

function configsOf({ configs }: CreateTopicsRequestTopic): Record<string, string> {
  const given: Record<string, string> = {};
  for (const { name, value } of configs) {
    if (value === null) throw new RequestError('INVALID_CONFIG', `Config ${name} has no value.`);
    given[name] = value;
  }
  return given;
}

function created(topic: TopicImage, controller: Controller, tellsConfigs: boolean): CreateTopicsResponseTopic {
  return {
    name: topic.name,
    topicId: topic.id,
    ...ACCEPTED,
    topicConfigErrorCode: tellsConfigs ? ERROR_CODES.NONE : ERROR_CODES.TOPIC_AUTHORIZATION_FAILED,
    numPartitions: tellsConfigs ? topic.leaderEpochs.length : -1,
    replicationFactor: tellsConfigs ? REPLICAS : -1,
    configs: tellsConfigs ? configsToTell(topic, controller) : [],
  };
}

const configsToTell = (topic: TopicImage, controller: Controller): CreateTopicsResponseTopic['configs'] =>
  describeTopicConfigs(topic.configs, controller).map((config) => ({
    name: config.name,
    value: config.value,
    readOnly: config.readOnly,
    configSource: sourceOf(config),
    isSensitive: false,
  }));
