import { type ErrorName, RequestError } from '../protocol/errors.ts';
import { CLUSTER_NAME, type Operation, type ResourceType } from '../security/acl.ts';
import type { RequestContext } from './handler.ts';

/*
 * What handlers ask before they act. security/authorizer.ts decides; here is which error goes with which resource.
 */

const REFUSED_WITH: Readonly<Record<ResourceType, ErrorName>> = {
  topic: 'TOPIC_AUTHORIZATION_FAILED',
  group: 'GROUP_AUTHORIZATION_FAILED',
  cluster: 'CLUSTER_AUTHORIZATION_FAILED',
  transactionalId: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  delegationToken: 'CLUSTER_AUTHORIZATION_FAILED',
  user: 'CLUSTER_AUTHORIZATION_FAILED',
};

/** Whether the client may do it. */
export const may = (context: RequestContext, operation: Operation, type: ResourceType, name: string): boolean =>
  context.broker.authorizer.isAllowed(context, operation, type, name);

export const mayOnCluster = (context: RequestContext, operation: Operation): boolean =>
  may(context, operation, 'cluster', CLUSTER_NAME);

/** Throws RequestError with what the client is told where it may not. */
export function authorize(context: RequestContext, operation: Operation, type: ResourceType, name: string): void {
  if (may(context, operation, type, name)) return;
  const { principal, clientHost, broker } = context;
  broker.log.info({ principal, clientHost, operation, resource: `${type}:${name}` }, 'refused what no ACL allows');
  throw new RequestError(REFUSED_WITH[type], `${principal} may not ${operation} ${type} ${name}.`);
}

export const authorizeOnCluster = (context: RequestContext, operation: Operation): void =>
  authorize(context, operation, 'cluster', CLUSTER_NAME);

/** What the client may do to the cluster, as a bit field; nothing where it may not describe it (KIP-430). */
export const clusterOperations = (context: RequestContext): number =>
  mayOnCluster(context, 'describe') ? operationsOn(context, 'cluster', CLUSTER_NAME) : 0;

export const operationsOn = (context: RequestContext, type: ResourceType, name: string): number =>
  context.broker.authorizer.allowedOperations(context, type, name);
