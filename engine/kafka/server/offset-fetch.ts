/**
 * OffsetFetch (9): what a group has committed.
 *
 * Behaviour: partitions without a commit get offset -1 and no error. Who asks for stable offsets gets UNSTABLE_OFFSET_COMMIT where an
 * open transaction holds a commit (KIP-447).
 *
 * Version notes: v1 has no error of its own, so a group's error goes to each partition; null for all topics from v2; several groups
 * from v8 (KIP-709); stable offsets from v7; v9 carries the member, whose epoch is
 * checked in groups of the consumer protocol (KIP-848). v10 names topics by their ids; one that is not known gets UNKNOWN_TOPIC_ID, and of all
 * those are told that are still there.
 */
import type { OffsetFetchResponse as GroupOffsets } from '../groups/offsets/api.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  OffsetFetchApi,
  type OffsetFetchRequest,
  type OffsetFetchRequestGroup,
  type OffsetFetchRequestTopic,
  type OffsetFetchResponse,
  type OffsetFetchResponseGroupTopic,
  type OffsetFetchResponseTopic,
} from '../protocol/generated/offset-fetch.ts';
import { ZERO_UUID } from '../protocol/reader.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode } from './refusal.ts';

const GROUP_LISTS_FROM_VERSION = 8;
const TOPIC_IDS_FROM_VERSION = 10;

export const offsetFetch = handler({
  api: OffsetFetchApi,
  versions: [1, 10],
  handle(request: OffsetFetchRequest, context: RequestContext): OffsetFetchResponse {
    const { groupId, topics, groups, requireStable } = request;
    if (context.version >= GROUP_LISTS_FROM_VERSION) {
      const answer = context.version >= TOPIC_IDS_FROM_VERSION ? committedById : committed;
      const told = groups.map((group) => {
        const { errorCode, topics } = answer(group, requireStable, context);
        return { groupId: group.groupId, topics: topics.map((topic) => ({ topicId: ZERO_UUID, ...topic })), errorCode };
      });
      return { throttleTimeMs: 0, topics: [], errorCode: 0, groups: told };
    }
    const answer = committed({ groupId, memberId: null, memberEpoch: -1, topics }, requireStable, context);
    return { throttleTimeMs: 0, ...answer, groups: [] };
  },
});

/** A group by the names of topics, as every version but the newest asks. */
interface AskedGroup extends Omit<OffsetFetchRequestGroup, 'topics'> {
  readonly topics: readonly OffsetFetchRequestTopic[] | null;
}

function committedById(
  { topics, ...group }: OffsetFetchRequestGroup,
  requireStable: boolean,
  context: RequestContext,
): { errorCode: number; topics: OffsetFetchResponseGroupTopic[] } {
  const { controller } = context.broker;
  const nameOf = ({ topicId }: { topicId: string }) => controller.topicById(topicId)?.name;
  const known = topics?.flatMap((topic) => {
    const name = nameOf(topic);
    return name === undefined ? [] : { ...topic, name };
  });
  const unknown = topics?.filter((topic) => nameOf(topic) === undefined) ?? [];
  const answer = committed({ ...group, topics: known ?? null }, requireStable, context);
  const named = answer.topics.flatMap((topic) => {
    const topicId = controller.topics.get(topic.name)?.id;
    return topicId === undefined ? [] : { ...topic, topicId };
  });
  const refusals = unknown.map(({ topicId, partitionIndexes: partitions }) => {
    return { topicId, ...refused({ name: '', partitions }, ERROR_CODES.UNKNOWN_TOPIC_ID) };
  });
  return { errorCode: answer.errorCode, topics: [...named, ...refusals] };
}

function committed(
  { groupId, memberId, memberEpoch, topics }: AskedGroup,
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
