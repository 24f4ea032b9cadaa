/**
 * IncrementalAlterConfigs (44): changes single configs of topics (KIP-339).
 *
 * Behaviour: the changes of one topic are taken all or none, and act at once. The broker's own settings are fixed at its start
 * and get INVALID_REQUEST, as does a resource named twice.
 *
 * Version notes: v1 is flexible.
 */
import type { ConfigChange } from '../cluster/topic-decisions.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  IncrementalAlterConfigsApi,
  type IncrementalAlterConfigsRequest,
  type IncrementalAlterConfigsRequestConfig,
  type IncrementalAlterConfigsRequestResource,
  type IncrementalAlterConfigsResponse,
  type IncrementalAlterConfigsResponseResult,
} from '../protocol/generated/incremental-alter-configs.ts';
import { authorize, authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';
import { repeated } from './repeated.ts';
import { RESOURCE } from './resource.ts';

const OPERATIONS = ['set', 'delete', 'append', 'subtract'] as const;

export const incrementalAlterConfigs = handler({
  api: IncrementalAlterConfigsApi,
  versions: [0, 1],
  async handle(
    request: IncrementalAlterConfigsRequest,
    context: RequestContext,
  ): Promise<IncrementalAlterConfigsResponse> {
    const keyOf = ({ resourceType, resourceName }: IncrementalAlterConfigsRequestResource): string =>
      `${resourceType}/${resourceName}`;
    const namedTwice = repeated(request.resources.map(keyOf));
    const responses = request.resources.map((resource) =>
      alter(resource, namedTwice.has(keyOf(resource)), request.validateOnly, context),
    );
    return { throttleTimeMs: 0, responses: await Promise.all(responses) };
  },
});

async function alter(
  { resourceType, resourceName, configs }: IncrementalAlterConfigsRequestResource,
  isRepeated: boolean,
  validateOnly: boolean,
  context: RequestContext,
): Promise<IncrementalAlterConfigsResponseResult> {
  const { broker } = context;
  try {
    if (isRepeated) throw new RequestError('INVALID_REQUEST', `${resourceName} is named twice.`);
    if (resourceType === RESOURCE.topic) authorize(context, 'alterConfigs', 'topic', resourceName);
    else authorizeOnCluster(context, 'alterConfigs');
    if (resourceType !== RESOURCE.topic) {
      throw new RequestError('INVALID_REQUEST', 'Only configs of topics can be changed while the broker runs.');
    }
    await broker.controller.alterTopicConfigs(resourceName, configs.map(changeOf), { validateOnly });
    return { ...ACCEPTED, resourceType, resourceName };
  } catch (error) {
    return { ...refusalOf(error, broker.log), resourceType, resourceName };
  }
}

function changeOf({ name, configOperation, value }: IncrementalAlterConfigsRequestConfig): ConfigChange {
  const operation = OPERATIONS[configOperation];
  if (operation === undefined)
    throw new RequestError('INVALID_REQUEST', `Operation ${configOperation} of config ${name} is unknown.`);
  return { name, operation, value };
}
