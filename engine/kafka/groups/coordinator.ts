import type { PartitionLog } from '../log/partition-log.ts';
import type { LogSink } from '../log-sink.ts';
import type * as api from './api.ts';
import type { GroupErrorCode } from './group-error.ts';

/** Name of the compacted topic that holds groups and committed offsets; K1 creates it with this many partitions and these configs. */
export declare const OFFSETS_TOPIC: {
  readonly name: '__consumer_offsets';
  readonly partitions: number;
  readonly configs: Readonly<Record<string, string>>;
};

export interface GroupCoordinatorOptions {
  /** Partitions of `__consumer_offsets`, index = partition. */
  readonly partitions: readonly PartitionLog[];
  /** Leader epoch to append with. */
  readonly leaderEpoch: number;
  readonly log: LogSink;
  readonly now?: () => number;
  /** How long the first join of an empty group waits for others. Kafka's default is 3000. */
  readonly initialRebalanceDelayMs?: number;
  readonly offsetsRetentionMs?: number;
}

/** Owns every classic group: timers, and what is written to `__consumer_offsets`. Answers after its records are with the OS. */
export declare class GroupCoordinator {
  constructor(options: GroupCoordinatorOptions);
  /** Replays `__consumer_offsets`; until it resolves every method answers COORDINATOR_LOAD_IN_PROGRESS. */
  load(): Promise<void>;
  joinGroup(request: api.JoinGroupRequest): Promise<api.JoinGroupResponse>;
  syncGroup(request: api.SyncGroupRequest): Promise<api.SyncGroupResponse>;
  heartbeat(request: api.HeartbeatRequest): { readonly errorCode: GroupErrorCode };
  leaveGroup(request: api.LeaveGroupRequest): Promise<api.LeaveGroupResponse>;
  offsetCommit(request: api.OffsetCommitRequest): Promise<api.OffsetCommitResponse>;
  offsetFetch(request: api.OffsetFetchRequest): api.OffsetFetchResponse;
  describeGroups(groupIds: readonly string[]): readonly api.DescribedGroup[];
  /** Empty lists mean any state, any type. */
  listGroups(filter: { readonly states: readonly string[]; readonly types: readonly string[] }): api.ListGroupsResponse;
  deleteGroups(
    groupIds: readonly string[],
  ): Promise<readonly { readonly groupId: string; readonly errorCode: GroupErrorCode }[]>;
  offsetDelete(request: api.OffsetDeleteRequest): Promise<api.OffsetDeleteResponse>;
  /** Drops the commits of deleted topics in every group. */
  onTopicsDeleted(topics: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
