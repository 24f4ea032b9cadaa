import { ERROR_CODES, type ErrorName } from '../../../engine/kafka/protocol/errors.ts';
import {
  ConsumerGroupHeartbeatApi,
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponse,
} from '../../../engine/kafka/protocol/generated/consumer-group-heartbeat.ts';
import type { RawClient } from './raw-client.ts';

export const errorName = (code: number): ErrorName =>
  Object.entries(ERROR_CODES).find(([, number]) => number === code)![0] as ErrorName;

/** A member of a consumer group by hand: it says what it is told to, and does what it is told. */
export class ConsumerMember {
  readonly #connection: RawClient;
  readonly groupId: string;
  readonly memberId: string;
  epoch = 0;
  /** Partitions by topic id, as it was told last. */
  owned: Record<string, number[]> = {};

  constructor(connection: RawClient, memberId: string, groupId = 'g') {
    this.#connection = connection;
    this.groupId = groupId;
    this.memberId = memberId;
  }

  /** Sends a heartbeat as it is given, on top of one that says nothing new. */
  async send(over: Partial<ConsumerGroupHeartbeatRequest> = {}, version = 1): Promise<ConsumerGroupHeartbeatResponse> {
    return this.#connection.call(ConsumerGroupHeartbeatApi, version, {
      groupId: this.groupId,
      memberId: this.memberId,
      memberEpoch: this.epoch,
      instanceId: null,
      rackId: null,
      rebalanceTimeoutMs: -1,
      subscribedTopicNames: null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: null,
      ...over,
    });
  }

  join(over: Partial<ConsumerGroupHeartbeatRequest> = {}): Promise<ErrorName> {
    return this.#heard({ memberEpoch: 0, rebalanceTimeoutMs: 60_000, topicPartitions: [], ...over });
  }

  /** Reports what it owns, and takes what it is told. */
  beat(over: Partial<ConsumerGroupHeartbeatRequest> = {}): Promise<ErrorName> {
    const topicPartitions = Object.entries(this.owned).map(([topicId, partitions]) => ({ topicId, partitions }));
    return this.#heard({ topicPartitions, ...over });
  }

  /** -1 for good, -2 as a static member that will be back. */
  leave(memberEpoch: -1 | -2 = -1, instanceId: string | null = null): Promise<ErrorName> {
    return this.#heard({ memberEpoch, instanceId });
  }

  async #heard(request: Partial<ConsumerGroupHeartbeatRequest>): Promise<ErrorName> {
    const { errorCode, memberEpoch, assignment } = await this.send(request);
    if (errorCode === ERROR_CODES.NONE) {
      this.epoch = memberEpoch;
      if (assignment) {
        this.owned = Object.fromEntries(assignment.topicPartitions.map((each) => [each.topicId, each.partitions]));
      }
    }
    return errorName(errorCode);
  }
}
