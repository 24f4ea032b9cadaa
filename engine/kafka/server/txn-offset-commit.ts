/**
 * TxnOffsetCommit (28): a group's offsets as part of a producer's transaction (KIP-98, KIP-447).
 *
 * Behaviour: written at once to `__consumer_offsets`, told to nobody until the transaction is committed. The group's partition must have
 * joined the transaction. Partitions that do not exist get UNKNOWN_TOPIC_OR_PARTITION.
 *
 * Version notes: v3 names the member, whose generation is checked. v4 knows TRANSACTION_ABORTABLE. Before v5 the group's partition has joined
 * by AddOffsetsToTxn; from v5 on it joins with this request (KIP-890, transaction.version 2).
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
import { type ClientKnows, checkInTransaction, expectPermission } from './transaction-refusal.ts';

const ABORTABLE_FROM_VERSION = 4;
const JOINS_FROM_VERSION = 5;

export const txnOffsetCommit = handler({
  api: TxnOffsetCommitApi,
  versions: [0, 5],
  async handle(request: TxnOffsetCommitRequest, context: RequestContext): Promise<TxnOffsetCommitResponse> {
    const { broker } = context;
    const fault = await refusedWith(request, context);
    if (fault !== ERROR_CODES.NONE) {
      return { throttleTimeMs: 0, topics: refusedCommit(request.topics, fault) };
    }
    const topics = committablePartitions(request.topics, context);
    const answer = await broker.groups.txnOffsetCommit({ ...request, topics });
    return { throttleTimeMs: 0, topics: mergedCommit(request.topics, answer.topics, context) };
  },
});

async function refusedWith(request: TxnOffsetCommitRequest, context: RequestContext): Promise<number> {
  const { broker, version } = context;
  const { groupId } = request;
  if (groupId === '') return ERROR_CODES.INVALID_GROUP_ID;
  const write = { ...request, topic: OFFSETS_TOPIC.name, partition: broker.groups.partitionOf(groupId) };
  const joins = version >= JOINS_FROM_VERSION;
  const knows: ClientKnows = { abortable: version >= ABORTABLE_FROM_VERSION, concurrent: joins };
  try {
    authorize(context, 'write', 'transactionalId', request.transactionalId);
    authorize(context, 'read', 'group', groupId);
    if (joins) {
      const partitions = new Map([[write.topic, new Set([write.partition])]]);
      expectPermission(await broker.transactions.join(request, partitions), write, knows);
    }
    checkInTransaction(write, knows, context);
    return ERROR_CODES.NONE;
  } catch (error) {
    const { errorCode } = refusalOf(error, broker.log);
    return errorCode === ERROR_CODES.NOT_ENOUGH_REPLICAS ? ERROR_CODES.COORDINATOR_NOT_AVAILABLE : errorCode;
  }
}
