import type { ErrorName } from '../../protocol/errors.ts';
import type { TopicPartitions } from '../assignors/assignment.ts';

/** What consumer groups are asked and what they answer: the fields of KIP-848's APIs, apart from any wire version. Times in ms. */

export interface ConsumerHeartbeatRequest {
  readonly groupId: string;
  /** '' lets the coordinator choose one, where that is allowed. */
  readonly memberId: string;
  /** 0 joins, -1 leaves, -2 leaves as a static member that will be back. */
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** -1 for no change, as null in the fields that follow. */
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[] | null;
  readonly subscribedTopicRegex: string | null;
  readonly serverAssignor: string | null;
  /** Partitions that the member owns. */
  readonly topicPartitions: readonly TopicPartitions[] | null;
  /** Topics that the client may not describe are none that its pattern names. */
  readonly mayDescribe: (topic: string) => boolean;
  /** Version 1 and above: the member brings its own id (KIP-1082). */
  readonly requireMemberId: boolean;
}

export interface ConsumerHeartbeatResponse {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** null for no change. */
  readonly assignment: readonly TopicPartitions[] | null;
}

export interface NamedTopicPartitions extends TopicPartitions {
  readonly topicName: string;
}

export interface DescribedConsumerGroup {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignorName: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly instanceId: string | null;
    readonly rackId: string | null;
    readonly memberEpoch: number;
    readonly clientId: string;
    readonly clientHost: string;
    readonly subscribedTopicNames: readonly string[];
    readonly subscribedTopicRegex: string | null;
    readonly assignment: readonly NamedTopicPartitions[];
    readonly targetAssignment: readonly NamedTopicPartitions[];
    /** Whether it speaks the classic protocol. */
    readonly isClassic: boolean;
  }[];
}
