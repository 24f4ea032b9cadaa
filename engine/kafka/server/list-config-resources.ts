/**
 * ListConfigResources (74): what has configs (KIP-1142).
 *
 * Behaviour: needs DescribeConfigs on the cluster. Each resource of the types that are asked for, all types where none is; of client metrics and
 * loggers there are none. A type that nobody knows gets UNSUPPORTED_VERSION.
 *
 * Version notes: v0 (ListClientMetricsResources, KIP-714) asks for client metrics.
 */
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  ListConfigResourcesApi,
  type ListConfigResourcesRequest,
  type ListConfigResourcesResponse,
  type ListConfigResourcesResponseResource,
} from '../protocol/generated/list-config-resources.ts';
import { authorizeOnCluster } from './authorization.ts';
import { CONFIG_RESOURCE_KINDS } from './configs/config-resources.ts';
import { handler, type RequestContext } from './handler.ts';
import { refusalOf } from './refusal.ts';

const LOGGERS = 8;
const CLIENT_METRICS = 16;

export const listConfigResources = handler({
  api: ListConfigResourcesApi,
  versions: [0, 1],
  handle({ resourceTypes }: ListConfigResourcesRequest, context: RequestContext): ListConfigResourcesResponse {
    const asked = context.version === 0 ? [CLIENT_METRICS] : resourceTypes;
    try {
      authorizeOnCluster(context, 'describeConfigs');
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.NONE, configResources: resourcesOf(asked, context) };
    } catch (error) {
      const { errorCode } = refusalOf(error, context.broker.log);
      return { throttleTimeMs: 0, errorCode, configResources: [] };
    }
  },
});

function resourcesOf(asked: readonly number[], context: RequestContext): ListConfigResourcesResponseResource[] {
  const types = asked.length > 0 ? [...new Set(asked)] : [...CONFIG_RESOURCE_KINDS.keys()];
  return types.flatMap((resourceType) => {
    if (resourceType === LOGGERS || resourceType === CLIENT_METRICS) return [];
    const kind = CONFIG_RESOURCE_KINDS.get(resourceType);
    if (kind === undefined) throw new RequestError('UNSUPPORTED_VERSION', `Resource type ${resourceType} is unknown.`);
    return Array.from(kind.names(context), (resourceName) => ({ resourceName, resourceType }));
  });
}
