/**
 * OffsetDelete (47): drops a group's commits of single partitions (KIP-496).
 *
 * Behaviour: groups/ decides; a topic that a member still subscribes to gets GROUP_SUBSCRIBED_TO_TOPIC.
 *
 * Version notes: v0 only, never flexible.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  OffsetDeleteApi,
  type OffsetDeleteRequest,
  type OffsetDeleteRequestTopic,
  type OffsetDeleteResponse,
} from '../protocol/generated/offset-delete.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

export const offsetDelete = handler({
  api: OffsetDeleteApi,
  versions: [0, 0],
  async handle(request: OffsetDeleteRequest, context: RequestContext): Promise<OffsetDeleteResponse> {
    if (!may(context, 'delete', 'group', request.groupId)) {
      return { errorCode: ERROR_CODES.GROUP_AUTHORIZATION_FAILED, throttleTimeMs: 0, topics: [] };
    }
    const isReadable = ({ name }: OffsetDeleteRequestTopic): boolean => may(context, 'read', 'topic', name);
    const refused = request.topics.filter((topic) => !isReadable(topic));
    const { errorCode, topics } = await context.broker.groups.offsetDelete({
      groupId: request.groupId,
      topics: request.topics.filter(isReadable).map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => partitionIndex),
      })),
    });
    return {
      errorCode: groupErrorCode(errorCode),
      throttleTimeMs: 0,
      topics: [
        ...topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map((one) => ({
            partitionIndex: one.partition,
            errorCode: groupErrorCode(one.errorCode),
          })),
        })),
        ...refused.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partitionIndex }) => ({
            partitionIndex,
            errorCode: ERROR_CODES.TOPIC_AUTHORIZATION_FAILED,
          })),
        })),
      ],
    };
  },
});
