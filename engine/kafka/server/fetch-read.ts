import type { PartitionHandle } from '../cluster/controller.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import { ERROR_CODES, type ErrorName } from '../protocol/errors.ts';
import type { FetchResponsePartition } from '../protocol/generated/fetch.ts';
import { batchCodec, batchLastOffset, batchSizeBytes, LENGTH_OVERHEAD_BYTES } from '../records/batch.ts';
import { CODEC } from '../records/compression.ts';
import { may } from './authorization.ts';
import type { Watched } from './fetch-purgatory.ts';
import type { FetchTarget } from './fetch-sessions.ts';
import type { RequestContext } from './handler.ts';
import { refusalOf } from './refusal.ts';

const TOPIC_IDS_FROM_VERSION = 13;
/** First version whose clients know zstd (KIP-110). */
const ZSTD_FROM_VERSION = 10;
const READ_COMMITTED = 1;

export interface FetchLimits {
  readonly maxBytes: number;
  readonly isolationLevel: number;
}

/** What one pass over all targets found. */
export interface FetchPass {
  readonly partitions: readonly { readonly target: FetchTarget; readonly answer: FetchResponsePartition }[];
  readonly bytes: number;
  /** An error or a diverging epoch is answered at once. */
  readonly isUrgent: boolean;
  readonly watched: readonly Watched[];
}

/**
 * Reads each target in turn until `maxBytes` are found. The first that has anything gives one whole batch at least, so that a
 * client never starves on a batch that is larger than its limits (KIP-74).
 */
export async function readTargets(
  targets: readonly FetchTarget[],
  limits: FetchLimits,
  context: RequestContext,
): Promise<FetchPass> {
  const partitions: { target: FetchTarget; answer: FetchResponsePartition }[] = [];
  const watched: Watched[] = [];
  let bytes = 0;
  let isUrgent = false;
  for (const target of targets) {
    const handle = handleOf(target, context);
    if (handle !== undefined) watched.push({ log: handle.log, highWatermark: handle.log.highWatermark });
    const maxBytes = Math.min(target.partitionMaxBytes, limits.maxBytes - bytes);
    const reading = readTarget(target, handle, { ...limits, maxBytes }, bytes === 0, context);
    // Most reads come from the tail and need no wait: a turn of the event loop for each partition would be felt.
    const answer = reading instanceof Promise ? await reading : reading;
    bytes += answer.records?.length ?? 0;
    isUrgent ||= answer.errorCode !== ERROR_CODES.NONE || answer.divergingEpoch !== null;
    partitions.push({ target, answer });
  }
  return { partitions, bytes, isUrgent, watched };
}

function handleOf(target: FetchTarget, { broker, version }: RequestContext): PartitionHandle | undefined {
  const topic = version >= TOPIC_IDS_FROM_VERSION ? broker.controller.topicById(target.topicId)?.name : target.topic;
  return topic === undefined ? undefined : broker.controller.partition(topic, target.partition);
}

function readTarget(
  target: FetchTarget,
  handle: PartitionHandle | undefined,
  limits: FetchLimits,
  minOneBatch: boolean,
  context: RequestContext,
): FetchResponsePartition | Promise<FetchResponsePartition> {
  const name = handle?.topic.name ?? target.topic;
  if (name !== '' && !may(context, 'read', 'topic', name)) return refused(target, 'TOPIC_AUTHORIZATION_FAILED');
  if (handle === undefined) return refused(target, unknownPartition(target, context));
  const { log, leaderEpoch } = handle;
  if (target.currentLeaderEpoch >= 0 && target.currentLeaderEpoch !== leaderEpoch) {
    return refused(target, target.currentLeaderEpoch < leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH');
  }
  const divergingEpoch = divergence(target, handle);
  if (divergingEpoch !== null) return { ...found(target, handle, limits, null), divergingEpoch };
  try {
    const committed = limits.isolationLevel === READ_COMMITTED;
    const records = log.read(target.fetchOffset, Math.max(limits.maxBytes, 0), { minOneBatch, committed });
    if (!(records instanceof Promise)) return checked(found(target, handle, limits, records), context);
    return records.then(
      (read) => checked(found(target, handle, limits, read), context),
      (error) => failed(target, handle, limits, error, context),
    );
  } catch (error) {
    return failed(target, handle, limits, error, context);
  }
}

function unknownPartition({ topicId }: FetchTarget, { broker, version }: RequestContext): ErrorName {
  const isUnknownId = version >= TOPIC_IDS_FROM_VERSION && broker.controller.topicById(topicId) === undefined;
  return isUnknownId ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** Where the fetcher's history leaves ours (KIP-595): its last epoch ends earlier here than it fetched. */
function divergence({ lastFetchedEpoch, fetchOffset }: FetchTarget, { log }: PartitionHandle) {
  if (lastFetchedEpoch < 0) return null;
  const { leaderEpoch, endOffset } = log.offsetForLeaderEpoch(lastFetchedEpoch);
  if (endOffset < 0 || (leaderEpoch >= lastFetchedEpoch && endOffset >= fetchOffset)) return null;
  return { epoch: leaderEpoch, endOffset };
}

function found(
  target: FetchTarget,
  { log }: PartitionHandle,
  { isolationLevel }: FetchLimits,
  records: Buffer | null,
): FetchResponsePartition {
  return {
    partitionIndex: target.partition,
    errorCode: ERROR_CODES.NONE,
    highWatermark: log.highWatermark,
    lastStableOffset: log.lastStableOffset,
    logStartOffset: log.logStartOffset,
    divergingEpoch: null,
    currentLeader: null,
    snapshotId: null,
    abortedTransactions: isolationLevel === READ_COMMITTED ? aborted(log, target.fetchOffset, records) : null,
    preferredReadReplica: -1,
    records: records ?? Buffer.alloc(0),
  };
}

/** Those that a reader must skip in these batches. */
function aborted(
  log: PartitionLog,
  fetchOffset: number,
  records: Buffer | null,
): FetchResponsePartition['abortedTransactions'] {
  if (records === null || records.length === 0) return [];
  let end = 0;
  for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) end = batchLastOffset(records, at) + 1;
  return log.abortedTransactions(fetchOffset, end).map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
}

function refused(target: FetchTarget, code: ErrorName): FetchResponsePartition {
  return {
    partitionIndex: target.partition,
    errorCode: ERROR_CODES[code],
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    divergingEpoch: null,
    currentLeader: null,
    snapshotId: null,
    abortedTransactions: null,
    preferredReadReplica: -1,
    records: Buffer.alloc(0),
  };
}

function failed(
  target: FetchTarget,
  handle: PartitionHandle,
  limits: FetchLimits,
  error: unknown,
  { broker }: RequestContext,
): FetchResponsePartition {
  return { ...found(target, handle, limits, null), errorCode: refusalOf(error, broker.log).errorCode };
}

/** A client from before zstd would take its batches for garbage. */
function checked(answer: FetchResponsePartition, { version }: RequestContext): FetchResponsePartition {
  const { records } = answer;
  if (version >= ZSTD_FROM_VERSION || records === null) return answer;
  for (let at = 0; at + LENGTH_OVERHEAD_BYTES < records.length; at += batchSizeBytes(records, at)) {
    if (batchCodec(records, at) === CODEC.zstd) {
      return { ...answer, errorCode: ERROR_CODES.UNSUPPORTED_COMPRESSION_TYPE, records: Buffer.alloc(0) };
    }
  }
  return answer;
}
