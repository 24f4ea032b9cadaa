/**
 * ConsumerGroupHeartbeat (68): a member of the consumer protocol joins, stays and leaves, and learns its partitions (KIP-848).
 *
 * Behaviour: groups/ decides. The whole of a rebalance goes through this API: the coordinator assigns, each member is told what is to change for
 * it, and what it is asked to give up goes on to others once it says that it has. Topics that are named and may not be described get
 * TOPIC_AUTHORIZATION_FAILED. With the feature group.version at 0 the answer is UNSUPPORTED_VERSION.
 *
 * Version notes: v1 brings subscription by pattern, and members that choose their own id (KIP-1082).
 */
import { RequestError } from '../protocol/errors.ts';
import {
  ConsumerGroupHeartbeatApi,
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponse,
} from '../protocol/generated/consumer-group-heartbeat.ts';
import { authorize, may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { groupErrorCode, refusalOf } from './refusal.ts';

const OWN_MEMBER_ID_FROM_VERSION = 1;

export const consumerGroupHeartbeat = handler({
  api: ConsumerGroupHeartbeatApi,
  versions: [0, 1],
  async handle(
    request: ConsumerGroupHeartbeatRequest,
    context: RequestContext,
  ): Promise<ConsumerGroupHeartbeatResponse> {
    const { broker, version, clientId, clientHost } = context;
    try {
      checkAllowed(request, context);
    } catch (error) {
      return { ...NOT_TAKEN, ...refusalOf(error, broker.log) };
    }
    const answer = await broker.groups.consumerHeartbeat({
      ...request,
      clientId,
      clientHost: `/${clientHost}`,
      mayDescribe: (topic) => may(context, 'describe', 'topic', topic),
      requireMemberId: version >= OWN_MEMBER_ID_FROM_VERSION,
    });
    return {
      ...answer,
      throttleTimeMs: 0,
      errorCode: groupErrorCode(answer.errorCode),
      assignment: answer.assignment && { topicPartitions: answer.assignment.map(mutable) },
    };
  },
});

function checkAllowed({ groupId, subscribedTopicNames }: ConsumerGroupHeartbeatRequest, context: RequestContext): void {
  if (context.broker.controller.featureLevel('group.version') === 0) {
    throw new RequestError('UNSUPPORTED_VERSION', 'The consumer protocol is off: the feature group.version is at 0.');
  }
  authorize(context, 'read', 'group', groupId);
  for (const name of subscribedTopicNames ?? []) authorize(context, 'describe', 'topic', name);
}

const mutable = ({ topicId, partitions }: { topicId: string; partitions: readonly number[] }) => ({
  topicId,
  partitions: [...partitions],
});

const NOT_TAKEN: ConsumerGroupHeartbeatResponse = {
  throttleTimeMs: 0,
  errorCode: 0,
  errorMessage: null,
  memberId: null,
  memberEpoch: 0,
  heartbeatIntervalMs: 0,
  assignment: null,
};
