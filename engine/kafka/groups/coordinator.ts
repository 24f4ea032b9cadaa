import { randomUUID } from 'node:crypto';
import { CoordinatorLog } from '../log/coordinator-log.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { LogSink } from '../log-sink.ts';
import type * as api from './api.ts';
import { describeGroup, describeMissing, listedGroups } from './describe.ts';
import { DEFAULT_LIMITS, type Effect, type Group, type GroupLimits, nextDeadlineMs } from './group.ts';
import type { GroupErrorCode } from './group-error.ts';
import { encodeGroup, encodeGroupKey } from './group-records.ts';
import { GroupRegistry, type GroupSlot } from './group-registry.ts';
import { GroupTimers } from './group-timers.ts';
import { heartbeat } from './heartbeat.ts';
import { join } from './join.ts';
import { leave, tick } from './leave.ts';
import { answerAll, OffsetCommits } from './offset-commits.ts';
import { PendingAnswers } from './pending-answers.ts';
import { refusedJoin, refusedSync } from './rebalance.ts';
import { sync } from './sync.ts';
import { TransactionalOffsets } from './transactional-offsets.ts';

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
 * Every classic group: the pure steps of this room with timers, waiting requests and `__consumer_offsets` around them. A step never awaits; what
 * it saves is written before it is answered.
 */
export class GroupCoordinator {
  readonly #registry: GroupRegistry;
  readonly #offsets: OffsetCommits;
  readonly #transactional: TransactionalOffsets;
  readonly #timers: GroupTimers;
  readonly #pending = new PendingAnswers();
  readonly #limits: GroupLimits;
  readonly #log: LogSink;
  readonly #now: () => number;
  #expiry: NodeJS.Timeout | undefined;
  #expiring: Promise<void> = Promise.resolve();
  #unavailable: GroupErrorCode | undefined = 'COORDINATOR_LOAD_IN_PROGRESS';

  constructor(options: GroupCoordinatorOptions) {
    this.#now = options.now ?? Date.now;
    this.#log = options.log;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#registry = new GroupRegistry(
      new CoordinatorLog(options.partitions, options.leaderEpoch),
      options.log,
      this.#now,
    );
    const retentionMs = options.offsetsRetentionMs ?? OFFSETS_RETENTION_MS;
    this.#offsets = new OffsetCommits(this.#registry, options.log, this.#now, retentionMs);
    this.#transactional = new TransactionalOffsets(this.#registry, options.log, this.#now);
    this.#timers = new GroupTimers(this.#now, (groupId) => this.#tick(groupId));
  }

  /** Replays `__consumer_offsets`; until it resolves every method answers COORDINATOR_LOAD_IN_PROGRESS. */
  async load(): Promise<void> {
    await this.#registry.load();
    this.#unavailable = undefined;
    for (const slot of this.#registry.slots()) this.#arm(slot);
    this.#expiry = setInterval(() => {
      this.#expiring = this.#offsets
        .expire()
        .catch((error) => this.#log.error({ err: error }, 'Could not expire committed offsets.'));
    }, EXPIRY_EVERY_MS);
  }

  async joinGroup(request: api.JoinGroupRequest): Promise<api.JoinGroupResponse> {
    const refusal = this.#refusal(request.groupId);
    if (refusal) return refusedJoin(refusal, request.memberId);
    if (request.memberId !== '' && !this.#registry.get(request.groupId))
      return refusedJoin('UNKNOWN_MEMBER_ID', request.memberId);
    const slot = this.#registry.getOrCreate(request.groupId);
    const { ticket, answer } = this.#pending.join(request.memberId);
    const newMemberId = `${request.groupInstanceId ?? request.clientId}-${randomUUID()}`;
    this.#step(slot, (group, effects) =>
      join(group, { request, ticket, newMemberId }, effects, this.#limits, this.#now()),
    );
    return answer;
  }

  async syncGroup(request: api.SyncGroupRequest): Promise<api.SyncGroupResponse> {
    const refusal = this.#refusal(request.groupId);
    if (refusal) return refusedSync(refusal);
    const slot = this.#registry.get(request.groupId);
    if (!slot) return refusedSync('UNKNOWN_MEMBER_ID');
    const { ticket, answer } = this.#pending.sync();
    this.#step(slot, (group, effects) => sync(group, request, ticket, effects, this.#now()));
    return answer;
  }

  heartbeat(request: api.HeartbeatRequest): { readonly errorCode: GroupErrorCode } {
    const refusal = this.#refusal(request.groupId);
    if (refusal) return { errorCode: refusal };
    const slot = this.#registry.get(request.groupId);
    if (!slot) return { errorCode: 'UNKNOWN_MEMBER_ID' };
    const { group, errorCode } = heartbeat(slot.group, request, this.#now());
    slot.group = group;
    return { errorCode };
  }

  async leaveGroup(request: api.LeaveGroupRequest): Promise<api.LeaveGroupResponse> {
    const refusal = this.#refusal(request.groupId);
    if (refusal) return { errorCode: refusal, members: [] };
    const slot = this.#registry.get(request.groupId);
    const members = request.members.map((who) => {
      let errorCode: GroupErrorCode = 'UNKNOWN_MEMBER_ID';
      if (slot) {
        this.#step(slot, (group, effects) => {
          const left = leave(group, who, effects, this.#limits, this.#now());
          errorCode = left.errorCode;
          return left.group;
        });
      }
      return { ...who, errorCode };
    });
    return { errorCode: 'NONE', members };
  }

  async offsetCommit(request: api.OffsetCommitRequest): Promise<api.OffsetCommitResponse> {
    if (this.#unavailable) return answerAll(request, this.#unavailable);
    this.#keepAlive(request);
    return this.#offsets.commit(request);
  }

  /** A commit as part of a producer's transaction: it counts once that is committed. */
  async txnOffsetCommit(request: api.TxnOffsetCommitRequest): Promise<api.OffsetCommitResponse> {
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
  #keepAlive({ groupId, memberId, groupInstanceId, generationId }: api.OffsetCommitRequest): void {
    if (generationId >= 0) this.heartbeat({ groupId, memberId, groupInstanceId, generationId });
  }

  offsetFetch(request: api.OffsetFetchRequest): api.OffsetFetchResponse {
    if (this.#unavailable) return { errorCode: this.#unavailable, topics: [] };
    return this.#offsets.fetch(request);
  }

  describeGroups(groupIds: readonly string[]): readonly api.DescribedGroup[] {
    return groupIds.map((groupId) => {
      if (this.#unavailable) return { ...describeMissing(groupId), errorCode: this.#unavailable };
      const slot = this.#registry.get(groupId);
      return slot ? describeGroup(slot.group) : describeMissing(groupId);
    });
  }

  /** Empty lists mean any state, any type. */
  listGroups(filter: {
    readonly states: readonly string[];
    readonly types: readonly string[];
  }): api.ListGroupsResponse {
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

  async offsetDelete(request: api.OffsetDeleteRequest): Promise<api.OffsetDeleteResponse> {
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
    this.#pending.refuseAll('COORDINATOR_NOT_AVAILABLE');
    await this.#expiring;
  }

  #refusal(groupId: string): GroupErrorCode | undefined {
    return this.#unavailable ?? (groupId === '' ? 'INVALID_GROUP_ID' : undefined);
  }

  #tick(groupId: string): void {
    const slot = this.#registry.get(groupId);
    if (slot && !this.#unavailable)
      this.#step(slot, (group, effects) => tick(group, effects, this.#limits, this.#now()));
  }

  /** Takes a step, then does what it asks for: saves first where it says so, then answers. */
  #step(slot: GroupSlot, take: (group: Group, effects: Effect[]) => Group): void {
    const effects: Effect[] = [];
    slot.group = take(slot.group, effects);
    this.#arm(slot);
    if (!effects.some((effect) => effect.kind === 'save')) {
      this.#pending.deliver(effects);
      return;
    }
    const { groupId } = slot.group;
    this.#registry.append(groupId, [{ key: encodeGroupKey(groupId), value: encodeGroup(slot.group) }]).then(
      () => this.#pending.deliver(effects),
      (error) => {
        this.#log.error({ err: error, groupId }, 'Could not save the group; its members are told to try again.');
        this.#pending.deliver(effects, 'COORDINATOR_NOT_AVAILABLE');
      },
    );
  }

  #arm(slot: GroupSlot): void {
    this.#timers.arm(slot.group.groupId, nextDeadlineMs(slot.group));
  }
}
