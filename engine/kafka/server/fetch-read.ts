import type { PartitionHandle } from '../cluster/controller.ts';
import { FileSlice } from '../log/file-slice.ts';
import type { Fetched } from '../log/log-reader.ts';
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
/** Most runs that an answer leaves in their files: each keeps one open until it is sent. The next fetch goes on. */
const MAX_FILE_SLICES = 64;
const EMPTY = Buffer.alloc(0);

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
  /** A segment was deleted under what was found in it; this pass cannot be sent. */
  readonly isStale: boolean;
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
  const slices: FileSlice[] = [];
  let bytes = 0;
  let isUrgent = false;
  for (const target of targets) {
    const handle = handleOf(target, context);
    if (handle !== undefined) watched.push({ log: handle.log, highWatermark: handle.log.highWatermark });
    const room = slices.length < MAX_FILE_SLICES ? limits.maxBytes - bytes : 0;
    const maxBytes = Math.min(target.partitionMaxBytes, room);
    const reading = readTarget(target, handle, { ...limits, maxBytes }, bytes === 0, context);
    // Most reads come from the tail and need no wait: a turn of the event loop for each partition would be felt.
    const answer = reading instanceof Promise ? await reading : reading;
    bytes += answer.records?.length ?? 0;
    if (answer.records instanceof FileSlice) slices.push(answer.records);
    isUrgent ||= answer.errorCode !== ERROR_CODES.NONE || answer.divergingEpoch !== null;
    partitions.push({ target, answer });
  }
  return { partitions, bytes, isUrgent, isStale: slices.some((slice) => slice.isGone), watched };
}

function handleOf(target: FetchTarget, context: RequestContext): PartitionHandle | undefined {
  const topic = topicNameOf(target, context);
  return topic === undefined ? undefined : context.broker.controller.partition(topic, target.partition);
}

/** Undefined for an id that is not known. */
const topicNameOf = ({ topic, topicId }: FetchTarget, { broker, version }: RequestContext): string | undefined =>
  version >= TOPIC_IDS_FROM_VERSION ? broker.controller.topicById(topicId)?.name : topic;

function readTarget(
  target: FetchTarget,
  handle: PartitionHandle | undefined,
  limits: FetchLimits,
  minOneBatch: boolean,
  context: RequestContext,
): FetchResponsePartition | Promise<FetchResponsePartition> {
  const name = handle?.topic.name ?? topicNameOf(target, context);
  if (name !== undefined && !may(context, 'read', 'topic', name)) return refused(target, 'TOPIC_AUTHORIZATION_FAILED');
  if (handle === undefined) return refused(target, unknownPartition(target, context));
  const { log, leaderEpoch } = handle;
  if (target.currentLeaderEpoch >= 0 && target.currentLeaderEpoch !== leaderEpoch) {
    return refused(target, target.currentLeaderEpoch < leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH');
  }
  const divergingEpoch = divergence(target, handle);
  if (divergingEpoch !== null) return { ...found(target, handle, limits, null), divergingEpoch };
  try {
    const committed = limits.isolationLevel === READ_COMMITTED;
    if (context.version < ZSTD_FROM_VERSION) return readForOldClient(target, handle, limits, minOneBatch, context);
    const records = log.slice(target.fetchOffset, Math.max(limits.maxBytes, 0), { minOneBatch, committed });
    if (!(records instanceof Promise)) return found(target, handle, limits, records);
    return records.then(
      (read) => found(target, handle, limits, read),
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
  records: Fetched | null,
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
    records: records ?? EMPTY,
  };
}

/** Those that a reader must skip in these batches. */
function aborted(
  log: PartitionLog,
  fetchOffset: number,
  records: Fetched | null,
): FetchResponsePartition['abortedTransactions'] {
  if (records === null || records.length === 0) return [];
  const end = records instanceof FileSlice ? records.endOffset : endOffsetOf(records);
  return log.abortedTransactions(fetchOffset, end).map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
}

function endOffsetOf(batches: Buffer): number {
  let end = 0;
  for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) end = batchLastOffset(batches, at) + 1;
  return end;
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
    records: EMPTY,
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

/** A client from before zstd would take its batches for garbage: they are looked at, and it is told. */
async function readForOldClient(
  target: FetchTarget,
  handle: PartitionHandle,
  limits: FetchLimits,
  minOneBatch: boolean,
  context: RequestContext,
): Promise<FetchResponsePartition> {
  try {
    const committed = limits.isolationLevel === READ_COMMITTED;
    const maxBytes = Math.max(limits.maxBytes, 0);
    const records = await handle.log.read(target.fetchOffset, maxBytes, { minOneBatch, committed });
    const answer = found(target, handle, limits, records);
    if (!hasZstd(records)) return answer;
    return { ...answer, errorCode: ERROR_CODES.UNSUPPORTED_COMPRESSION_TYPE, records: EMPTY };
  } catch (error) {
    return failed(target, handle, limits, error, context);
  }
}

function hasZstd(batches: Buffer): boolean {
  for (let at = 0; at + LENGTH_OVERHEAD_BYTES < batches.length; at += batchSizeBytes(batches, at)) {
    if (batchCodec(batches, at) === CODEC.zstd) return true;
  }
  return false;
}
