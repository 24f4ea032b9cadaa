/**
 * ListPartitionReassignments (46): partitions that are on their way to other replicas (KIP-455).
 *
 * Behaviour: there is one broker, so there are none.
 *
 * Version notes: there is v0 only.
 */
import {
  ListPartitionReassignmentsApi,
  type ListPartitionReassignmentsRequest,
  type ListPartitionReassignmentsResponse,
} from '../protocol/generated/list-partition-reassignments.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

export const listPartitionReassignments = handler({
  api: ListPartitionReassignmentsApi,
  versions: [0, 0],
  handle(_: ListPartitionReassignmentsRequest, context: RequestContext): ListPartitionReassignmentsResponse {
    try {
      authorizeOnCluster(context, 'describe');
      return { throttleTimeMs: 0, ...ACCEPTED, topics: [] };
    } catch (error) {
      return { throttleTimeMs: 0, ...refusalOf(error, context.broker.log), topics: [] };
    }
  },
});
