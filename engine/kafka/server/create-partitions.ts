/**
 * CreatePartitions (37): grows a topic to a new total of partitions.
 *
 * Behaviour: the total must be larger than it is. An assignment must give each new partition to this broker.
 *
 * Version notes: v2 is flexible; v3 is the same.
 */
import { RequestError } from '../protocol/errors.ts';
import {
  CreatePartitionsApi,
  type CreatePartitionsRequest,
  type CreatePartitionsRequestTopic,
  type CreatePartitionsResponse,
  type CreatePartitionsResponseResult,
} from '../protocol/generated/create-partitions.ts';
import { authorize } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { isInternalTopic } from './internal-topics.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

export const createPartitions = handler({
  api: CreatePartitionsApi,
  versions: [0, 3],
  async handle(request: CreatePartitionsRequest, context: RequestContext): Promise<CreatePartitionsResponse> {
    const results = request.topics.map((topic) => grow(topic, request.validateOnly, context));
    return { throttleTimeMs: 0, results: await Promise.all(results) };
  },
});

async function grow(
  topic: CreatePartitionsRequestTopic,
  validateOnly: boolean,
  context: RequestContext,
): Promise<CreatePartitionsResponseResult> {
  const { broker } = context;
  const { name, count } = topic;
  try {
    authorize(context, 'alter', 'topic', name);
    if (isInternalTopic(name)) {
      throw new RequestError('INVALID_TOPIC_EXCEPTION', `${name} is the broker's own topic; its partitions are fixed.`);
    }
    checkAssignments(topic, broker.nodeId, broker.controller.topics.get(name)?.leaderEpochs.length ?? 0);
    await broker.controller.addPartitions(name, count, { validateOnly });
    return { name, ...ACCEPTED };
  } catch (error) {
    return { name, ...refusalOf(error, broker.log) };
  }
}

function checkAssignments(
  { assignments, count }: CreatePartitionsRequestTopic,
  nodeId: number,
  existing: number,
): void {
  if (assignments === null || count <= existing) return;
  if (assignments.length !== count - existing) {
    throw new RequestError(
      'INVALID_REPLICA_ASSIGNMENT',
      `${count - existing} partitions are new, ${assignments.length} are assigned.`,
    );
  }
  if (assignments.some(({ brokerIds }) => brokerIds.length !== 1 || brokerIds[0] !== nodeId)) {
    throw new RequestError('INVALID_REPLICA_ASSIGNMENT', `The only broker is ${nodeId}.`);
  }
}
