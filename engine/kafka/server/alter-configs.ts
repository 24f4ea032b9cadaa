/**
 * AlterConfigs (33): replaces everything that is set for topics, brokers and groups, as clients did before IncrementalAlterConfigs (44).
 *
 * Behaviour: what a resource's list does not name goes back to its default; otherwise as IncrementalAlterConfigs.
 *
 * Version notes: v2 is flexible.
 */
import { replacementBy } from '../cluster/config-edit.ts';
import {
  AlterConfigsApi,
  type AlterConfigsRequest,
  type AlterConfigsRequestResource,
  type AlterConfigsResponse,
} from '../protocol/generated/alter-configs.ts';
import { alterConfigResources } from './configs/alter-config-resources.ts';
import { handler, type RequestContext } from './handler.ts';

export const alterConfigs = handler({
  api: AlterConfigsApi,
  versions: [0, 2],
  async handle(
    { resources, validateOnly }: AlterConfigsRequest,
    context: RequestContext,
  ): Promise<AlterConfigsResponse> {
    const editOf = ({ configs }: AlterConfigsRequestResource) => replacementBy(configs);
    return { throttleTimeMs: 0, responses: await alterConfigResources(resources, editOf, validateOnly, context) };
  },
});
