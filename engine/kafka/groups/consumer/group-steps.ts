import type { ClassicGroup } from '../classic/classic-group.ts';
import { type ClassicSlot, type ConsumerSlot, type GroupSlot, isClassic } from '../group-slot.ts';
import type { TopicsView } from '../topics-view.ts';
import type { ConsumerGroup, ConsumerMember, ResolvedPattern } from './consumer-group.ts';
import { newConsumerGroup, withoutMembers } from './consumer-group.ts';
import { downgraded, speaksClassicOnly, upgraded } from './conversion.ts';
import type { StepContext } from './heartbeat.ts';
import { removeMembers } from './leave.ts';
import { earliest, MemberDeadlines } from './member-deadlines.ts';

/** What may be set for one group (Kafka's configs of groups). */
export interface ConsumerGroupConfig {
  /** How long a member may be silent. */
  readonly sessionTimeoutMs: number;
  /** How often a member is to be heard of. */
  readonly heartbeatIntervalMs: number;
}

/** Kafka's group.consumer.session.timeout.ms and group.consumer.heartbeat.interval.ms. */
export const DEFAULT_CONSUMER_GROUP_CONFIG: ConsumerGroupConfig = {
  sessionTimeoutMs: 45_000,
  heartbeatIntervalMs: 5_000,
};

/** What the steps of consumer groups need around them. */
export interface GroupStepsOptions {
  readonly topics: TopicsView;
  readonly now: () => number;
  readonly maxMembers: number;
  readonly configOf: (groupId: string) => ConsumerGroupConfig;
  /** Writes the group as it is now; false when it could not be. */
  readonly save: (slot: GroupSlot) => Promise<boolean>;
  /** Asks for `tick` at the deadline at the latest. */
  readonly arm: (groupId: string, deadlineMs: number) => void;
  /** Requests that wait in a classic group that is one no longer. */
  readonly refuseWaiting: (group: ClassicGroup) => void;
  /** Goes on with a group that is a classic one from now on, by a rebalance if told so. Resolves to false where it could not be saved. */
  readonly continueClassic: (slot: ClassicSlot, rebalances: boolean) => Promise<boolean>;
}

const NOTHING_FOUND: StepContext['found'] = new Map();

/** What every step of a consumer group comes with: what it changed is saved, its members' deadlines run, and its kind changes where it must. */
export class GroupSteps {
  readonly #options: GroupStepsOptions;
  readonly deadlines = new MemberDeadlines();

  constructor(options: GroupStepsOptions) {
    this.#options = options;
  }

  get topics(): TopicsView {
    return this.#options.topics;
  }

  get nowMs(): number {
    return this.#options.now();
  }

  configOf(groupId: string): ConsumerGroupConfig {
    return this.#options.configOf(groupId);
  }

  context(found: ReadonlyMap<string, ResolvedPattern> = NOTHING_FOUND): StepContext {
    const { topics, maxMembers } = this.#options;
    return { topics, found, maxMembers, nowMs: this.nowMs };
  }

  /** The group for a member that joins with the consumer protocol, nothing changed yet: an empty classic group starts over, others are converted. Throws RequestError. */
  joinable(groupId: string, group: GroupSlot['group'] | undefined): ConsumerGroup {
    if (group?.type === 'consumer') return group;
    if (!group || group.members.size === 0) return newConsumerGroup(groupId, this.nowMs);
    return upgraded(group, this.topics, this.nowMs);
  }

  /** The group is what a step made of it. Resolves to false where that could not be saved. */
  commit(slot: GroupSlot, group: ConsumerGroup): Promise<boolean> {
    const before = slot.group;
    if (before === group) return slot.saving;
    slot.group = group;
    if (before.type === 'classic') {
      this.#options.refuseWaiting(before);
      for (const member of group.members.values()) if (member.metadata.classic) this.heardOf(group, member);
    }
    if (before.members !== group.members) this.deadlines.keepOnly(group.groupId, group.members);
    return this.#options.save(slot);
  }

  /** Takes members out of the group, which may leave it a classic one. */
  remove(slot: ConsumerSlot, group: ConsumerGroup, gone: readonly string[]): Promise<boolean> {
    if (gone.length === 0) return this.commit(slot, group);
    const rest = withoutMembers(group, gone);
    if (!speaksClassicOnly(rest)) return this.commit(slot, removeMembers(group, gone, this.context()));
    return this.becomeClassic(slot, rest, true);
  }

  /** A group of classic members only is a classic one. It rebalances, unless they all have what they are to have. */
  becomeClassic(slot: GroupSlot, group: ConsumerGroup, rebalances: boolean): Promise<boolean> {
    slot.group = downgraded(group, this.topics, this.nowMs);
    this.deadlines.forget(slot.groupId);
    return isClassic(slot) ? this.#options.continueClassic(slot, rebalances) : slot.saving;
  }

  /** The member's session begins anew. */
  heardOf({ groupId }: ConsumerGroup, { memberId, metadata }: ConsumerMember): void {
    const timeoutMs = metadata.classic?.sessionTimeoutMs ?? this.configOf(groupId).sessionTimeoutMs;
    this.#set(groupId, memberId, { sessionMs: this.nowMs + timeoutMs });
  }

  /** A member that is asked for partitions has its rebalance timeout to let go of them. */
  awaitRevocation({ groupId }: ConsumerGroup, { memberId, metadata, current }: ConsumerMember): void {
    const isDue = current.state === 'unrevoked' && metadata.classic === null;
    const revocationMs = isDue ? this.nowMs + metadata.rebalanceTimeoutMs : Number.POSITIVE_INFINITY;
    this.#set(groupId, memberId, { revocationMs });
  }

  /** A classic member has its rebalance timeout to join again, from the first time that it is told to. */
  awaitJoin({ groupId }: ConsumerGroup, { memberId, metadata }: ConsumerMember): void {
    const deadlineMs = this.nowMs + metadata.rebalanceTimeoutMs;
    this.#set(groupId, memberId, { joinMs: Math.min(this.deadlines.of(groupId, memberId).joinMs, deadlineMs) });
  }

  /** A classic member that has joined has its rebalance timeout to fetch its share. */
  awaitSync({ groupId }: ConsumerGroup, { memberId, metadata }: ConsumerMember): void {
    const syncMs = this.nowMs + metadata.rebalanceTimeoutMs;
    this.#set(groupId, memberId, { joinMs: Number.POSITIVE_INFINITY, syncMs });
  }

  synced({ groupId }: ConsumerGroup, memberId: string): void {
    this.#set(groupId, memberId, { syncMs: Number.POSITIVE_INFINITY });
  }

  /** Members whose time is up are fenced. */
  tick(slot: ConsumerSlot): void {
    const due = this.deadlines.due(slot.groupId, this.nowMs);
    if (due.length > 0) void this.remove(slot, slot.group, due);
    this.#options.arm(slot.groupId, this.deadlines.nextMs(slot.groupId));
  }

  /** A group that was loaded: its members' time runs. */
  watch({ group }: ConsumerSlot): void {
    for (const member of group.members.values()) {
      this.heardOf(group, member);
      this.awaitRevocation(group, member);
    }
  }

  #set(groupId: string, memberId: string, changes: Partial<ReturnType<MemberDeadlines['of']>>): void {
    const deadlines = Object.assign(this.deadlines.of(groupId, memberId), changes);
    this.#options.arm(groupId, earliest(deadlines));
  }
}
