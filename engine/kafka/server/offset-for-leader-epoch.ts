/**
 * OffsetForLeaderEpoch (23): where an epoch ended, so that a client can tell whether the log was cut behind its back (KIP-320).
 *
 * Behaviour: the end offset of the largest epoch at or below the one asked for, -1 where none is known.
 *
 * Version notes: v2 brings the client's leader epoch, which is checked; v3 a replica id, which is not looked at; v4 is flexible.
 */
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  OffsetForLeaderEpochApi,
  type OffsetForLeaderEpochRequest,
  type OffsetForLeaderEpochRequestPartition,
  type OffsetForLeaderEpochResponse,
  type OffsetForLeaderEpochResponsePartition,
} from '../protocol/generated/offset-for-leader-epoch.ts';
import { authorize, mayOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { checkLeaderEpoch } from './leader-epoch.ts';
import { refusalOf } from './refusal.ts';

export const offsetForLeaderEpoch = handler({
  api: OffsetForLeaderEpochApi,
  versions: [2, 4],
  handle: (request: OffsetForLeaderEpochRequest, context: RequestContext): OffsetForLeaderEpochResponse => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((partition) => endOf(topic, partition, context)),
    })),
  }),
});

function endOf(
  topic: string,
  { partition, currentLeaderEpoch, leaderEpoch }: OffsetForLeaderEpochRequestPartition,
  context: RequestContext,
): OffsetForLeaderEpochResponsePartition {
  const { broker } = context;
  try {
    if (!mayOnCluster(context, 'clusterAction')) authorize(context, 'describe', 'topic', topic);
    const handle = broker.controller.partition(topic, partition);
    if (handle === undefined) {
      throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `This broker does not host ${topic}-${partition}.`);
    }
    checkLeaderEpoch(currentLeaderEpoch, handle.leaderEpoch);
    return { errorCode: ERROR_CODES.NONE, partition, ...handle.log.offsetForLeaderEpoch(leaderEpoch) };
  } catch (error) {
    return { ...refusalOf(error, broker.log), partition, leaderEpoch: -1, endOffset: -1 };
  }
}
