import { randomUUID } from 'node:crypto';
import { CoordinatorLog } from '../log/coordinator-log.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { LogSink } from '../log-sink.ts';
import type * as classic from './classic/api.ts';
import { DEFAULT_LIMITS, type GroupLimits } from './classic/classic-group.ts';
import { ClassicGroups } from './classic/classic-groups.ts';
import { describeGroup, describeMissing } from './classic/describe.ts';
import { encodeGroup } from './classic/group-records.ts';
import { refusedJoin, refusedSync } from './classic/rebalance.ts';
import type { GroupErrorCode } from './group-error.ts';
import { GroupRegistry } from './group-registry.ts';
import type { GroupSlot } from './group-slot.ts';
import { GroupTimers } from './group-timers.ts';
import { type ListGroupsFilter, type ListGroupsResponse, listedGroups } from './listing.ts';
import type * as offsets from './offsets/api.ts';
import { answerAll, OffsetCommits } from './offsets/offset-commits.ts';
import { TransactionalOffsets } from './offsets/transactional-offsets.ts';
import { encodeKey } from './record-key.ts';

/** Kafka's offsets.retention.minutes: 7 days. */
const OFFSETS_RETENTION_MS = 7 * 86_400_000;
const EXPIRY_EVERY_MS = 60_000;

export interface GroupCoordinatorOptions {
  /** Partitions of `__consumer_offsets`, index = partition. */
  readonly partitions: readonly PartitionLog[];
  /** Leader epoch to append with. */
  readonly leaderEpoch: number;
  readonly log: LogSink;
  readonly now?: () => number;
  readonly limits?: Partial<GroupLimits>;
  /** How long a commit is kept once nobody uses it; 7 days by default. */
  readonly offsetsRetentionMs?: number;
}

/**
 * Every group and what it committed: finds the group, refuses what names none, and hands the rest to the room that knows its kind. What
 * changes is in `__consumer_offsets` before it is answered.
 */
export class GroupCoordinator {
  readonly #registry: GroupRegistry;
  readonly #classic: ClassicGroups;
  readonly #offsets: OffsetCommits;
  readonly #transactional: TransactionalOffsets;
  readonly #timers: GroupTimers;
  readonly #log: LogSink;
  #expiry: NodeJS.Timeout | undefined;
  #expiring: Promise<void> = Promise.resolve();
  #unavailable: GroupErrorCode | undefined = 'COORDINATOR_LOAD_IN_PROGRESS';

  constructor(options: GroupCoordinatorOptions) {
    const now = options.now ?? Date.now;
    this.#log = options.log;
    this.#registry = new GroupRegistry(new CoordinatorLog(options.partitions, options.leaderEpoch), options.log, now);
    const retentionMs = options.offsetsRetentionMs ?? OFFSETS_RETENTION_MS;
    this.#offsets = new OffsetCommits(this.#registry, options.log, now, retentionMs);
    this.#transactional = new TransactionalOffsets(this.#registry, options.log, now);
    this.#timers = new GroupTimers(now, (groupId) => this.#tick(groupId));
    this.#classic = new ClassicGroups({
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      now,
      newMemberId: (prefix) => `${prefix}-${randomUUID()}`,
      save: (slot) => this.#save(slot),
      arm: (groupId, deadlineMs) => this.#timers.arm(groupId, deadlineMs),
    });
  }

  /** Replays `__consumer_offsets`; until it resolves every method answers COORDINATOR_LOAD_IN_PROGRESS. */
  async load(): Promise<void> {
    await this.#registry.load();
    this.#unavailable = undefined;
    for (const slot of this.#registry.slots()) this.#classic.watch(slot);
    this.#expiry = setInterval(() => {
      this.#expiring = this.#offsets
        .expire()
        .catch((error) => this.#log.error({ err: error }, 'Could not expire committed offsets.'));
    }, EXPIRY_EVERY_MS);
  }

  async joinGroup(request: classic.JoinGroupRequest): Promise<classic.JoinGroupResponse> {
    const { groupId, memberId } = request;
    const refusal = this.#refusal(groupId);
    if (refusal) return refusedJoin(refusal, memberId);
    if (memberId !== '' && !this.#registry.get(groupId)) return refusedJoin('UNKNOWN_MEMBER_ID', memberId);
    return this.#classic.joinGroup(this.#registry.getOrCreate(groupId), request);
  }

  async syncGroup(request: classic.SyncGroupRequest): Promise<classic.SyncGroupResponse> {
    const refusal = this.#refusal(request.groupId);
    if (refusal) return refusedSync(refusal);
    const slot = this.#registry.get(request.groupId);
    return slot ? this.#classic.syncGroup(slot, request) : refusedSync('UNKNOWN_MEMBER_ID');
  }

  heartbeat(request: classic.HeartbeatRequest): { readonly errorCode: GroupErrorCode } {
    const refusal = this.#refusal(request.groupId);
    if (refusal) return { errorCode: refusal };
    const slot = this.#registry.get(request.groupId);
    return { errorCode: slot ? this.#classic.heartbeat(slot, request) : 'UNKNOWN_MEMBER_ID' };
  }

  async leaveGroup(request: classic.LeaveGroupRequest): Promise<classic.LeaveGroupResponse> {
    const refusal = this.#refusal(request.groupId);
    if (refusal) return { errorCode: refusal, members: [] };
    const slot = this.#registry.get(request.groupId);
    if (slot) return this.#classic.leaveGroup(slot, request);
    const members = request.members.map((who) => ({ ...who, errorCode: 'UNKNOWN_MEMBER_ID' as const }));
    return { errorCode: 'NONE', members };
  }

  async offsetCommit(request: offsets.OffsetCommitRequest): Promise<offsets.OffsetCommitResponse> {
    if (this.#unavailable) return answerAll(request, this.#unavailable);
    this.#keepAlive(request);
    return this.#offsets.commit(request);
  }

  /** A commit as part of a producer's transaction: it counts once that is committed. */
  async txnOffsetCommit(request: offsets.TxnOffsetCommitRequest): Promise<offsets.OffsetCommitResponse> {
    const refusal = this.#refusal(request.groupId);
    return refusal ? answerAll(request, refusal) : this.#transactional.commit(request);
  }

  /** Partition of `__consumer_offsets` that a group lives in: what a transaction takes part in with the group's offsets. */
  partitionOf(groupId: string): number {
    return this.#registry.partitionOf(groupId);
  }

  /** A transaction has ended in a partition of `__consumer_offsets`. */
  endTransaction(partition: number, producerId: number, committed: boolean): void {
    this.#registry.endTransaction(partition, producerId, committed);
  }

  /** A commit from inside the group is a sign of life like a heartbeat. */
  #keepAlive({ groupId, memberId, groupInstanceId, generationId }: offsets.OffsetCommitRequest): void {
    if (generationId >= 0) this.heartbeat({ groupId, memberId, groupInstanceId, generationId });
  }

  offsetFetch(request: offsets.OffsetFetchRequest): offsets.OffsetFetchResponse {
    if (this.#unavailable) return { errorCode: this.#unavailable, topics: [] };
    return this.#offsets.fetch(request);
  }

  describeGroups(groupIds: readonly string[]): readonly classic.DescribedGroup[] {
    return groupIds.map((groupId) => {
      if (this.#unavailable) return { ...describeMissing(groupId), errorCode: this.#unavailable };
      const slot = this.#registry.get(groupId);
      return slot ? describeGroup(slot.group) : describeMissing(groupId);
    });
  }

  listGroups(filter: ListGroupsFilter): ListGroupsResponse {
    if (this.#unavailable) return { errorCode: this.#unavailable, groups: [] };
    return { errorCode: 'NONE', groups: listedGroups(this.#registry.groups(), filter) };
  }

  async deleteGroups(
    groupIds: readonly string[],
  ): Promise<readonly { readonly groupId: string; readonly errorCode: GroupErrorCode }[]> {
    const remove = async (groupId: string) => {
      const errorCode = this.#unavailable ?? (await this.#offsets.deleteGroup(groupId));
      if (errorCode === 'NONE') this.#timers.disarm(groupId);
      return { groupId, errorCode };
    };
    return Promise.all(groupIds.map(remove));
  }

  async offsetDelete(request: offsets.OffsetDeleteRequest): Promise<offsets.OffsetDeleteResponse> {
    if (this.#unavailable) return { errorCode: this.#unavailable, topics: [] };
    return this.#offsets.delete(request);
  }

  /** Drops the commits of deleted topics in every group. */
  async onTopicsDeleted(topics: readonly string[]): Promise<void> {
    if (this.#unavailable === undefined) await this.#offsets.forgetTopics(new Set(topics));
  }

  /** Refuses who waits and stops the timers. The partitions stay open: they are not the coordinator's. */
  async close(): Promise<void> {
    this.#unavailable = 'COORDINATOR_NOT_AVAILABLE';
    clearInterval(this.#expiry);
    this.#timers.close();
    this.#classic.close();
    await this.#expiring;
  }

  #refusal(groupId: string): GroupErrorCode | undefined {
    return this.#unavailable ?? (groupId === '' ? 'INVALID_GROUP_ID' : undefined);
  }

  #tick(groupId: string): void {
    const slot = this.#registry.get(groupId);
    if (slot && !this.#unavailable) this.#classic.tick(slot);
  }

  async #save({ group }: GroupSlot): Promise<boolean> {
    const { groupId } = group;
    const record = { key: encodeKey({ kind: 'classicGroup', groupId }), value: encodeGroup(group) };
    try {
      await this.#registry.append(groupId, [record]);
      return true;
    } catch (error) {
      this.#log.error({ err: error, groupId }, 'Could not save the group; its members are told to try again.');
      return false;
    }
  }
}
