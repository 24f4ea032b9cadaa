import { RequestError } from '../../protocol/errors.ts';
import { ASSIGNORS } from '../assignors/assignors.ts';
import type { ConsumerHeartbeatRequest } from './api.ts';
import { AWAY_EPOCH, JOIN_EPOCH, LEAVE_EPOCH } from './consumer-group.ts';

/** A broker holds fewer topics than this. */
const MAX_TOPIC_NAMES = 10_000;

/** Throws RequestError for a heartbeat that no group could take: INVALID_REQUEST or UNSUPPORTED_ASSIGNOR. */
export function checkHeartbeat(request: ConsumerHeartbeatRequest): void {
  const { memberEpoch, serverAssignor } = request;
  checkIdentity(request);
  if (memberEpoch < AWAY_EPOCH) refuse(`MemberEpoch is ${memberEpoch}, it must be ${AWAY_EPOCH} or greater.`);
  if (memberEpoch === JOIN_EPOCH) checkJoin(request);
  if ((request.subscribedTopicNames?.length ?? 0) > MAX_TOPIC_NAMES) {
    refuse(`SubscribedTopicNames holds more than ${MAX_TOPIC_NAMES} names.`);
  }
  if (serverAssignor !== null && !ASSIGNORS.has(serverAssignor)) {
    const supported = [...ASSIGNORS.keys()].join(', ');
    throw new RequestError(
      'UNSUPPORTED_ASSIGNOR',
      `ServerAssignor ${serverAssignor} is not supported. Supported assignors: ${supported}.`,
    );
  }
}

function checkIdentity({
  groupId,
  memberId,
  memberEpoch,
  instanceId,
  rackId,
  requireMemberId,
}: ConsumerHeartbeatRequest): void {
  if (groupId.trim() === '') refuse("GroupId can't be empty.");
  if (memberId === '' && (requireMemberId || memberEpoch !== JOIN_EPOCH)) refuse("MemberId can't be empty.");
  if (instanceId?.trim() === '') refuse("InstanceId can't be empty.");
  if (rackId?.trim() === '') refuse("RackId can't be empty.");
  if (memberEpoch === AWAY_EPOCH && instanceId === null) refuse("InstanceId can't be null.");
}

function checkJoin(request: ConsumerHeartbeatRequest): void {
  if (request.rebalanceTimeoutMs === -1) refuse('RebalanceTimeoutMs must be provided in first request.');
  if (request.topicPartitions?.length !== 0) refuse('TopicPartitions must be empty when (re-)joining.');
  if (request.subscribedTopicNames === null && request.subscribedTopicRegex === null) {
    refuse('Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.');
  }
}

export const isLeaving = ({ memberEpoch }: ConsumerHeartbeatRequest): boolean =>
  memberEpoch === LEAVE_EPOCH || memberEpoch === AWAY_EPOCH;

function refuse(message: string): never {
  throw new RequestError('INVALID_REQUEST', message);
}
