/**
 * DescribeCluster (60): who the brokers are (KIP-700).
 *
 * Behaviour: this broker, which is controller too. Authorized operations are told where they are asked for (KIP-430).
 *
 * Version notes: v1 asks for brokers (1) or controllers (2, KIP-919); controllers are not reached by this address, so 2 gets
 * MISMATCHED_ENDPOINT_TYPE and others UNSUPPORTED_ENDPOINT_TYPE. v2 tells fenced brokers; there are none.
 */
import { NO_AUTHORIZED_OPERATIONS } from '../protocol/declarations/metadata.ts';
import {
  DescribeClusterApi,
  type DescribeClusterRequest,
  type DescribeClusterResponse,
} from '../protocol/generated/describe-cluster.ts';
import { clusterOperations } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, type Refusal, refusal } from './refusal.ts';

const BROKERS = 1;
const CONTROLLERS = 2;

export const describeCluster = handler({
  api: DescribeClusterApi,
  versions: [0, 2],
  handle(request: DescribeClusterRequest, context: RequestContext): DescribeClusterResponse {
    const { broker, host, port } = context;
    const { endpointType, includeClusterAuthorizedOperations } = request;
    return {
      throttleTimeMs: 0,
      ...verdict(endpointType),
      endpointType,
      clusterId: broker.clusterId,
      controllerId: broker.nodeId,
      brokers: endpointType === BROKERS ? [{ brokerId: broker.nodeId, host, port, rack: null, isFenced: false }] : [],
      clusterAuthorizedOperations: includeClusterAuthorizedOperations
        ? clusterOperations(context)
        : NO_AUTHORIZED_OPERATIONS,
    };
  },
});

function verdict(endpointType: number): Refusal {
  if (endpointType === BROKERS) return ACCEPTED;
  if (endpointType === CONTROLLERS)
    return refusal('MISMATCHED_ENDPOINT_TYPE', 'This address is a broker, not a controller.');
  return refusal('UNSUPPORTED_ENDPOINT_TYPE', `Endpoint type ${endpointType} is unknown.`);
}
