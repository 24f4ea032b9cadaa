import type { ErrorName } from '../../protocol/errors.ts';

/** What is asked and answered about committed offsets: the fields of Kafka's APIs, apart from any wire version. */

export interface OffsetCommitRequest {
  readonly groupId: string;
  /** Or the member's epoch. -1 commits from outside the group, allowed while it is empty. */
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Version 9 and above: the client can be told of member epochs and missing groups (KIP-848). */
  readonly knowsMemberEpochs: boolean;
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

export interface TxnOffsetCommitRequest extends Omit<OffsetCommitRequest, 'knowsMemberEpochs'> {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface TopicPartitionErrors {
  readonly name: string;
  readonly partitions: readonly { readonly partition: number; readonly errorCode: ErrorName }[];
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
  readonly errorCode: ErrorName;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partition: number;
      /** -1 when nothing is committed. */
      readonly committedOffset: number;
      readonly committedLeaderEpoch: number;
      readonly metadata: string;
      readonly errorCode: ErrorName;
    }[];
  }[];
}

export interface OffsetDeleteRequest {
  readonly groupId: string;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}

export interface OffsetDeleteResponse {
  readonly errorCode: ErrorName;
  readonly topics: readonly TopicPartitionErrors[];
}
