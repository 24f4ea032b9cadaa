import { api, errorCode, int32, list, string, throttled, uuid } from '../declaration.ts';

export const deleteTopics = api({
  name: 'DeleteTopics',
  key: 20,
  versions: [1, 6],
  flexibleFrom: 4,
  request: {
    /** By name, or by id where the name is null. */
    topics: list('Topic', { name: string.nullable(), topicId: uuid }).since(6),
    topicNames: list(string).until(5),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: throttled(),
    responses: list('Result', {
      name: string.nullable(6),
      topicId: uuid.since(6),
      errorCode,
      errorMessage: string.since(5).nullable(5),
    }),
  },
});
