import { randomUUID } from 'node:crypto';
import { CoordinatorLog } from '../log/coordinator-log.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { LogSink } from '../log-sink.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type * as classic from './classic/api.ts';
import { DEFAULT_LIMITS, emptyGroup, type GroupLimits } from './classic/classic-group.ts';
import { ClassicGroups } from './classic/classic-groups.ts';
import { describeGroup, describeMissing } from './classic/describe.ts';
import { refusedJoin, refusedSync } from './classic/rebalance.ts';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse, DescribedConsumerGroup } from './consumer/api.ts';
import { ClassicProtocol } from './consumer/classic-protocol.ts';
import { ConsumerGroups } from './consumer/consumer-groups.ts';
import { undescribed } from './consumer/describe.ts';
import { type ConsumerGroupConfig, DEFAULT_CONSUMER_GROUP_CONFIG, GroupSteps } from './consumer/group-steps.ts';
import { refusalOf } from './group-refusal.ts';
import { GroupRegistry } from './group-registry.ts';
import { type ClassicSlot, type GroupSlot, isClassic, isConsumer } from './group-slot.ts';
import { GroupStore } from './group-store.ts';
import { GroupTimers } from './group-timers.ts';
import { type ListGroupsFilter, type ListGroupsResponse, listedGroups } from './listing.ts';
import type * as offsets from './offsets/api.ts';
import { answerAll, OffsetCommits } from './offsets/offset-commits.ts';
import { TransactionalOffsets } from './offsets/transactional-offsets.ts';
import type { TopicsView } from './topics-view.ts';

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
  readonly topics: TopicsView;
  readonly limits?: Partial<GroupLimits>;
  /** Of consumer groups; Kafka's defaults where not given. */
  readonly consumerConfigOf?: (groupId: string) => ConsumerGroupConfig;
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
  readonly #steps: GroupSteps;
  readonly #consumer: ConsumerGroups;
  readonly #migrating: ClassicProtocol;
  readonly #offsets: OffsetCommits;
  readonly #transactional: TransactionalOffsets;
  readonly #timers: GroupTimers;
  readonly #log: LogSink;
  readonly #now: () => number;
  #expiry: NodeJS.Timeout | undefined;
  #expiring: Promise<void> = Promise.resolve();
  #unavailable: ErrorName | undefined = 'COORDINATOR_LOAD_IN_PROGRESS';

  constructor(options: GroupCoordinatorOptions) {
    const now = options.now ?? Date.now;
    this.#log = options.log;
    this.#now = now;
    this.#registry = new GroupRegistry(new CoordinatorLog(options.partitions, options.leaderEpoch), options.log, now);
    const retentionMs = options.offsetsRetentionMs ?? OFFSETS_RETENTION_MS;
    this.#offsets = new OffsetCommits(this.#registry, options.log, now, retentionMs);
    this.#transactional = new TransactionalOffsets(this.#registry, options.log, now);
    this.#timers = new GroupTimers(now, (groupId) => this.#tick(groupId));
    const store = new GroupStore((groupId, records) => this.#registry.append(groupId, records), options.log);
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const save = (slot: GroupSlot): Promise<boolean> => store.save(slot);
    const arm = (groupId: string, deadlineMs: number): void => this.#timers.arm(groupId, deadlineMs);
    const newMemberId = (prefix: string): string => `${prefix}-${randomUUID()}`;
    this.#classic = new ClassicGroups({ limits, now, newMemberId, save, arm });
    this.#steps = new GroupSteps({
      topics: options.topics,
      now,
      maxMembers: limits.maxMembers,
      configOf: options.consumerConfigOf ?? (() => DEFAULT_CONSUMER_GROUP_CONFIG),
      save,
      arm,
      refuseWaiting: (group) => this.#classic.giveUp(group),
      continueClassic: (slot, rebalances) => this.#classic.take(slot, rebalances),
    });
    this.#consumer = new ConsumerGroups(this.#registry, this.#steps, randomUUID);
    this.#migrating = new ClassicProtocol(this.#steps, limits, newMemberId);
  }

  /** Replays `__consumer_offsets`; until it resolves every method answers COORDINATOR_LOAD_IN_PROGRESS. */
  async load(): Promise<void> {
    await this.#registry.load();
    this.#unavailable = undefined;
    for (const slot of this.#registry.slots()) {
      if (isConsumer(slot)) this.#steps.watch(slot);
      else if (isClassic(slot)) this.#classic.watch(slot);
    }
    this.#expiry = setInterval(() => {
      this.#expiring = this.#offsets
        .expire()
        .catch((error) => this.#log.error({ err: error }, 'Could not expire committed offsets.'));
    }, EXPIRY_EVERY_MS);
  }

  joinGroup(request: classic.JoinGroupRequest): Promise<classic.JoinGroupResponse> {
    const { groupId, memberId } = request;
    const refuse = (code: ErrorName) => refusedJoin(code, memberId);
    return this.#answer(groupId, refuse, (slot) => {
      if (!slot && memberId !== '') return refuse('UNKNOWN_MEMBER_ID');
      if (slot && isConsumer(slot) && slot.group.members.size > 0) return this.#migrating.joinGroup(slot, request);
      return this.#classic.joinGroup(this.#classicSlot(groupId), request);
    });
  }

  syncGroup(request: classic.SyncGroupRequest): Promise<classic.SyncGroupResponse> {
    return this.#answer(request.groupId, refusedSync, (slot) => {
      if (slot && isConsumer(slot)) return this.#migrating.syncGroup(slot, request);
      return slot && isClassic(slot) ? this.#classic.syncGroup(slot, request) : refusedSync('UNKNOWN_MEMBER_ID');
    });
  }

  async heartbeat(request: classic.HeartbeatRequest): Promise<{ readonly errorCode: ErrorName }> {
    const errorCode = await this.#answer<ErrorName>(request.groupId, refused, (slot) => {
      if (slot && isConsumer(slot)) return this.#migrating.heartbeat(slot, request);
      return slot && isClassic(slot) ? this.#classic.heartbeat(slot, request) : 'UNKNOWN_MEMBER_ID';
    });
    return { errorCode };
  }

  leaveGroup(request: classic.LeaveGroupRequest): Promise<classic.LeaveGroupResponse> {
    const refuse = (errorCode: ErrorName) => ({ errorCode, members: [] });
    return this.#answer<classic.LeaveGroupResponse>(request.groupId, refuse, (slot) => {
      if (slot && isConsumer(slot)) return this.#migrating.leaveGroup(slot, request);
      if (slot && isClassic(slot)) return this.#classic.leaveGroup(slot, request);
      const members = request.members.map((who) => ({ ...who, errorCode: 'UNKNOWN_MEMBER_ID' as const }));
      return { errorCode: 'NONE', members };
    });
  }

  /** ConsumerGroupHeartbeat (KIP-848). */
  consumerHeartbeat(request: ConsumerHeartbeatRequest): Promise<ConsumerHeartbeatResponse> {
    const refuse = (errorCode: ErrorName, errorMessage: string | null): ConsumerHeartbeatResponse => {
      const { memberId, memberEpoch } = request;
      return { errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs: 0, assignment: null };
    };
    // The room itself refuses an empty group id: this API has another error for it.
    if (this.#unavailable) return Promise.resolve(refuse(this.#unavailable, null));
    return attempt(refuse, () => this.#consumer.heartbeat(request));
  }

  /** ConsumerGroupDescribe (KIP-848). */
  describeConsumerGroups(groupIds: readonly string[]): Promise<readonly DescribedConsumerGroup[]> {
    const describe = (groupId: string) =>
      this.#answer(groupId, undescribed.bind(null, groupId), () => this.#consumer.describe(groupId));
    return Promise.all(groupIds.map(describe));
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
    const slot = this.#registry.get(groupId);
    if (generationId < 0 || !slot || !isClassic(slot)) return;
    this.#classic.heartbeat(slot, { groupId, memberId, groupInstanceId, generationId });
  }

  offsetFetch(request: offsets.OffsetFetchRequest): offsets.OffsetFetchResponse {
    if (this.#unavailable) return { errorCode: this.#unavailable, topics: [] };
    return this.#offsets.fetch(request);
  }

  describeGroups(groupIds: readonly string[]): readonly classic.DescribedGroup[] {
    return groupIds.map((groupId) => {
      if (this.#unavailable) return { ...describeMissing(groupId), errorCode: this.#unavailable };
      const slot = this.#registry.get(groupId);
      return slot && isClassic(slot) ? describeGroup(slot.group) : describeMissing(groupId);
    });
  }

  listGroups(filter: ListGroupsFilter): ListGroupsResponse {
    if (this.#unavailable) return { errorCode: this.#unavailable, groups: [] };
    return { errorCode: 'NONE', groups: listedGroups(this.#registry.groups(), filter) };
  }

  async deleteGroups(
    groupIds: readonly string[],
  ): Promise<readonly { readonly groupId: string; readonly errorCode: ErrorName }[]> {
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

  #refusal(groupId: string): ErrorName | undefined {
    return this.#unavailable ?? (groupId === '' ? 'INVALID_GROUP_ID' : undefined);
  }

  /** What the room of the group answers, or what `refuse` makes of a refusal. */
  async #answer<T>(
    groupId: string,
    refuse: Refuse<T>,
    decide: (slot: GroupSlot | undefined) => T | Promise<T>,
  ): Promise<T> {
    const refusal = this.#refusal(groupId);
    return refusal ? refuse(refusal, null) : attempt(refuse, () => decide(this.#registry.get(groupId)));
  }

  /** The group for a member that joins with the classic protocol: an empty consumer group starts over as a classic one. */
  #classicSlot(groupId: string): ClassicSlot {
    const slot = this.#registry.getOrCreate(groupId);
    const group = slot.group.type === 'classic' ? slot.group : emptyGroup(groupId, this.#now());
    return Object.assign(slot, { group });
  }

  #tick(groupId: string): void {
    const slot = this.#registry.get(groupId);
    if (!slot || this.#unavailable) return;
    if (isConsumer(slot)) this.#steps.tick(slot);
    else if (isClassic(slot)) this.#classic.tick(slot);
  }
}

type Refuse<T> = (code: ErrorName, message: string | null) => T;

const refused = (code: ErrorName): ErrorName => code;

async function attempt<T>(refuse: Refuse<T>, decide: () => T | Promise<T>): Promise<T> {
  try {
    return await decide();
  } catch (error) {
    const { code, message } = refusalOf(error);
    return refuse(code, message);
  }
}
