import type { GroupErrorCode } from './group-error.ts';

/** What the coordinator is asked and what it answers: the fields of Kafka's classic group APIs, apart from any wire version. Times in ms. */

export interface ProtocolMetadata {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinGroupRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  /** Version 0 of the API has none: pass the session timeout. */
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly ProtocolMetadata[];
  /** JoinGroup version 4 and above: a dynamic member must come back with the id it is given (KIP-394). */
  readonly requireKnownMemberId: boolean;
  /** JoinGroup version 9: the leader may be told to skip its assignment (KIP-814). */
  readonly supportsSkippingAssignment: boolean;
}

export interface JoinGroupResponse {
  readonly errorCode: GroupErrorCode;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly memberId: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly metadata: Buffer;
  }[];
}

export interface SyncGroupRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Version 5 and above; null below. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
}

export interface SyncGroupResponse {
  readonly errorCode: GroupErrorCode;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Buffer;
}

export interface HeartbeatRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface LeaveGroupRequest {
  readonly groupId: string;
  /** Versions 0 to 2 name one member: pass it as the only element. */
  readonly members: readonly { readonly memberId: string; readonly groupInstanceId: string | null }[];
}

export interface LeaveGroupResponse {
  readonly errorCode: GroupErrorCode;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly errorCode: GroupErrorCode;
  }[];
}

export interface OffsetCommitRequest {
  readonly groupId: string;
  /** -1 commits from outside the group, allowed while it is empty. */
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly committedOffset: number;
      /** -1 when unknown. */
      readonly committedLeaderEpoch: number;
      readonly committedMetadata: string | null;
    }[];
  }[];
}

export interface TxnOffsetCommitRequest extends OffsetCommitRequest {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface TopicPartitionErrors {
  readonly name: string;
  readonly partitions: readonly { readonly partition: number; readonly errorCode: GroupErrorCode }[];
}

export interface OffsetCommitResponse {
  readonly topics: readonly TopicPartitionErrors[];
}

export interface OffsetFetchRequest {
  readonly groupId: string;
  /** Version 9: null and -1 when not given; when given they are checked like a commit's. */
  readonly memberId: string | null;
  readonly memberEpoch: number;
  /** Refuses partitions with commits of open transactions instead of telling what was there before (KIP-447). */
  readonly requireStable: boolean;
  /** null asks for every partition with a commit. */
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[] | null;
}

export interface OffsetFetchResponse {
  readonly errorCode: GroupErrorCode;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partition: number;
      /** -1 when nothing is committed. */
      readonly committedOffset: number;
      readonly committedLeaderEpoch: number;
      readonly metadata: string;
      readonly errorCode: GroupErrorCode;
    }[];
  }[];
}

export type GroupStateName = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

export interface DescribedGroup {
  readonly errorCode: GroupErrorCode;
  readonly groupId: string;
  readonly groupState: GroupStateName;
  readonly protocolType: string;
  readonly protocolData: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly clientId: string;
    readonly clientHost: string;
    readonly memberMetadata: Buffer;
    readonly memberAssignment: Buffer;
  }[];
}

export interface ListedGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly groupState: GroupStateName;
  /** Always classic here; KIP-848 adds consumer. */
  readonly groupType: 'classic';
}

export interface ListGroupsResponse {
  readonly errorCode: GroupErrorCode;
  readonly groups: readonly ListedGroup[];
}

export interface OffsetDeleteRequest {
  readonly groupId: string;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}

export interface OffsetDeleteResponse {
  readonly errorCode: GroupErrorCode;
  readonly topics: readonly TopicPartitionErrors[];
}
