/**
 * DescribeConfigs (32): effective settings of topics and of this broker.
 *
 * Behaviour: a topic's configs are what was set for it, else Kafka's defaults; only those that are honoured are listed. The broker's are
 * read-only. Other resource types get INVALID_REQUEST.
 *
 * Version notes: v1 brings sources and synonyms (KIP-226), v3 types and documentation (KIP-569).
 */
import { CONFIG_TYPE_CODES, type ConfigDefinition } from '../cluster/config-type.ts';
import type { TopicImage } from '../cluster/metadata-image.ts';
import { TOPIC_CONFIG_NAMES, TOPIC_CONFIGS, type TopicConfigName } from '../cluster/topic-config.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  DescribeConfigsApi,
  type DescribeConfigsRequest,
  type DescribeConfigsRequestResource,
  type DescribeConfigsResponse,
  type DescribeConfigsResponseConfig,
  type DescribeConfigsResponseResult,
} from '../protocol/generated/describe-configs.ts';
import { authorize, authorizeOnCluster } from './authorization.ts';
import { brokerSettings } from './broker-settings.ts';
import { CONFIG_SOURCE, topicConfigEntry } from './config-entry.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';
import { RESOURCE } from './resource.ts';

type Wishes = Pick<DescribeConfigsRequest, 'includeSynonyms' | 'includeDocumentation'>;

export const describeConfigs = handler({
  api: DescribeConfigsApi,
  versions: [1, 4],
  handle: (request: DescribeConfigsRequest, context: RequestContext): DescribeConfigsResponse => ({
    throttleTimeMs: 0,
    results: request.resources.map((resource) => describe(resource, request, context)),
  }),
});

function describe(
  resource: DescribeConfigsRequestResource,
  wishes: Wishes,
  context: RequestContext,
): DescribeConfigsResponseResult {
  const { resourceType, resourceName, configurationKeys } = resource;
  try {
    if (resourceType === RESOURCE.topic) authorize(context, 'describeConfigs', 'topic', resourceName);
    else authorizeOnCluster(context, 'describeConfigs');
    const all =
      resourceType === RESOURCE.topic
        ? topicConfigs(resourceName, wishes, context)
        : brokerConfigs(resource, wishes, context);
    // No names at all, or an empty list of them, asks for every config.
    const configs = !configurationKeys?.length ? all : all.filter(({ name }) => configurationKeys.includes(name));
    return { ...ACCEPTED, resourceType, resourceName, configs };
  } catch (error) {
    return { ...refusalOf(error, context.broker.log), resourceType, resourceName, configs: [] };
  }
}

function topicConfigs(name: string, wishes: Wishes, { broker }: RequestContext): DescribeConfigsResponseConfig[] {
  const topic = broker.controller.topics.get(name);
  if (topic === undefined) throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`);
  return TOPIC_CONFIG_NAMES.map((config) => topicConfig(topic, config, wishes));
}

function topicConfig(topic: TopicImage, name: TopicConfigName, wishes: Wishes): DescribeConfigsResponseConfig {
  const definition: ConfigDefinition = TOPIC_CONFIGS[name];
  const entry = topicConfigEntry(topic, name);
  const fallback = { name, value: definition.fallback, source: CONFIG_SOURCE.fallback };
  const synonyms =
    entry.configSource === CONFIG_SOURCE.topic ? [{ ...entry, source: entry.configSource }, fallback] : [fallback];
  return {
    ...entry,
    synonyms: wishes.includeSynonyms ? synonyms : [],
    configType: CONFIG_TYPE_CODES[definition.type],
    documentation: wishes.includeDocumentation ? definition.documentation : null,
  };
}

function brokerConfigs(
  { resourceType, resourceName }: DescribeConfigsRequestResource,
  wishes: Wishes,
  context: RequestContext,
): DescribeConfigsResponseConfig[] {
  if (resourceType !== RESOURCE.broker) {
    throw new RequestError('INVALID_REQUEST', `Resources of type ${resourceType} have no configs here.`);
  }
  if (resourceName !== '' && resourceName !== String(context.broker.nodeId)) {
    throw new RequestError(
      'INVALID_REQUEST',
      `There is no broker ${resourceName}; the only one is ${context.broker.nodeId}.`,
    );
  }
  return brokerSettings(context).map(({ name, value, type }) => ({
    name,
    value,
    readOnly: true,
    configSource: CONFIG_SOURCE.staticBroker,
    isSensitive: false,
    synonyms: wishes.includeSynonyms ? [{ name, value, source: CONFIG_SOURCE.staticBroker }] : [],
    configType: CONFIG_TYPE_CODES[type],
    documentation: null,
  }));
}
