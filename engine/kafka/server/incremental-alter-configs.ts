/**
 * IncrementalAlterConfigs (44): changes single configs of topics, brokers and groups (KIP-339).
 *
 * Behaviour: the changes of one resource are taken all or none, and act at once; what is not named stays as it is. Lists can be appended to and
 * subtracted from. Of a broker only what Kafka changes while it runs can be changed, for this broker by its id or for all with ''. A
 * resource named twice gets INVALID_REQUEST both times. `validateOnly` decides and changes nothing.
 *
 * Version notes: v1 is flexible.
 */
import { type ConfigChange, changesOf } from '../cluster/config-edit.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  IncrementalAlterConfigsApi,
  type IncrementalAlterConfigsRequest,
  type IncrementalAlterConfigsRequestConfig,
  type IncrementalAlterConfigsRequestResource,
  type IncrementalAlterConfigsResponse,
} from '../protocol/generated/incremental-alter-configs.ts';
import { alterConfigResources } from './configs/alter-config-resources.ts';
import { handler, type RequestContext } from './handler.ts';

const OPERATIONS = ['set', 'delete', 'append', 'subtract'] as const;

export const incrementalAlterConfigs = handler({
  api: IncrementalAlterConfigsApi,
  versions: [0, 1],
  async handle(
    { resources, validateOnly }: IncrementalAlterConfigsRequest,
    context: RequestContext,
  ): Promise<IncrementalAlterConfigsResponse> {
    const editOf = ({ configs }: IncrementalAlterConfigsRequestResource) => changesOf(configs.map(changeOf));
    return { throttleTimeMs: 0, responses: await alterConfigResources(resources, editOf, validateOnly, context) };
  },
});

function changeOf({ name, configOperation, value }: IncrementalAlterConfigsRequestConfig): ConfigChange {
  const operation = OPERATIONS[configOperation];
  if (operation === undefined)
    throw new RequestError('INVALID_REQUEST', `Operation ${configOperation} of config ${name} is unknown.`);
  return { name, operation, value };
}
