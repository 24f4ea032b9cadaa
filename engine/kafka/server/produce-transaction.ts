import { RequestError } from '../protocol/errors.ts';
import type { ProduceRequest } from '../protocol/generated/produce.ts';
import {
  BATCH_HEADER_BYTES,
  batchMagic,
  batchProducerEpoch,
  batchProducerId,
  isTransactional,
  MAGIC_V2,
} from '../records/batch.ts';
import type { TransactionErrorCode } from '../transactions/transaction-error.ts';
import { authorize, may } from './authorization.ts';
import type { RequestContext } from './handler.ts';
import { type ClientKnows, checkInTransaction, expectPermission } from './transaction-refusal.ts';

/** First version whose producers know TRANSACTION_ABORTABLE (KIP-890). */
const ABORTABLE_FROM_VERSION = 11;
/** First version whose producers do not announce the partitions of a transaction, and get a new epoch with each (KIP-890). */
export const JOINS_FROM_VERSION = 12;

/** Partitions of a request by topic, named as the broker knows them. */
export interface NamedTopic {
  /** undefined where the request's topic id belongs to no topic. */
  readonly name: string | undefined;
  readonly partitions: ProduceRequest['topics'][number]['partitions'];
}

/**
 * Partitions with transactional batches join the producer's transaction, for clients that leave that to the broker. Ready at once, as NONE,
 * where there is nothing to join; what it answers else holds for every transactional batch of the request.
 */
export function joinTransaction(
  { transactionalId }: ProduceRequest,
  topics: readonly NamedTopic[],
  context: RequestContext,
): TransactionErrorCode | Promise<TransactionErrorCode> {
  const { broker, version } = context;
  if (version < JOINS_FROM_VERSION || transactionalId === null) return 'NONE';
  // What may not be written is refused batch by batch, and must not join before.
  if (!may(context, 'write', 'transactionalId', transactionalId)) return 'NONE';
  let batch: Buffer | undefined;
  const joining = new Map<string, Set<number>>();
  for (const { name, partitions } of topics) {
    if (name === undefined || !may(context, 'write', 'topic', name)) continue;
    for (const { index, records } of partitions) {
      if (!isTransactionalBatch(records) || broker.controller.partition(name, index) === undefined) continue;
      batch ??= records;
      joining.set(name, (joining.get(name) ?? new Set()).add(index));
    }
  }
  if (batch === undefined) return 'NONE';
  // A producer has one id and epoch; a batch of another is refused when it is checked.
  const claim = { transactionalId, producerId: batchProducerId(batch), producerEpoch: batchProducerEpoch(batch) };
  return broker.transactions.join(claim, joining);
}

/** Whether the batch is part of a transaction. Throws RequestError where it could not join it, or where no such transaction is open. */
export function isInTransaction(
  topic: string,
  partition: number,
  records: Buffer,
  joined: TransactionErrorCode,
  { transactionalId }: ProduceRequest,
  context: RequestContext,
): boolean {
  if (!isTransactionalBatch(records)) return false;
  if (transactionalId === null) {
    throw new RequestError(
      'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
      'A transactional batch came without transactional id.',
    );
  }
  authorize(context, 'write', 'transactionalId', transactionalId);
  const [producerId, producerEpoch] = [batchProducerId(records), batchProducerEpoch(records)];
  const write = { transactionalId, producerId, producerEpoch, topic, partition };
  const knows: ClientKnows = {
    abortable: context.version >= ABORTABLE_FROM_VERSION,
    concurrent: context.version >= JOINS_FROM_VERSION,
  };
  expectPermission(joined, write, knows);
  checkInTransaction(write, knows, context);
  return true;
}

function isTransactionalBatch(records: Buffer | null): records is Buffer {
  if (records === null || records.length < BATCH_HEADER_BYTES) return false;
  return batchMagic(records) === MAGIC_V2 && isTransactional(records);
}
