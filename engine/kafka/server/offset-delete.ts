/**
 * OffsetDelete (47): drops a group's commits of single partitions (KIP-496).
 *
 * Behaviour: groups/ decides; a topic that a member still subscribes to gets GROUP_SUBSCRIBED_TO_TOPIC.
 *
 * Version notes: v0 only, never flexible.
 */
import {
  OffsetDeleteApi,
  type OffsetDeleteRequest,
  type OffsetDeleteResponse,
} from '../protocol/generated/offset-delete.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const offsetDelete = handler({
  api: OffsetDeleteApi,
  versions: [0, 0],
  async handle(request: OffsetDeleteRequest, { broker }: RequestContext): Promise<OffsetDeleteResponse> {
    const { errorCode, topics } = await broker.groups.offsetDelete({
      groupId: request.groupId,
      topics: request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => partitionIndex),
      })),
    });
    return {
      errorCode: groupErrorCode(errorCode),
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((one) => ({
          partitionIndex: one.partition,
          errorCode: groupErrorCode(one.errorCode),
        })),
      })),
    };
  },
});
