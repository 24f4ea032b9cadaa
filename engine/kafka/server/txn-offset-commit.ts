/**
 * TxnOffsetCommit (28): a group's offsets as part of a producer's transaction (KIP-98, KIP-447).
 *
 * Behaviour: written at once to `__consumer_offsets`, told to nobody until the transaction is committed. The group's partition must have
 * joined the transaction by AddOffsetsToTxn. Partitions that do not exist get UNKNOWN_TOPIC_OR_PARTITION.
 *
 * Version notes: v3 names the member, whose generation is checked. v5 belongs to KIP-890's second part and is not served.
 */
import { OFFSETS_TOPIC } from '../groups/offsets-topic.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  TxnOffsetCommitApi,
  type TxnOffsetCommitRequest,
  type TxnOffsetCommitResponse,
} from '../protocol/generated/txn-offset-commit.ts';
import { authorize } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { committablePartitions, mergedCommit, refusedCommit } from './offset-commit.ts';
import { refusalOf } from './refusal.ts';
import { checkInTransaction } from './transaction-refusal.ts';

const ABORTABLE_FROM_VERSION = 4;

export const txnOffsetCommit = handler({
  api: TxnOffsetCommitApi,
  versions: [0, 4],
  async handle(request: TxnOffsetCommitRequest, context: RequestContext): Promise<TxnOffsetCommitResponse> {
    const { broker } = context;
    const fault = refusedWith(request, context);
    if (fault !== ERROR_CODES.NONE) {
      return { throttleTimeMs: 0, topics: refusedCommit(request.topics, fault) };
    }
    const topics = committablePartitions(request.topics, context);
    const answer = await broker.groups.txnOffsetCommit({ ...request, topics });
    return { throttleTimeMs: 0, topics: mergedCommit(request.topics, answer.topics, context) };
  },
});

function refusedWith(request: TxnOffsetCommitRequest, context: RequestContext): number {
  const { groupId } = request;
  if (groupId === '') return ERROR_CODES.INVALID_GROUP_ID;
  const partition = context.broker.groups.partitionOf(groupId);
  const knowsAbortable = context.version >= ABORTABLE_FROM_VERSION;
  try {
    authorize(context, 'write', 'transactionalId', request.transactionalId);
    authorize(context, 'read', 'group', groupId);
    checkInTransaction({ ...request, topic: OFFSETS_TOPIC.name, partition, knowsAbortable }, context);
    return ERROR_CODES.NONE;
  } catch (error) {
    const { errorCode } = refusalOf(error, context.broker.log);
    return errorCode === ERROR_CODES.NOT_ENOUGH_REPLICAS ? ERROR_CODES.COORDINATOR_NOT_AVAILABLE : errorCode;
  }
}
