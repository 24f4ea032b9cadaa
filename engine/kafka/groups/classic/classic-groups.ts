import type { ErrorName } from '../../protocol/errors.ts';
import type { ClassicSlot } from '../group-slot.ts';
import type {
  HeartbeatRequest,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupRequest,
  LeaveGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from './api.ts';
import { type ClassicGroup, type Effect, type GroupLimits, nextDeadlineMs } from './classic-group.ts';
import { heartbeat } from './heartbeat.ts';
import { join } from './join.ts';
import { leave, tick } from './leave.ts';
import { PendingAnswers } from './pending-answers.ts';
import { answerJoin, answerSync, prepareRebalance, refusedJoin, refusedSync } from './rebalance.ts';
import { sync } from './sync.ts';

/** An id that no member has; ids of classic members begin with the name of their instance or client. */
export type NewMemberId = (prefix: string) => string;

/** What the steps of classic groups need around them. */
export interface ClassicGroupsOptions {
  readonly limits: GroupLimits;
  readonly now: () => number;
  readonly newMemberId: NewMemberId;
  /** Writes the group as it is now; false when it could not be. */
  readonly save: (slot: ClassicSlot) => Promise<boolean>;
  /** Asks for `tick` at the deadline at the latest. */
  readonly arm: (groupId: string, deadlineMs: number) => void;
}

/** Classic groups: the pure steps of this room with the requests that wait. What a step saves is written before it is answered. */
export class ClassicGroups {
  readonly #pending = new PendingAnswers();
  readonly #options: ClassicGroupsOptions;

  constructor(options: ClassicGroupsOptions) {
    this.#options = options;
  }

  joinGroup(slot: ClassicSlot, request: JoinGroupRequest): Promise<JoinGroupResponse> {
    const { limits, now, newMemberId } = this.#options;
    const { ticket, answer } = this.#pending.join(request.memberId);
    const input = { request, ticket, newMemberId: newMemberId(request.groupInstanceId ?? request.clientId) };
    this.#step(slot, (group, effects) => join(group, input, effects, limits, now()));
    return answer;
  }

  syncGroup(slot: ClassicSlot, request: SyncGroupRequest): Promise<SyncGroupResponse> {
    const { ticket, answer } = this.#pending.sync();
    this.#step(slot, (group, effects) => sync(group, request, ticket, effects, this.#options.now()));
    return answer;
  }

  heartbeat(slot: ClassicSlot, request: HeartbeatRequest): ErrorName {
    const { group, errorCode } = heartbeat(slot.group, request, this.#options.now());
    slot.group = group;
    return errorCode;
  }

  leaveGroup(slot: ClassicSlot, request: LeaveGroupRequest): LeaveGroupResponse {
    const { limits, now } = this.#options;
    const members = request.members.map((who) => {
      let errorCode: ErrorName = 'NONE';
      this.#step(slot, (group, effects) => {
        const left = leave(group, who, effects, limits, now());
        errorCode = left.errorCode;
        return left.group;
      });
      return { ...who, errorCode };
    });
    return { errorCode: 'NONE', members };
  }

  /** What is due by now happens. */
  tick(slot: ClassicSlot): void {
    this.#step(slot, (group, effects) => tick(group, effects, this.#options.limits, this.#options.now()));
  }

  /** A group that was loaded: its members' sessions run. */
  watch(slot: ClassicSlot): void {
    this.#options.arm(slot.group.groupId, nextDeadlineMs(slot.group));
  }

  /** A consumer group became this classic one: it is saved, and where some members have not got their share yet it rebalances. */
  take(slot: ClassicSlot, rebalances: boolean): Promise<boolean> {
    const { limits, now } = this.#options;
    this.#step(slot, (group, effects) => {
      effects.push({ kind: 'save' });
      return rebalances ? prepareRebalance(group, effects, limits, now()) : group;
    });
    return slot.saving;
  }

  /** The group became a consumer group: whoever waits in it is to join again. */
  giveUp(group: ClassicGroup): void {
    const refused: Effect[] = [...group.members.values()].flatMap((member) => [
      ...(member.joining === undefined
        ? []
        : [answerJoin(member.joining, refusedJoin('REBALANCE_IN_PROGRESS', member.memberId))]),
      ...(member.syncing === undefined ? [] : [answerSync(member.syncing, refusedSync('REBALANCE_IN_PROGRESS'))]),
    ]);
    this.#pending.deliver(refused);
  }

  /** Everyone who waits is to look for the coordinator again. */
  close(): void {
    this.#pending.refuseAll('COORDINATOR_NOT_AVAILABLE');
  }

  /** Takes a step, then does what it asks for: saves first where it says so, then answers. */
  #step(slot: ClassicSlot, take: (group: ClassicGroup, effects: Effect[]) => ClassicGroup): void {
    const effects: Effect[] = [];
    slot.group = take(slot.group, effects);
    this.watch(slot);
    if (!effects.some((effect) => effect.kind === 'save')) {
      this.#pending.deliver(effects);
      return;
    }
    void this.#options
      .save(slot)
      .then((saved) => this.#pending.deliver(effects, saved ? undefined : 'COORDINATOR_NOT_AVAILABLE'));
  }
}
