/**
 * AlterPartitionReassignments (45): moves partitions to other replicas (KIP-455).
 *
 * Behaviour: there is one broker and it has every replica, so an assignment to it is in place already; any other gets INVALID_REPLICA_ASSIGNMENT.
 * Nothing is ever being reassigned, so there is nothing to cancel: NO_REASSIGNMENT_IN_PROGRESS.
 *
 * Version notes: v1 says whether the number of replicas may change (KIP-860); it cannot.
 */
import { RequestError } from '../protocol/errors.ts';
import {
  AlterPartitionReassignmentsApi,
  type AlterPartitionReassignmentsRequest,
  type AlterPartitionReassignmentsRequestPartition,
  type AlterPartitionReassignmentsResponse,
} from '../protocol/generated/alter-partition-reassignments.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, type Refusal, refusalOf } from './refusal.ts';

export const alterPartitionReassignments = handler({
  api: AlterPartitionReassignmentsApi,
  versions: [0, 1],
  handle(request: AlterPartitionReassignmentsRequest, context: RequestContext): AlterPartitionReassignmentsResponse {
    const { allowReplicationFactorChange } = request;
    try {
      authorizeOnCluster(context, 'alter');
    } catch (error) {
      const told = refusalOf(error, context.broker.log);
      return { throttleTimeMs: 0, allowReplicationFactorChange, ...told, responses: [] };
    }
    const responses = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partition) => ({
        partitionIndex: partition.partitionIndex,
        ...reassign(name, partition, context),
      })),
    }));
    return { throttleTimeMs: 0, allowReplicationFactorChange, ...ACCEPTED, responses };
  },
});

function reassign(
  topic: string,
  { partitionIndex, replicas }: AlterPartitionReassignmentsRequestPartition,
  { broker }: RequestContext,
): Refusal {
  try {
    if (broker.controller.partition(topic, partitionIndex) === undefined) {
      throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `Unable to find partition ${topic}:${partitionIndex}.`);
    }
    if (replicas === null) {
      throw new RequestError('NO_REASSIGNMENT_IN_PROGRESS', `${topic}:${partitionIndex} is not being reassigned.`);
    }
    checkReplicas(replicas, broker.nodeId);
    return ACCEPTED;
  } catch (error) {
    return refusalOf(error, broker.log);
  }
}

function checkReplicas(replicas: readonly number[], nodeId: number): void {
  const fault = (what: string) => new RequestError('INVALID_REPLICA_ASSIGNMENT', `The assignment includes ${what}.`);
  if (replicas.length === 0) throw fault('an empty replica list');
  const stranger = replicas.find((replica) => replica !== nodeId);
  if (stranger !== undefined) throw fault(`broker ${stranger}, but no such broker is registered`);
  if (replicas.length > 1) throw fault(`broker ${nodeId} more than once`);
}
