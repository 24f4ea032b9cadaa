/**
 * AddOffsetsToTxn (25): a producer says that its transaction will commit offsets of a group.
 *
 * Behaviour: the group's partition of `__consumer_offsets` joins the transaction like any other, so that it gets a marker too.
 *
 * Version notes: v2 knows PRODUCER_FENCED; v4 TRANSACTION_ABORTABLE, for which there is no occasion here.
 */
import { OFFSETS_TOPIC } from '../groups/offsets-topic.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  AddOffsetsToTxnApi,
  type AddOffsetsToTxnRequest,
  type AddOffsetsToTxnResponse,
} from '../protocol/generated/add-offsets-to-txn.ts';
import { handler, type RequestContext } from './handler.ts';
import { transactionErrorCode } from './transaction-refusal.ts';

const FENCED_FROM_VERSION = 2;

export const addOffsetsToTxn = handler({
  api: AddOffsetsToTxnApi,
  versions: [0, 4],
  async handle(request: AddOffsetsToTxnRequest, { broker, version }: RequestContext): Promise<AddOffsetsToTxnResponse> {
    const { groupId } = request;
    if (groupId === '') return { throttleTimeMs: 0, errorCode: ERROR_CODES.INVALID_GROUP_ID };
    const partitions = new Map([[OFFSETS_TOPIC.name, new Set([broker.groups.partitionOf(groupId)])]]);
    const errorCode = await broker.transactions.addPartitions(request, partitions);
    return { throttleTimeMs: 0, errorCode: transactionErrorCode(errorCode, version, FENCED_FROM_VERSION) };
  },
});
