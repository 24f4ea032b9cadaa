/**
 * ListOffsets (2): the offset at a point in time, or at either end.
 *
 * Behaviour: -1 gives the end (the high watermark, or with read_committed the last stable offset), -2 and -4 the start (nothing is tiered, so
 * the local log starts where the log does), -3 the record with the largest timestamp (KIP-734), -5 and -6 nothing, as there is no remote tier to
 * have been or to be uploaded to; a time in ms gives the first record at or after it, or offset -1 where there is none. With read_committed
 * records behind the last stable offset are not found. A partition named twice gets INVALID_REQUEST.
 *
 * Version notes: v0 returned lists of offsets and is gone. -3 needs v7, -4 v8 (KIP-405), -5 v9, -6 v11 (KIP-1023): older versions get
 * UNSUPPORTED_VERSION.
 */
import type { PartitionHandle } from '../cluster/controller.ts';
import type { TimestampOffset } from '../log/partition-log.ts';
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  ListOffsetsApi,
  type ListOffsetsRequest,
  type ListOffsetsRequestPartition,
  type ListOffsetsResponse,
  type ListOffsetsResponsePartition,
} from '../protocol/generated/list-offsets.ts';
import { authorize } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { checkLeaderEpoch } from './leader-epoch.ts';
import { refusalOf } from './refusal.ts';
import { repeated } from './repeated.ts';

const READ_COMMITTED = 1;

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;
const EARLIEST_PENDING_UPLOAD = -6;

/** First version that knows each special timestamp. */
const SPECIAL_FROM_VERSION = new Map([
  [LATEST, 1],
  [EARLIEST, 1],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11],
]);

export const listOffsets = handler({
  api: ListOffsetsApi,
  versions: [1, 11],
  async handle(request: ListOffsetsRequest, context: RequestContext): Promise<ListOffsetsResponse> {
    const isCommitted = request.isolationLevel === READ_COMMITTED;
    const topics = request.topics.map(async ({ name, partitions }) => {
      const namedTwice = repeated(partitions.map(({ partitionIndex }) => partitionIndex));
      const answers = partitions.map((partition) =>
        lookUp(name, partition, { isRepeated: namedTwice.has(partition.partitionIndex), isCommitted }, context),
      );
      return { name, partitions: await Promise.all(answers) };
    });
    return { throttleTimeMs: 0, topics: await Promise.all(topics) };
  },
});

async function lookUp(
  topic: string,
  partition: ListOffsetsRequestPartition,
  { isRepeated, isCommitted }: { readonly isRepeated: boolean; readonly isCommitted: boolean },
  context: RequestContext,
): Promise<ListOffsetsResponsePartition> {
  const { broker, version } = context;
  const { partitionIndex, timestamp } = partition;
  try {
    authorize(context, 'describe', 'topic', topic);
    if (isRepeated) throw new RequestError('INVALID_REQUEST', `${topic}-${partitionIndex} is asked for twice.`);
    if (timestamp < 0 && version < (SPECIAL_FROM_VERSION.get(timestamp) ?? Number.POSITIVE_INFINITY)) {
      throw new RequestError('UNSUPPORTED_VERSION', `timestamp ${timestamp} is not known to version ${version}.`);
    }
    const handle = broker.controller.partition(topic, partitionIndex);
    if (handle === undefined) {
      throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `This broker does not host ${topic}-${partitionIndex}.`);
    }
    checkLeaderEpoch(partition.currentLeaderEpoch, handle.leaderEpoch);
    const found = await offsetAt(
      handle,
      timestamp,
      isCommitted ? handle.log.lastStableOffset : handle.log.highWatermark,
    );
    return { partitionIndex, errorCode: ERROR_CODES.NONE, ...(found ?? NOTHING) };
  } catch (error) {
    return { partitionIndex, errorCode: refusalOf(error, broker.log).errorCode, ...NOTHING };
  }
}

const NOTHING: TimestampOffset = { timestamp: -1, offset: -1, leaderEpoch: -1 };

async function offsetAt(
  { log, leaderEpoch }: PartitionHandle,
  timestamp: number,
  endOffset: number,
): Promise<TimestampOffset | undefined> {
  const below = (found: TimestampOffset | undefined) => (found && found.offset < endOffset ? found : undefined);
  switch (timestamp) {
    case LATEST:
      return { timestamp: -1, offset: endOffset, leaderEpoch };
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { timestamp: -1, offset: log.logStartOffset, leaderEpoch };
    case MAX_TIMESTAMP:
      return below(await log.offsetOfMaxTimestamp());
    case LATEST_TIERED:
    case EARLIEST_PENDING_UPLOAD:
      return undefined;
    default:
      return below(await log.offsetForTimestamp(timestamp));
  }
}
