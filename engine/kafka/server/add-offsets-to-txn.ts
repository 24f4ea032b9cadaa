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
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { transactionErrorCode } from './transaction-refusal.ts';

const FENCED_FROM_VERSION = 2;

export const addOffsetsToTxn = handler({
  api: AddOffsetsToTxnApi,
  versions: [0, 4],
  async handle(request: AddOffsetsToTxnRequest, context: RequestContext): Promise<AddOffsetsToTxnResponse> {
    const { broker, version } = context;
    const { groupId, transactionalId } = request;
    const refused = (errorCode: number): AddOffsetsToTxnResponse => ({ throttleTimeMs: 0, errorCode });
    if (!may(context, 'write', 'transactionalId', transactionalId)) {
      return refused(ERROR_CODES.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    }
    if (!may(context, 'read', 'group', groupId)) return refused(ERROR_CODES.GROUP_AUTHORIZATION_FAILED);
    if (groupId === '') return refused(ERROR_CODES.INVALID_GROUP_ID);
    const partitions = new Map([[OFFSETS_TOPIC.name, new Set([broker.groups.partitionOf(groupId)])]]);
    const errorCode = await broker.transactions.addPartitions(request, partitions);
    return { throttleTimeMs: 0, errorCode: transactionErrorCode(errorCode, version, FENCED_FROM_VERSION) };
  },
});
