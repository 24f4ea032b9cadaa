/**
 * AddPartitionsToTxn (24): a producer names the partitions that its transaction is about to write to; the first ones begin it.
 *
 * Behaviour: all or none. A partition that does not exist gets UNKNOWN_TOPIC_OR_PARTITION and the others OPERATION_NOT_ATTEMPTED. Answered
 * once it is in `__transaction_state`, so that the coordinator knows where to write markers whatever happens.
 *
 * Version notes: v2 knows PRODUCER_FENCED. v4 and later carry several transactions; in Kafka brokers ask so among themselves, to add or only
 * to verify. Here any client may, since some send these versions for their own transaction.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  AddPartitionsToTxnApi,
  type AddPartitionsToTxnRequest,
  type AddPartitionsToTxnRequestTransaction,
  type AddPartitionsToTxnResponse,
  type AddPartitionsToTxnResponseTopic,
} from '../protocol/generated/add-partitions-to-txn.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { transactionErrorCode } from './transaction-refusal.ts';

const FENCED_FROM_VERSION = 2;
const BATCHED_FROM_VERSION = 4;

export const addPartitionsToTxn = handler({
  api: AddPartitionsToTxnApi,
  versions: [0, 5],
  async handle(request: AddPartitionsToTxnRequest, context: RequestContext): Promise<AddPartitionsToTxnResponse> {
    const empty = { throttleTimeMs: 0, errorCode: ERROR_CODES.NONE, transactions: [], topics: [] };
    if (context.version < BATCHED_FROM_VERSION) {
      return { ...empty, topics: await addTo({ ...request, verifyOnly: false }, context) };
    }
    const answers = request.transactions.map(async (transaction) => ({
      transactionalId: transaction.transactionalId,
      topics: await addTo(transaction, context),
    }));
    return { ...empty, transactions: await Promise.all(answers) };
  },
});

async function addTo(
  { verifyOnly, topics, ...claim }: AddPartitionsToTxnRequestTransaction,
  context: RequestContext,
): Promise<AddPartitionsToTxnResponseTopic[]> {
  const { broker, version } = context;
  if (!may(context, 'write', 'transactionalId', claim.transactionalId)) {
    return answered(topics, () => ERROR_CODES.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
  }
  const numberOf = (name: Parameters<typeof transactionErrorCode>[0]): number =>
    transactionErrorCode(name, version, FENCED_FROM_VERSION);
  if (verifyOnly) {
    return answered(topics, (name, partition) => numberOf(broker.transactions.verify(claim, name, partition)));
  }
  const exists = (name: string, partition: number): boolean =>
    broker.controller.partition(name, partition) !== undefined;
  const faultOf = (name: string, partition: number): number => {
    if (!may(context, 'write', 'topic', name)) return ERROR_CODES.TOPIC_AUTHORIZATION_FAILED;
    return exists(name, partition) ? ERROR_CODES.NONE : ERROR_CODES.UNKNOWN_TOPIC_OR_PARTITION;
  };
  if (!topics.every(({ name, partitions }) => partitions.every((partition) => faultOf(name, partition) === 0))) {
    return answered(topics, (name, partition) => faultOf(name, partition) || ERROR_CODES.OPERATION_NOT_ATTEMPTED);
  }
  const added = new Map<string, Set<number>>();
  for (const { name, partitions } of topics) added.set(name, new Set([...(added.get(name) ?? []), ...partitions]));
  const errorCode = numberOf(await broker.transactions.addPartitions(claim, added));
  return answered(topics, () => errorCode);
}

function answered(
  topics: AddPartitionsToTxnRequestTransaction['topics'],
  errorCodeOf: (name: string, partition: number) => number,
): AddPartitionsToTxnResponseTopic[] {
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((partitionIndex) => ({ partitionIndex, errorCode: errorCodeOf(name, partitionIndex) })),
  }));
}
