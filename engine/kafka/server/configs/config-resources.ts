import type { ConfigResource } from '../../cluster/controller.ts';
import { RequestError } from '../../protocol/errors.ts';
import { authorize, authorizeOnCluster } from '../authorization.ts';
import type { RequestContext } from '../handler.ts';
import { describeBrokerConfigs } from './broker-configs.ts';
import type { ConfigDescription } from './config-description.ts';
import { describeGroupConfigs } from './group-configs.ts';
import { topicConfigsByName } from './topic-configs.ts';

/** A kind of resource that has configs: who it is to the controller, and how it is described. */
export interface ConfigResourceKind {
  readonly type: ConfigResource['type'];
  /** Throws RequestError where the client may not. */
  authorize(context: RequestContext, operation: 'describeConfigs' | 'alterConfigs', name: string): void;
  /** Every resource of the kind that has configs. */
  names(context: RequestContext): Iterable<string>;
  /** Throws RequestError where there is no such resource. */
  describe(name: string, context: RequestContext): ConfigDescription[];
}

/** By Kafka's number of the resource type. Client metrics (16) and loggers (8) are not served: nothing here has either. */
export const CONFIG_RESOURCE_KINDS: ReadonlyMap<number, ConfigResourceKind> = new Map<number, ConfigResourceKind>([
  [
    2,
    {
      type: 'topic',
      authorize: (context, operation, name) => authorize(context, operation, 'topic', name),
      names: ({ broker }) => broker.controller.topics.keys(),
      describe: (name, { broker }) => topicConfigsByName(name, broker.controller),
    },
  ],
  [
    4,
    {
      type: 'broker',
      authorize: authorizeOnCluster,
      names: ({ broker }) => [String(broker.nodeId)],
      describe: describeBrokerConfigs,
    },
  ],
  [
    32,
    {
      type: 'group',
      authorize: (context, operation, name) => authorize(context, operation, 'group', name),
      names: ({ broker }) => broker.controller.groupsWithConfigs,
      describe: describeGroupConfigs,
    },
  ],
]);

/** Throws RequestError for a resource type that has no configs here. */
export function configResourceKind(resourceType: number): ConfigResourceKind {
  const kind = CONFIG_RESOURCE_KINDS.get(resourceType);
  if (kind === undefined) {
    throw new RequestError('INVALID_REQUEST', `Resources of type ${resourceType} have no configs here.`);
  }
  return kind;
}
