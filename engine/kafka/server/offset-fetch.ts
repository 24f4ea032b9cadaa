/**
 * OffsetFetch (9): what a group has committed.
 *
 * Behaviour: partitions without a commit get offset -1 and no error. Who asks for stable offsets gets UNSTABLE_OFFSET_COMMIT where an
 * open transaction holds a commit (KIP-447).
 *
 * Version notes: v1 has no error of its own, so a group's error goes to each partition; null for all topics from v2; several groups
 * from v8 (KIP-709); stable offsets from v7; v9 carries the member, which is checked.
 */
import type { OffsetFetchResponse as GroupOffsets } from '../groups/offsets/api.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  OffsetFetchApi,
  type OffsetFetchRequest,
  type OffsetFetchRequestGroup,
  type OffsetFetchResponse,
  type OffsetFetchResponseTopic,
} from '../protocol/generated/offset-fetch.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

const GROUP_LISTS_FROM_VERSION = 8;

export const offsetFetch = handler({
  api: OffsetFetchApi,
  versions: [1, 9],
  handle(request: OffsetFetchRequest, context: RequestContext): OffsetFetchResponse {
    if (context.version >= GROUP_LISTS_FROM_VERSION) {
      const groups = request.groups.map((group) => {
        const { errorCode, topics } = committed(group, request.requireStable, context);
        return { groupId: group.groupId, topics, errorCode };
      });
      return { throttleTimeMs: 0, topics: [], errorCode: 0, groups };
    }
    const { groupId, topics } = request;
    const answer = committed({ groupId, memberId: null, memberEpoch: -1, topics }, request.requireStable, context);
    return { throttleTimeMs: 0, ...answer, groups: [] };
  },
});

function committed(
  { groupId, memberId, memberEpoch, topics }: OffsetFetchRequestGroup,
  requireStable: boolean,
  context: RequestContext,
): { errorCode: number; topics: OffsetFetchResponseTopic[] } {
  const all = topics?.map(({ name, partitionIndexes }) => ({ name, partitions: partitionIndexes })) ?? null;
  if (!may(context, 'describe', 'group', groupId)) {
    const errorCode = ERROR_CODES.GROUP_AUTHORIZATION_FAILED;
    return { errorCode, topics: (all ?? []).map((topic) => refused(topic, errorCode)) };
  }
  const isTold = ({ name }: { readonly name: string }): boolean => may(context, 'describe', 'topic', name);
  const asked = all?.filter(isTold) ?? null;
  const untold = all?.filter((topic) => !isTold(topic)) ?? [];
  const offsets = context.broker.groups.offsetFetch({ groupId, memberId, memberEpoch, requireStable, topics: asked });
  const errorCode = groupErrorCode(offsets.errorCode);
  if (errorCode === 0) {
    const unauthorized = untold.map((topic) => refused(topic, ERROR_CODES.TOPIC_AUTHORIZATION_FAILED));
    return { errorCode, topics: [...offsets.topics.filter(isTold).map(describe), ...unauthorized] };
  }
  return { errorCode, topics: (all ?? []).map((topic) => refused(topic, errorCode)) };
}

const describe = ({ name, partitions }: GroupOffsets['topics'][number]): OffsetFetchResponseTopic => ({
  name,
  partitions: partitions.map(({ partition, errorCode, ...offset }) => ({
    ...offset,
    partitionIndex: partition,
    errorCode: groupErrorCode(errorCode),
  })),
});

const refused = (
  { name, partitions }: { name: string; partitions: readonly number[] },
  errorCode: number,
): OffsetFetchResponseTopic => ({
  name,
  partitions: partitions.map((partitionIndex) => ({
    partitionIndex,
    committedOffset: -1,
    committedLeaderEpoch: -1,
    metadata: '',
    errorCode,
  })),
});
