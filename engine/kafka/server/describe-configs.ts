/**
 * DescribeConfigs (32): effective configs of topics, of this broker and of groups.
 *
 * Behaviour: every config that there is, with its value and where that comes from: set for the topic, for this broker, for all brokers, at the
 * broker's start, or the default. The broker '' has what was set for all brokers. No names, or an empty list of them, asks for all; names that
 * do not exist are left out. A resource that is named twice is answered for once. Resource types without configs here (loggers, client metrics) get INVALID_REQUEST.
 *
 * Version notes: v1 brings sources and synonyms (KIP-226), v3 types and documentation (KIP-569).
 */
import { CONFIG_TYPE_CODES } from '../cluster/config-type.ts';
import {
  DescribeConfigsApi,
  type DescribeConfigsRequest,
  type DescribeConfigsRequestResource,
  type DescribeConfigsResponse,
  type DescribeConfigsResponseConfig,
  type DescribeConfigsResponseResult,
} from '../protocol/generated/describe-configs.ts';
import { type ConfigDescription, isSensitive, sourceOf } from './configs/config-description.ts';
import { configResourceKind } from './configs/config-resources.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';
import { distinctBy } from './repeated.ts';

type Wishes = Pick<DescribeConfigsRequest, 'includeSynonyms' | 'includeDocumentation'>;

export const describeConfigs = handler({
  api: DescribeConfigsApi,
  versions: [1, 4],
  handle: (request: DescribeConfigsRequest, context: RequestContext): DescribeConfigsResponse => ({
    throttleTimeMs: 0,
    results: distinctBy(request.resources, resourceKey).map((resource) => describe(resource, request, context)),
  }),
});

const resourceKey = ({ resourceType, resourceName }: DescribeConfigsRequestResource): string =>
  `${resourceType}/${resourceName}`;

function describe(
  { resourceType, resourceName, configurationKeys }: DescribeConfigsRequestResource,
  wishes: Wishes,
  context: RequestContext,
): DescribeConfigsResponseResult {
  try {
    const kind = configResourceKind(resourceType);
    kind.authorize(context, 'describeConfigs', resourceName);
    const all = kind.describe(resourceName, context);
    const asked = configurationKeys?.length ? all.filter(({ name }) => configurationKeys.includes(name)) : all;
    return { ...ACCEPTED, resourceType, resourceName, configs: asked.map((config) => told(config, wishes)) };
  } catch (error) {
    return { ...refusalOf(error, context.broker.log), resourceType, resourceName, configs: [] };
  }
}

/** In Kafka's numbers. */
const UNKNOWN_TYPE = 0;

function told(config: ConfigDescription, wishes: Wishes): DescribeConfigsResponseConfig {
  const { name, value, readOnly, type, documentation, synonyms } = config;
  return {
    name,
    value,
    readOnly,
    configSource: sourceOf(config),
    isSensitive: isSensitive(config),
    synonyms: wishes.includeSynonyms ? [...synonyms] : [],
    configType: type === null ? UNKNOWN_TYPE : CONFIG_TYPE_CODES[type],
    documentation: wishes.includeDocumentation ? documentation : null,
  };
}
