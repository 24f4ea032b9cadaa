/**
 * Produce (0): appends record batches to partitions.
 *
 * Behaviour: each partition is decided on its own and gets its own error. With acks 1 or -1 (all; the same thing on one
 * broker, unless min.insync.replicas asks for more) the answer waits until the bytes are with the operating system; with acks 0 there is
 * none, and a refusal closes the connection, as Kafka does, since that is the only way to tell. Batches are checked
 * (CRC-32C, format, size, sequence) and kept as they came: no codec is opened. Requests overlap: the order of appends is the order of
 * arrival, and writes of many requests go to disk together. A transactional batch is taken only into a partition that has joined its
 * producer's open transaction (KIP-890).
 *
 * Version notes: v0-2 are advertised but not served: librdkafka before 2.5 stops compressing where they are missing (KAFKA-18659), and
 * nobody sends them. zstd needs v7 (KIP-110). v8 adds messages to errors, and tells which records of a batch were at fault (KIP-467). v11 knows
 * TRANSACTION_ABORTABLE. From v12 on the partitions of a transaction are not announced: they join it with their first batch, which waits
 * until that is written (KIP-890, transaction.version 2). v13 names topics by id (KIP-516).
 */

import { minInsyncReplicas } from '../cluster/topic-decisions.ts';
import type { AppendResult, PartitionLog } from '../log/partition-log.ts';
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  ProduceApi,
  type ProduceRequest,
  type ProduceRequestPartition,
  type ProduceRequestTopic,
  type ProduceResponse,
  type ProduceResponsePartition,
} from '../protocol/generated/produce.ts';
import { BATCH_HEADER_BYTES, batchCodec } from '../records/batch.ts';
import { CODEC } from '../records/compression.ts';
import type { TransactionErrorCode } from '../transactions/transaction-error.ts';
import { authorize } from './authorization.ts';
import { CloseConnection, handler, type RequestContext } from './handler.ts';
import { isInternalTopic } from './internal-topics.ts';
import { isInTransaction, JOINS_FROM_VERSION, joinTransaction, type NamedTopic } from './produce-transaction.ts';
import { ACCEPTED, type BatchRefusal, batchRefusalOf } from './refusal.ts';

/** First version in which a producer may send zstd. */
const ZSTD_FROM_VERSION = 7;
/** First version that names topics by id. */
const TOPIC_IDS_FROM_VERSION = 13;
const REPLICAS = 1;

export const produce = handler({
  api: ProduceApi,
  versions: [0, 13],
  overlaps: true,
  metered: { quota: 'producer_byte_rate', bytes: (requestBytes) => requestBytes },
  releasesRequest: true,
  handle(request: ProduceRequest, context: RequestContext) {
    const topics = request.topics.map((topic) => ({ ...topic, name: nameOf(topic, context) }));
    const joined = joinTransaction(request, topics, context);
    // Appends come at the same time as the answer of the join: those of the next request have to stay behind them.
    if (joined instanceof Promise) return joined.then((code) => appendAll(topics, code, request, context));
    return appendAll(topics, joined, request, context);
  },
});

function nameOf({ name, topicId }: ProduceRequestTopic, { broker, version }: RequestContext): string | undefined {
  return version >= TOPIC_IDS_FROM_VERSION ? broker.controller.topicById(topicId)?.name : name;
}

type RequestedTopic = NamedTopic & Pick<ProduceRequestTopic, 'topicId'>;

function appendAll(
  requested: readonly RequestedTopic[],
  joined: TransactionErrorCode,
  request: ProduceRequest,
  context: RequestContext,
): Promise<ProduceResponse | null> {
  const topics = requested.map(({ name, topicId, partitions }) => ({
    name: name ?? '',
    topicId,
    partitions: partitions.map((partition) => appendTo(name, partition, joined, request, context)),
  }));
  return request.acks === 0 ? unansweredOnceWritten(topics) : answerOnceWritten(topics, context);
}

interface Outcome {
  readonly index: number;
  readonly refusal: BatchRefusal;
  /** The log that took the batch, and where; null where it was refused. */
  readonly log: PartitionLog | null;
  readonly result: AppendResult | null;
}

const TAKEN: BatchRefusal = { ...ACCEPTED, recordFaults: [] };

interface TopicOutcome {
  /** '' where the request's topic id belongs to no topic. */
  readonly name: string;
  readonly topicId: string;
  readonly partitions: Outcome[];
}

function appendTo(
  topic: string | undefined,
  { index, records }: ProduceRequestPartition,
  joined: TransactionErrorCode,
  request: ProduceRequest,
  context: RequestContext,
): Outcome {
  const { broker } = context;
  try {
    checkRequest(request);
    if (topic === undefined) throw new RequestError('UNKNOWN_TOPIC_ID', 'No topic of this broker has that id.');
    authorize(context, 'write', 'topic', topic);
    if (isInternalTopic(topic))
      throw new RequestError('INVALID_TOPIC_EXCEPTION', `${topic} is the broker's own topic.`);
    const partition = broker.controller.partition(topic, index);
    if (partition === undefined) {
      throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `This broker does not host ${topic}-${index}.`);
    }
    if (request.acks === -1 && minInsyncReplicas(partition.topic, broker.controller.topicDefaults) > REPLICAS) {
      throw new RequestError('NOT_ENOUGH_REPLICAS', `${topic} wants more in-sync replicas than there are.`);
    }
    if (records === null) throw new RequestError('INVALID_RECORD', 'The request has no records.');
    checkCodec(records, context.version);
    const inTransaction = isInTransaction(topic, index, records, joined, request, context);
    const beginsAtZero = inTransaction && context.version >= JOINS_FROM_VERSION;
    const origin = { leaderEpoch: partition.leaderEpoch, isClient: true, inTransaction, beginsAtZero };
    const result = partition.log.append(records, origin);
    return { index, refusal: TAKEN, log: partition.log, result };
  } catch (error) {
    return { index, refusal: batchRefusalOf(error, broker.log), log: null, result: null };
  }
}

function checkRequest({ acks }: ProduceRequest): void {
  if (acks < -1 || acks > 1) throw new RequestError('INVALID_REQUIRED_ACKS', `acks is ${acks}, it must be -1, 0 or 1.`);
}

function checkCodec(records: Buffer, version: number): void {
  if (version < ZSTD_FROM_VERSION && records.length >= BATCH_HEADER_BYTES && batchCodec(records) === CODEC.zstd) {
    throw new RequestError('UNSUPPORTED_COMPRESSION_TYPE', `zstd needs Produce version ${ZSTD_FROM_VERSION}.`);
  }
}

/** The wait bounds what such a producer can have under way. What could not be written is in the broker's log. */
async function unansweredOnceWritten(topics: readonly TopicOutcome[]): Promise<null> {
  for (const { name, partitions } of topics) {
    for (const { index, refusal } of partitions) {
      if (refusal.errorCode !== ERROR_CODES.NONE) {
        throw new CloseConnection(`${name}-${index} refused a batch sent with acks=0: ${refusal.errorMessage}`);
      }
    }
  }
  await Promise.allSettled(Array.from(logsOf(topics), (log) => log.written()));
  return null;
}

const logsOf = (topics: readonly TopicOutcome[]): Set<PartitionLog> =>
  new Set(topics.flatMap(({ partitions }) => partitions.flatMap(({ log }) => log ?? [])));

async function answerOnceWritten(
  topics: readonly TopicOutcome[],
  { broker }: RequestContext,
): Promise<ProduceResponse> {
  const failures = new Map<PartitionLog, BatchRefusal>();
  const writes = Array.from(logsOf(topics), (log) =>
    log.written().catch((error: unknown) => failures.set(log, batchRefusalOf(error, broker.log))),
  );
  await Promise.all(writes);
  return {
    topics: topics.map(({ name, topicId, partitions }) => ({
      ...{ name, topicId },
      partitions: partitions.map((outcome) =>
        answer(outcome, (outcome.log && failures.get(outcome.log)) ?? outcome.refusal),
      ),
    })),
    throttleTimeMs: 0,
    nodeEndpoints: [],
  };
}

function answer(
  { index, result }: Outcome,
  { errorCode, errorMessage, recordFaults }: BatchRefusal,
): ProduceResponsePartition {
  const isAccepted = errorCode === ERROR_CODES.NONE && result !== null;
  return {
    index,
    errorCode,
    baseOffset: isAccepted ? result.baseOffset : -1,
    logAppendTimeMs: isAccepted ? result.logAppendTimeMs : -1,
    logStartOffset: isAccepted ? result.logStartOffset : -1,
    recordErrors: [...recordFaults],
    errorMessage,
    currentLeader: null,
  };
}
