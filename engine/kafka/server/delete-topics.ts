/**
 * DeleteTopics (20): deletes topics and their records.
 *
 * Behaviour: by name or by id. When it is answered the name is free; files go in the background. Commits of groups on the topic are
 * dropped, and fetches that wait on it are answered. The broker's own topics are refused.
 *
 * Version notes: v6 takes ids (KIP-516); v5 adds messages.
 */
import { RequestError } from '../protocol/errors.ts';
import {
  DeleteTopicsApi,
  type DeleteTopicsRequest,
  type DeleteTopicsRequestTopic,
  type DeleteTopicsResponse,
  type DeleteTopicsResponseResult,
} from '../protocol/generated/delete-topics.ts';
import { ZERO_UUID } from '../protocol/reader.ts';
import { authorize, may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { isInternalTopic } from './internal-topics.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

const IDS_FROM_VERSION = 6;

export const deleteTopics = handler({
  api: DeleteTopicsApi,
  versions: [1, 6],
  async handle(request: DeleteTopicsRequest, context: RequestContext): Promise<DeleteTopicsResponse> {
    const byName = request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }));
    const topics = context.version >= IDS_FROM_VERSION ? request.topics : byName;
    return { throttleTimeMs: 0, responses: await Promise.all(topics.map((topic) => remove(topic, context))) };
  },
});

async function remove(
  { name, topicId }: DeleteTopicsRequestTopic,
  context: RequestContext,
): Promise<DeleteTopicsResponseResult> {
  const { broker } = context;
  const topic = name === null ? broker.controller.topicById(topicId) : broker.controller.topics.get(name);
  // Who may not describe a topic is not told its name for its id, nor its id for its name.
  const mayKnow = topic !== undefined && may(context, 'describe', 'topic', topic.name);
  const known = mayKnow ? { name: topic.name, topicId: topic.id } : { name, topicId };
  try {
    if (name !== null && topicId !== ZERO_UUID) {
      throw new RequestError('INVALID_REQUEST', 'Name a topic or give its id, not both.');
    }
    if (topic !== undefined && !mayKnow) throw new RequestError('TOPIC_AUTHORIZATION_FAILED', 'Not authorized.');
    const asked = topic?.name ?? name;
    if (asked !== null) authorize(context, 'delete', 'topic', asked);
    if (topic === undefined) {
      throw new RequestError(
        name === null ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION',
        'There is no such topic.',
      );
    }
    if (isInternalTopic(topic.name)) {
      throw new RequestError('INVALID_TOPIC_EXCEPTION', `${topic.name} is the broker's own topic.`);
    }
    await broker.controller.deleteTopic(topic.name);
    await broker.groups.onTopicsDeleted([topic.name]);
    return { ...known, ...ACCEPTED };
  } catch (error) {
    return { ...known, ...refusalOf(error, broker.log) };
  }
}
