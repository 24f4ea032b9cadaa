/**
 * DeleteRecords (21): drops the records of a partition that lie before an offset (KIP-107).
 *
 * Behaviour: -1 stands for the high watermark; an offset past it gets OFFSET_OUT_OF_RANGE. Answered with the new log start offset once that
 * is on disk.
 *
 * Version notes: v2 is flexible.
 */
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  DeleteRecordsApi,
  type DeleteRecordsRequest,
  type DeleteRecordsRequestPartition,
  type DeleteRecordsResponse,
  type DeleteRecordsResponsePartition,
} from '../protocol/generated/delete-records.ts';
import { authorize } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { isInternalTopic } from './internal-topics.ts';
import { refusalOf } from './refusal.ts';

const HIGH_WATERMARK = -1;

export const deleteRecords = handler({
  api: DeleteRecordsApi,
  versions: [0, 2],
  async handle(request: DeleteRecordsRequest, context: RequestContext): Promise<DeleteRecordsResponse> {
    const topics = request.topics.map(async ({ name, partitions }) => ({
      name,
      partitions: await Promise.all(partitions.map((partition) => removeBefore(name, partition, context))),
    }));
    return { throttleTimeMs: 0, topics: await Promise.all(topics) };
  },
});

async function removeBefore(
  topic: string,
  { partitionIndex, offset }: DeleteRecordsRequestPartition,
  context: RequestContext,
): Promise<DeleteRecordsResponsePartition> {
  const { broker } = context;
  try {
    authorize(context, 'delete', 'topic', topic);
    if (isInternalTopic(topic))
      throw new RequestError('INVALID_TOPIC_EXCEPTION', `${topic} is the broker's own topic.`);
    const log = broker.controller.partition(topic, partitionIndex)?.log;
    if (log === undefined) {
      throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `This broker does not host ${topic}-${partitionIndex}.`);
    }
    const upTo = offset === HIGH_WATERMARK ? log.highWatermark : offset;
    if (upTo < 0 || upTo > log.highWatermark) {
      throw new RequestError('OFFSET_OUT_OF_RANGE', `${upTo} is not between 0 and ${log.highWatermark}.`);
    }
    const lowWatermark = await log.deleteRecordsTo(upTo);
    return { partitionIndex, lowWatermark, errorCode: ERROR_CODES.NONE };
  } catch (error) {
    return { partitionIndex, lowWatermark: -1, errorCode: refusalOf(error, broker.log).errorCode };
  }
}
